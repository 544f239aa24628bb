package io.minos.node.apply;

import io.minos.etcd.api.Member;
import io.minos.node.outcome.EtcdError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which changes of the cluster's members etcd 3.4 refuses, and how: {@code ValidateConfigurationChange} and the
 * {@code IsReadyTo…} of its RaftCluster. To be asked by the leader, of a state that has applied every change before.
 *
 * <p>What only a running leader knows (who is alive, who has caught up) is asked elsewhere.
 */
public final class MemberRules {
    private static final int LEARNERS_MAX = 1;

    private MemberRules() {}

    /** Empty: nothing to object to. The URLs are taken to be well formed, but must be there. */
    public static Optional<EtcdError> refusal(StateMachine state, Command change) {
        Map<Long, Member> members = state.members();
        return switch (change.getRequestCase()) {
            case MEMBER_ADD -> ofAdd(state, change.getMemberAdd());
            case MEMBER_REMOVE -> ofMissing(members, change.getMemberRemove().getId());
            case MEMBER_UPDATE -> ofMissing(members, change.getMemberUpdate().getId())
                    .or(() -> ofUrls(members, change.getMemberUpdate().getId(), change.getMemberUpdate().getPeerUrlsList()));
            case MEMBER_PROMOTE -> ofPromotion(members, change.getMemberPromote().getId());
            default -> throw new IllegalArgumentException("no change of members: " + change.getRequestCase());
        };
    }

    private static Optional<EtcdError> ofAdd(StateMachine state, MemberAdd add) {
        if (state.isRemoved(add.getId())) {
            return Optional.of(EtcdError.MEMBER_NOT_FOUND); // etcd's answer for what it calls ErrIDRemoved
        }
        if (add.getId() == 0 || state.members().containsKey(add.getId())) {
            return Optional.of(EtcdError.MEMBER_EXISTS);
        }
        Optional<EtcdError> urls = ofUrls(state.members(), add.getId(), add.getPeerUrlsList());
        if (urls.isPresent() || !add.getIsLearner()) {
            return urls;
        }
        long learners = state.members().values().stream().filter(Member::getIsLearner).count();
        return learners + 1 > LEARNERS_MAX ? Optional.of(EtcdError.TOO_MANY_LEARNERS) : Optional.empty();
    }

    private static Optional<EtcdError> ofPromotion(Map<Long, Member> members, long id) {
        Optional<EtcdError> missing = ofMissing(members, id);
        if (missing.isPresent()) {
            return missing;
        }
        return members.get(id).getIsLearner() ? Optional.empty() : Optional.of(EtcdError.MEMBER_NOT_LEARNER);
    }

    private static Optional<EtcdError> ofMissing(Map<Long, Member> members, long id) {
        return members.containsKey(id) ? Optional.empty() : Optional.of(EtcdError.MEMBER_NOT_FOUND);
    }

    private static Optional<EtcdError> ofUrls(Map<Long, Member> members, long id, List<String> urls) {
        if (urls.isEmpty()) {
            return Optional.of(EtcdError.MEMBER_BAD_URLS);
        }
        boolean taken = members.values().stream().filter(member -> member.getID() != id)
                .flatMap(member -> member.getPeerURLsList().stream()).anyMatch(urls::contains);
        return taken ? Optional.of(EtcdError.PEER_URL_EXISTS) : Optional.empty();
    }

    /**
     * Whether a majority of the voters that this change leads to has started, which is: has published its name. One that is
     * promoted has; one that is added has not, but may be the second of two, to restore a cluster of one.
     */
    public static boolean isMajorityStartedAfter(StateMachine state, Command change) {
        TreeMap<Long, Member> voters = new TreeMap<>();
        state.members().values().stream().filter(member -> !member.getIsLearner()).forEach(member -> voters.put(member.getID(), member));
        int promoted = 0;
        switch (change.getRequestCase()) {
            case MEMBER_ADD -> {
                if (voters.size() == 1 && started(voters.values()) == 1) {
                    return true;
                }
                voters.put(0L, Member.getDefaultInstance());
            }
            case MEMBER_REMOVE -> voters.remove(change.getMemberRemove().getId());
            case MEMBER_PROMOTE -> promoted = 1;
            default -> { }
        }
        return started(voters.values()) + promoted >= (voters.size() + promoted) / 2 + 1;
    }

    private static int started(Collection<Member> members) {
        return (int) members.stream().filter(member -> !member.getName().isEmpty()).count();
    }
}
