package io.minos.node.raft;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.ToLongFunction;

/** What a leader knows of the other members, and what it sends them. In order of member id. */
final class Followers {
    private final RaftConfig config;
    private final long term;
    private final RaftLog log;
    private final Outbox outbox;
    /** In order of id. They are few and walked through at every step, which a tree makes slow. */
    private Progress[] all = {};
    private Progress[] voters = {};
    private boolean selfVotes;

    Followers(RaftConfig config, long term, RaftLog log, Outbox outbox) {
        this.config = config;
        this.term = term;
        this.log = log;
        this.outbox = outbox;
        membershipChanged();
    }

    /** A membership is in force as soon as its entry is in the log (Raft thesis §4.1). */
    void membershipChanged() {
        Membership membership = log.membership();
        SortedSet<Long> others = membership.members();
        others.remove(config.id());
        // Raft figure 2: nextIndex starts behind the last entry
        all = others.stream().map(id -> of(id).orElseGet(() -> new Progress(id, log.lastIndex() + 1, config.inflightMax()))).toArray(Progress[]::new);
        voters = Arrays.stream(all).filter(other -> membership.voters().contains(other.id())).toArray(Progress[]::new);
        selfVotes = membership.voters().contains(config.id());
    }

    Optional<Progress> of(long id) {
        for (Progress one : all) {
            if (one.id() == id) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    List<Progress> all() {
        return List.of(all);
    }

    void tickSnapshots() {
        for (Progress to : all) {
            to.transfer().ifPresent(transfer -> transfer.tick(config.electionTicks()));
        }
    }

    void heartbeatDue() {
        for (Progress to : all) {
            to.heartbeatDue();
        }
    }

    /** Is there anything to send? @param read the number of the newest read that is not confirmed, or 0 */
    boolean isAnythingDue(long read) {
        for (Progress to : all) {
            if (to.isHeartbeatDue() || to.readSent() < read || needsSnapshot(to) || isChunkDue(to)
                    || to.isOpen() && hasNews(to)) {
                return true;
            }
        }
        return false;
    }

    void send(long read) {
        for (Progress to : all) {
            if (needsSnapshot(to)) {
                to.sendSnapshot(log.snapshot());
            }
            sendEntries(to, read);
            sendChunk(to);
            if (to.isHeartbeatDue() || to.readSent() < read) {
                sendAppend(to, 0, read);
            }
        }
    }

    private void sendEntries(Progress to, long read) {
        while (to.isOpen() && hasNews(to)) {
            sendAppend(to, config.appendBytesMax(), read);
        }
    }

    /** News of a follower being probed is the probe itself, be it empty. */
    private boolean hasNews(Progress to) {
        return to.state() == Progress.State.PROBE || to.nextIndex() <= log.lastIndex() || to.commitSent() < log.commit();
    }

    /** @param bytesMax 0 for no entries */
    private void sendAppend(Progress to, int bytesMax, long read) {
        // a follower that waits for a snapshot hears that there is a leader, and nothing about its log
        boolean logUnknown = to.state() == Progress.State.SNAPSHOT;
        long prevIndex = logUnknown ? 0 : to.nextIndex() - 1;
        long prevTerm = logUnknown ? 0 : log.termAt(prevIndex);
        var entries = bytesMax == 0 ? List.<Entry>of() : log.from(to.nextIndex(), bytesMax);
        long readContext = to.readAcked() < read ? read : 0;
        outbox.send(new Message.Append(config.id(), to.id(), term, prevIndex, prevTerm, entries, logUnknown ? 0 : log.commit(), readContext));
        to.sent(entries.size(), logUnknown ? to.commitSent() : log.commit(), read);
    }

    /** What would precede the next entry for it is forgotten here. */
    private boolean needsSnapshot(Progress to) {
        return to.state() != Progress.State.SNAPSHOT && to.nextIndex() < log.firstIndex();
    }

    /** Whether none that lives lacks an entry up to here, or is on its way with a snapshot. */
    boolean canSpare(long index) {
        for (Progress to : all) {
            if (to.isActive() && (to.transfer().isPresent() || to.matchIndex() < index)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isChunkDue(Progress to) {
        return to.transfer().filter(SnapshotTransfer::isChunkDue).isPresent();
    }

    private void sendChunk(Progress to) {
        to.transfer().filter(SnapshotTransfer::isChunkDue).ifPresent(transfer -> {
            outbox.sendSnapshot(new SnapshotSend(to.id(), term, transfer.mark(), transfer.offset()));
            transfer.chunkSent();
        });
    }

    /** Returns whether the follower's match index grew. */
    boolean answered(Progress from, Message.AppendReply reply) {
        Invariants.check(!reply.success() || reply.matchIndex() <= log.lastIndex(),
                "member %d acknowledges %d, the log ends at %d", from.id(), reply.matchIndex(), log.lastIndex());
        if (reply.success()) {
            return from.accepted(reply, log.firstIndex() - 1);
        }
        if (!from.isStaleRejection(reply)) {
            from.rejected(reply, log.lastIndexNotAbove(reply.hintTerm(), reply.matchIndex()));
        }
        return false;
    }

    /** The greatest index that a majority of the voters has on disk, this leader being one of them while it is a voter. */
    long reachedByMajority() {
        long reached = reachedByMajority(ownMatchIndex(), Progress::matchIndex);
        return Math.max(reached, Math.min(ownMatchIndex(), log.secondVoterIndex(config.id())));
    }

    /** A leader is a member like any other: what is not on its disk yet does not count (Raft §5.3, "stored on"). */
    long ownMatchIndex() {
        return log.durableTo();
    }

    /** The newest read that a majority has acknowledged, the leader acknowledging its own always. */
    long readConfirmedByMajority() {
        return reachedByMajority(Long.MAX_VALUE, Progress::readAcked);
    }

    private long reachedByMajority(long own, ToLongFunction<Progress> numberOf) {
        long[] numbers = new long[voters.length + (selfVotes ? 1 : 0)];
        for (int i = 0; i < voters.length; i++) {
            numbers[i] = numberOf.applyAsLong(voters[i]);
        }
        if (selfVotes) {
            numbers[voters.length] = own;
        }
        return Quorum.reached(numbers);
    }

    /** Heard of lately before silent, then by how much of the log it has, then by id. */
    Optional<Long> mostCurrentVoter() {
        return Arrays.stream(voters)
                .max(Comparator.comparing(Progress::isRecentlyActive).thenComparingLong(Progress::matchIndex).thenComparingLong(Progress::id))
                .map(Progress::id);
    }

    /** Was a majority heard from since the last call? */
    boolean wasMajorityActive() {
        boolean active = Quorum.isQuorum(log.membership().voters(),
                voter -> voter == config.id() || of(voter).filter(Progress::isRecentlyActive).isPresent());
        for (Progress one : all) {
            one.resetActivity();
        }
        return active;
    }
}
