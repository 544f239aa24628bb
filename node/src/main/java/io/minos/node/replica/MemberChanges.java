package io.minos.node.replica;

import io.minos.node.Invariants;
import io.minos.node.apply.Command;
import io.minos.node.apply.MemberRules;
import io.minos.node.apply.StateMachine;
import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.raft.PeerProgress;
import io.minos.node.raft.Raft;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a leader decides about a change of the cluster's members before it proposes it, as etcd 3.4's server does: in its
 * order, with its errors. A change refused here was never proposed.
 *
 * <p>One change at a time, counted until it is applied here: so each is judged by the newest members there are. etcd drops
 * the second silently, and its client waits in vain; here it is refused with {@link EtcdError#TOO_MANY_REQUESTS}, the text
 * of etcd's that says both "not now" and "nothing was proposed".
 */
final class MemberChanges {
    /** A learner is ready when it has this much of the leader's log: etcd's readyPercent. */
    private static final double READY = 0.9;

    private final long memberId;
    private final boolean strict;

    /** @param strict etcd's {@code --strict-reconfig-check}: refuse what could cost the cluster its quorum */
    MemberChanges(long memberId, boolean strict) {
        this.memberId = memberId;
        this.strict = strict;
    }

    /** Why the leader takes no change now, whatever it is. */
    Optional<EtcdError> pending(Raft raft, long appliedIndex) {
        boolean unapplied = raft.membershipIndex() > appliedIndex;
        return unapplied || raft.membershipRefusal().isPresent() ? Optional.of(EtcdError.TOO_MANY_REQUESTS) : Optional.empty();
    }

    Optional<EtcdError> refusal(Raft raft, StateMachine state, Command change) {
        return unready(raft, change)
                .or(() -> strict ? unsafe(raft, state, change) : Optional.empty())
                .or(() -> MemberRules.refusal(state, change))
                .or(() -> next(raft.status().membership(), change).voters().isEmpty() ? Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED) : Optional.empty());
    }

    private static Optional<EtcdError> unready(Raft raft, Command change) {
        if (!change.hasMemberPromote()) {
            return Optional.empty();
        }
        long needed = (long) Math.ceil(raft.status().lastIndex() * READY);
        boolean behind = raft.progress().stream().anyMatch(peer -> peer.id() == change.getMemberPromote().getId() && peer.matchIndex() < needed);
        return behind ? Optional.of(EtcdError.LEARNER_NOT_READY) : Optional.empty();
    }

    private Optional<EtcdError> unsafe(Raft raft, StateMachine state, Command change) {
        return switch (change.getRequestCase()) {
            case MEMBER_ADD -> !change.getMemberAdd().getIsLearner() && !MemberRules.isMajorityStartedAfter(state, change)
                    ? Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED)
                    : unhealthyIf(active(raft) < raft.status().membership().voters().size());
            case MEMBER_REMOVE -> unsafeRemoval(raft, state, change);
            case MEMBER_PROMOTE -> MemberRules.isMajorityStartedAfter(state, change) ? Optional.empty() : Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
            default -> Optional.empty();
        };
    }

    private Optional<EtcdError> unsafeRemoval(Raft raft, StateMachine state, Command change) {
        long id = change.getMemberRemove().getId();
        SortedSet<Long> voters = raft.status().membership().voters();
        if (raft.status().membership().learners().contains(id)) {
            return Optional.empty();
        }
        if (!MemberRules.isMajorityStartedAfter(state, change)) {
            return Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        }
        if (!isActive(raft, id)) {
            return Optional.empty(); // one that is down is no part of the quorum there is
        }
        return unhealthyIf(active(raft) - 1 < 1 + (voters.size() - 1) / 2);
    }

    private static Optional<EtcdError> unhealthyIf(boolean unhealthy) {
        return unhealthy ? Optional.of(EtcdError.UNHEALTHY) : Optional.empty();
    }

    private long active(Raft raft) {
        return raft.status().membership().voters().stream().filter(voter -> isActive(raft, voter)).count();
    }

    /** etcd asks whether there is a connection; here, whether it was heard of within about an election timeout. */
    private boolean isActive(Raft raft, long id) {
        return id == memberId || raft.progress().stream().anyMatch(peer -> peer.id() == id && peer.active());
    }

    static Membership next(Membership now, Command change) {
        TreeSet<Long> voters = new TreeSet<>(now.voters());
        TreeSet<Long> learners = new TreeSet<>(now.learners());
        switch (change.getRequestCase()) {
            case MEMBER_ADD -> (change.getMemberAdd().getIsLearner() ? learners : voters).add(change.getMemberAdd().getId());
            case MEMBER_REMOVE -> {
                voters.remove(change.getMemberRemove().getId());
                learners.remove(change.getMemberRemove().getId());
            }
            case MEMBER_PROMOTE -> {
                learners.remove(change.getMemberPromote().getId());
                voters.add(change.getMemberPromote().getId());
            }
            case MEMBER_UPDATE -> { } // where a member is, is not Raft's affair; but one change at a time holds for it, too
            default -> throw new IllegalArgumentException("no change of members: " + change.getRequestCase());
        }
        return new Membership(voters, learners);
    }

    /** For the trace. Raft has acted upon this entry since it was in the log; now the state machine has it, and must agree. */
    static String applied(Entry entry, StateMachine state) {
        Membership membership = entry.membership();
        Membership members = new Membership(ids(state, false), ids(state, true));
        Invariants.check(members.equals(membership), "the state has members " + members + ", Raft acts upon " + membership);
        return "term=" + entry.term() + " index=" + entry.index() + " voters=" + hex(membership.voters()) + " learners=" + hex(membership.learners());
    }

    private static SortedSet<Long> ids(StateMachine state, boolean learners) {
        TreeSet<Long> ids = new TreeSet<>();
        state.members().values().stream().filter(member -> member.getIsLearner() == learners).forEach(member -> ids.add(member.getID()));
        return ids;
    }

    private static String hex(SortedSet<Long> ids) {
        return ids.stream().map(Long::toHexString).collect(Collectors.joining(","));
    }
}
