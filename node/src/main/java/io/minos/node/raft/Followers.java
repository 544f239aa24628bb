package io.minos.node.raft;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** What a leader knows of the other members, and what it sends them. In order of member id. */
final class Followers {
    private final RaftConfig config;
    private final long term;
    private final RaftLog log;
    private final Outbox outbox;
    private final TreeMap<Long, Progress> progress = new TreeMap<>();

    Followers(RaftConfig config, long term, RaftLog log, Outbox outbox) {
        this.config = config;
        this.term = term;
        this.log = log;
        this.outbox = outbox;
        membershipChanged();
    }

    /** A membership is in force as soon as its entry is in the log (Raft thesis §4.1). */
    void membershipChanged() {
        SortedSet<Long> others = log.membership().members();
        others.remove(config.id());
        progress.keySet().retainAll(others);
        for (long id : others) {
            // Raft figure 2: nextIndex starts behind the last entry
            progress.computeIfAbsent(id, absent -> new Progress(id, log.lastIndex() + 1, config.inflightMax()));
        }
    }

    Optional<Progress> of(long id) {
        return Optional.ofNullable(progress.get(id));
    }

    Collection<Progress> all() {
        return progress.values();
    }

    void tickSnapshots() {
        for (Progress to : all()) {
            to.transfer().ifPresent(transfer -> transfer.tick(config.electionTicks()));
        }
    }

    void heartbeatDue() {
        all().forEach(Progress::heartbeatDue);
    }

    /** Is there anything to send? @param read the number of the newest read that is not confirmed, or 0 */
    boolean isAnythingDue(long read) {
        for (Progress to : all()) {
            if (to.isHeartbeatDue() || to.readSent() < read || needsSnapshot(to) || isChunkDue(to)
                    || to.isOpen() && hasNews(to)) {
                return true;
            }
        }
        return false;
    }

    void send(long read) {
        for (Progress to : all()) {
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
        long reached = Quorum.reached(log.membership().voters(), voter -> voter == config.id() ? ownMatchIndex() : matchIndexOf(voter));
        return Math.max(reached, Math.min(ownMatchIndex(), log.secondVoterIndex(config.id())));
    }

    /** A leader is a member like any other: what is not on its disk yet does not count (Raft §5.3, "stored on"). */
    long ownMatchIndex() {
        return log.durableTo();
    }

    private long matchIndexOf(long voter) {
        return of(voter).map(Progress::matchIndex).orElse(0L);
    }

    /** The newest read that a majority has acknowledged, the leader acknowledging its own always. */
    long readConfirmedByMajority() {
        return Quorum.reached(log.membership().voters(),
                voter -> voter == config.id() ? Long.MAX_VALUE : of(voter).map(Progress::readAcked).orElse(0L));
    }

    /** Heard of lately before silent, then by how much of the log it has, then by id. */
    Optional<Long> mostCurrentVoter() {
        return all().stream().filter(follower -> log.membership().voters().contains(follower.id()))
                .max(Comparator.comparing(Progress::isRecentlyActive).thenComparingLong(Progress::matchIndex).thenComparingLong(Progress::id))
                .map(Progress::id);
    }

    /** Was a majority heard from since the last call? */
    boolean wasMajorityActive() {
        boolean active = Quorum.isQuorum(log.membership().voters(),
                voter -> voter == config.id() || of(voter).filter(Progress::isRecentlyActive).isPresent());
        all().forEach(Progress::resetActivity);
        return active;
    }
}
