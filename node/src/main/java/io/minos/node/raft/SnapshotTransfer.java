package io.minos.node.raft;

/** The leader's end of a snapshot's way to one follower: one chunk at a time, asked for again when no answer comes. */
final class SnapshotTransfer {
    private final SnapshotMark mark;
    private long offset;
    private boolean chunkDue = true;
    private int ticksWaited;

    SnapshotTransfer(SnapshotMark mark) {
        this.mark = mark;
    }

    SnapshotMark mark() {
        return mark;
    }

    long offset() {
        return offset;
    }

    boolean isChunkDue() {
        return chunkDue;
    }

    void chunkSent() {
        chunkDue = false;
        ticksWaited = 0;
    }

    /** The follower has stored this much. It may be less than before: it was restarted. */
    void stored(long nextOffset) {
        if (nextOffset != offset) {
            offset = nextOffset;
            chunkDue = true;
        }
    }

    void postpone() {
        chunkDue = false;
    }

    void tick(int ticksMax) {
        if (++ticksWaited >= ticksMax) {
            chunkDue = true;
        }
    }
}
