package io.minos.node.raft;

import java.util.Optional;

/** What a leader knows of one other member, and how it feeds it (Raft figure 2, nextIndex and matchIndex). */
final class Progress {
    enum State {
        /** Where the logs agree is not known: one append at a time. */
        PROBE,
        /** They agree: a window of appends under way. */
        REPLICATE,
        /** It needs entries that are forgotten here: a snapshot, chunk by chunk. */
        SNAPSHOT
    }

    private final long id;
    private final Inflight inflight;
    private State state = State.PROBE;
    private long matchIndex;
    private long nextIndex;
    private long commitSent;
    private long readSent;
    private long readAcked;
    private boolean probeSent;
    private boolean heartbeatDue = true;
    private boolean recentlyActive;
    private boolean activeBefore;
    private Optional<SnapshotTransfer> transfer = Optional.empty();

    Progress(long id, long nextIndex, int inflightMax) {
        this.id = id;
        this.nextIndex = nextIndex;
        this.inflight = new Inflight(inflightMax);
    }

    long id() {
        return id;
    }

    State state() {
        return state;
    }

    /** Known to be equal to the leader's, and durable there, up to here. */
    long matchIndex() {
        return matchIndex;
    }

    long nextIndex() {
        return nextIndex;
    }

    long commitSent() {
        return commitSent;
    }

    long readSent() {
        return readSent;
    }

    long readAcked() {
        return readAcked;
    }

    boolean isHeartbeatDue() {
        return heartbeatDue;
    }

    boolean isRecentlyActive() {
        return recentlyActive;
    }

    /** Heard from since the activity was last looked at, or in the time before that: true at any moment of a healthy life. */
    boolean isActive() {
        return recentlyActive || activeBefore;
    }

    Optional<SnapshotTransfer> transfer() {
        return transfer;
    }

    /** May entries be sent now? */
    boolean isOpen() {
        return switch (state) {
            case PROBE -> !probeSent;
            case REPLICATE -> !inflight.isFull();
            case SNAPSHOT -> false;
        };
    }

    void heartbeatDue() {
        heartbeatDue = true;
    }

    void resetActivity() {
        activeBefore = recentlyActive;
        recentlyActive = false;
    }

    void heardFrom(long readContext) {
        Invariants.check(readContext <= readSent, "member %d confirms read %d, the last one sent is %d", id, readContext, readSent);
        recentlyActive = true;
        readAcked = Math.max(readAcked, readContext);
    }

    /** An append with {@code entries} entries from nextIndex on goes out. */
    void sent(int entries, long commit, long read) {
        heartbeatDue = false;
        commitSent = Math.max(commitSent, commit);
        readSent = Math.max(readSent, read);
        if (state == State.PROBE) {
            probeSent = true;
        } else if (state == State.REPLICATE && entries > 0) {
            nextIndex += entries;
            inflight.add(nextIndex - 1);
        }
    }

    /** Returns whether the match index grew. */
    boolean accepted(Message.AppendReply reply, long forgotten) {
        boolean grew = matched(reply.matchIndex());
        switch (state) {
            // it has what precedes prevIndex, though perhaps not on disk yet
            case PROBE -> replicateFrom(Math.max(matchIndex, reply.prevIndex()) + 1);
            case REPLICATE -> inflight.answered(matchIndex);
            case SNAPSHOT -> {
                if (matchIndex >= forgotten) {
                    probeFrom(matchIndex + 1);
                }
            }
        }
        return grew;
    }

    private boolean matched(long index) {
        boolean grew = index > matchIndex;
        matchIndex = Math.max(matchIndex, index);
        nextIndex = Math.max(nextIndex, matchIndex + 1);
        return grew;
    }

    /** An answer to something long superseded: it has matched beyond, or was probed elsewhere since. */
    boolean isStaleRejection(Message.AppendReply reply) {
        return reply.prevIndex() <= matchIndex || state == State.SNAPSHOT
                || state == State.PROBE && reply.prevIndex() != nextIndex - 1;
    }

    /** @param agreeHint where the logs may agree, below what was rejected */
    void rejected(Message.AppendReply reply, long agreeHint) {
        long hinted = Math.min(reply.prevIndex(), agreeHint + 1);
        probeFrom(Math.max(state == State.REPLICATE ? 0 : hinted, matchIndex + 1));
    }

    private void replicateFrom(long index) {
        state = State.REPLICATE;
        nextIndex = index;
        inflight.clear();
        transfer = Optional.empty();
    }

    private void probeFrom(long index) {
        state = State.PROBE;
        nextIndex = index;
        probeSent = false;
        commitSent = 0;
        inflight.clear();
        transfer = Optional.empty();
    }

    void sendSnapshot(SnapshotMark mark) {
        state = State.SNAPSHOT;
        commitSent = 0;
        inflight.clear();
        transfer = Optional.of(new SnapshotTransfer(mark));
    }

    /** The follower has all of the snapshot, durable. Returns whether the match index grew. */
    boolean installed(long snapshotIndex) {
        boolean grew = matched(snapshotIndex);
        if (transfer.filter(t -> t.mark().index() <= matchIndex).isPresent()) {
            probeFrom(matchIndex + 1);
        }
        return grew;
    }
}
