package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/** The leader's part (Raft figure 2, Leaders), for one term. */
final class Leadership implements Standing {
    private final RaftConfig config;
    private final long term;
    private final RaftLog log;
    private final Outbox outbox;
    private final Followers followers;
    private final Reads reads = new Reads();
    private int heartbeatElapsed;
    private int electionElapsed;
    private int transferElapsed;
    private long transferTo;
    private boolean timeoutNowSent;
    private boolean votes;
    private long uncommittedBytes;
    private long unsavedBytes;
    private long savedTo;

    Leadership(RaftConfig config, long term, RaftLog log, Outbox outbox) {
        this.config = config;
        this.term = term;
        this.log = log;
        this.outbox = outbox;
        this.followers = new Followers(config, term, log, outbox);
        this.votes = log.membership().voters().contains(config.id());
        this.uncommittedBytes = log.weightBytesBetween(log.commit() + 1, log.lastIndex());
        this.savedTo = log.durableTo();
        this.unsavedBytes = log.weightBytesBetween(savedTo + 1, log.lastIndex());
        // Raft §8: entries of older terms are committed by committing one of this term
        append(Entry.Kind.COMMAND, ByteString.EMPTY);
    }

    @Override
    public Role role() {
        return Role.LEADER;
    }

    /** Returns false when the leader must step down: it has not heard from a majority (Raft thesis §6.2). */
    boolean tick() {
        followers.tickSnapshots();
        if (++heartbeatElapsed >= config.heartbeatTicks()) {
            heartbeatElapsed = 0;
            followers.heartbeatDue();
        }
        if (isTransferring() && ++transferElapsed >= config.electionTicks()) {
            transferTo = 0;
        }
        if (++electionElapsed < config.electionTicks()) {
            return true;
        }
        electionElapsed = 0;
        return followers.wasMajorityActive() || !config.checkQuorum();
    }

    Optional<Raft.Refusal> propose(ByteString data) {
        Optional<Raft.Refusal> refusal = refusal();
        if (refusal.isEmpty()) {
            append(Entry.Kind.COMMAND, data);
        }
        return refusal;
    }

    Optional<Raft.Refusal> proposeMembership(MembershipChange change) {
        Optional<Raft.Refusal> refusal = membershipRefusal().or(() -> refusalOf(change.next()));
        if (refusal.isEmpty()) {
            append(Entry.Kind.MEMBERSHIP, change.encoded());
            followers.membershipChanged();
            votes = log.membership().voters().contains(config.id());
        }
        return refusal;
    }

    Optional<Raft.Refusal> membershipRefusal() {
        return refusal().or(() -> mayChangeMembership() ? Optional.empty() : Optional.of(Raft.Refusal.MEMBERSHIP_CHANGE_PENDING));
    }

    private Optional<Raft.Refusal> refusal() {
        if (isTransferring()) {
            return Optional.of(Raft.Refusal.LEADER_TRANSFERRING);
        }
        return uncommittedBytes >= config.uncommittedBytesMax() || unsavedBytes >= config.uncommittedBytesMax()
                ? Optional.of(Raft.Refusal.TOO_MUCH_UNCOMMITTED)
                : Optional.empty();
    }

    private Optional<Raft.Refusal> refusalOf(Membership next) {
        return log.membership().isOneStepTo(next) ? Optional.empty() : Optional.of(Raft.Refusal.MORE_THAN_ONE_STEP);
    }

    /**
     * One change at a time (Raft thesis §4.1), and none before this term has committed an entry: else two leaders, each
     * with a change the other does not know, could both find a majority (Ongaro, raft-dev, 2015-07-09).
     */
    boolean mayChangeMembership() {
        return log.membershipIndex() <= log.commit() && hasCommittedInTerm();
    }

    private void append(Entry.Kind kind, ByteString data) {
        Entry entry = new Entry(term, log.lastIndex() + 1, kind, data);
        log.append(entry);
        uncommittedBytes += entry.weightBytes();
        unsavedBytes += entry.weightBytes();
    }

    void onAppendReply(Message.AppendReply reply) {
        followers.of(reply.from()).ifPresent(from -> {
            from.heardFrom(reply.readContext());
            answerReads();
            if (followers.answered(from, reply)) {
                matchGrew(from);
            }
        });
    }

    void onSnapshotReply(Message.InstallSnapshotReply reply) {
        followers.of(reply.from()).ifPresent(from -> {
            from.heardFrom(0);
            if (reply.done()) {
                if (from.installed(reply.snapshotIndex())) {
                    matchGrew(from);
                }
            } else {
                from.transfer().filter(t -> t.mark().index() == reply.snapshotIndex()).ifPresent(t -> t.stored(reply.nextOffset()));
            }
        });
    }

    /** The newest snapshot is tried from its beginning, after an election timeout: a disk that fails must not be hammered. */
    void snapshotSendFailed(long to) {
        followers.of(to).filter(p -> p.transfer().isPresent()).ifPresent(p -> {
            p.sendSnapshot(log.snapshot());
            p.transfer().ifPresent(SnapshotTransfer::postpone);
        });
    }

    boolean canSpare(long index) {
        return followers.canSpare(index);
    }

    private void matchGrew(Progress from) {
        commitWhatMajorityHas();
        handOver(from);
    }

    /** To be called whenever a match index grew, the leader's own among them. */
    void commitWhatMajorityHas() {
        countSaved();
        long reached = followers.reachedByMajority();
        if (reached > log.commit() && mayCommitByCounting(reached)) {
            commitTo(reached);
        }
        if (mayServeReads()) {
            reads.askAllEarly(log.commit());
            answerReads();
        }
    }

    /** Also for what is known to be committed otherwise: by a snapshot that was on its way here before this member led. */
    void commitTo(long index) {
        uncommittedBytes -= log.weightBytesBetween(log.commit() + 1, index);
        log.commitTo(index);
    }

    private void countSaved() {
        long saved = Math.max(savedTo, log.durableTo());
        unsavedBytes -= log.weightBytesBetween(savedTo + 1, saved);
        savedTo = saved;
    }

    /** Raft §5.4.2, figure 8: an entry of an older term, though on a majority, may still be replaced. */
    boolean mayCommitByCounting(long index) {
        return log.termAt(index) == term;
    }

    private boolean hasCommittedInTerm() {
        return log.termAt(log.commit()) == term;
    }

    /** Before, a leader does not know what is committed (Raft thesis §6.4, step 1). */
    boolean mayServeReads() {
        return hasCommittedInTerm();
    }

    boolean read(Reads.Asked asked) {
        if (reads.isFull()) {
            return false;
        }
        if (mayServeReads()) {
            reads.ask(asked, log.commit());
            answerReads();
        } else {
            reads.askEarly(asked);
        }
        return true;
    }

    private void answerReads() {
        if (!reads.isWaiting()) {
            return;
        }
        for (Reads.Answer answer : reads.confirmed(followers.readConfirmedByMajority())) {
            Reads.Asked asked = answer.asked();
            if (asked.asker() == config.id()) {
                outbox.read(new ReadState(asked.context(), answer.index()));
            } else {
                outbox.send(new Message.ReadIndexReply(config.id(), asked.asker(), term, asked.context(), answer.index()));
            }
        }
    }

    boolean isTransferring() {
        return transferTo != 0;
    }

    List<PeerProgress> progress() {
        return followers.all().stream().map(peer -> new PeerProgress(peer.id(), peer.matchIndex(), peer.isActive())).toList();
    }

    Optional<Long> successor() {
        return followers.mostCurrentVoter();
    }

    /** Raft thesis §3.10: stop taking proposals, bring the target up to date, tell it to campaign. */
    void transfer(long to) {
        boolean isCandidate = to != config.id() && log.membership().voters().contains(to);
        if (!isCandidate || to == transferTo) {
            return;
        }
        transferTo = to;
        transferElapsed = 0;
        timeoutNowSent = false;
        followers.of(to).ifPresent(this::handOver);
    }

    private void handOver(Progress target) {
        if (target.id() == transferTo && !timeoutNowSent && target.matchIndex() == log.lastIndex()) {
            timeoutNowSent = true;
            outbox.send(new Message.TimeoutNow(config.id(), target.id(), term));
        }
    }

    /** Raft thesis §4.2.2: a leader that is no voter any more leads until that is committed. */
    boolean isRemoved() {
        return !votes && log.membershipIndex() <= log.commit();
    }

    boolean isAnythingDue() {
        return followers.isAnythingDue(readToConfirm());
    }

    void send() {
        followers.send(readToConfirm());
    }

    private long readToConfirm() {
        return reads.isWaiting() ? reads.newest() : 0;
    }
}
