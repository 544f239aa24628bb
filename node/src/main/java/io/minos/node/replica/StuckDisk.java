package io.minos.node.replica;

/**
 * Whether this member's disk has stopped taking its log: it is full, reserve and all, and for an election timeout nothing
 * that waits has reached it.
 *
 * <p>A leader in this state commits by the others' disks and applies nothing itself, not even the alarm that its disk is
 * full: it would take one write after the other, answer none, and keep them all in memory. So it steps aside, as long as
 * there is one to take over: the others can answer. And wherever it is found, no more is taken for what is charged to the
 * quota, with etcd's NO_SPACE, since nothing of it could be answered either. A disk that is slow but has room is left
 * alone: stepping aside for it would only move the load about.
 */
final class StuckDisk {
    private final long patienceNanos;
    private long durableIndex = -1;
    private long movedNanos;
    private long askedNanos;
    private boolean asked;
    private boolean stuck;

    StuckDisk(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** To be told at every tick. */
    void look(boolean full, long durableTo, long lastIndex, long nowNanos) {
        if (!full || durableTo != durableIndex || durableTo == lastIndex) {
            durableIndex = durableTo;
            movedNanos = nowNanos;
            asked = false;
        }
        stuck = nowNanos - movedNanos >= patienceNanos;
    }

    boolean isStuck() {
        return stuck;
    }

    /** Once in an election timeout: a transfer takes up to that long. */
    boolean isTimeToStepAside(long nowNanos) {
        if (!stuck || asked && nowNanos - askedNanos < patienceNanos) {
            return false;
        }
        asked = true;
        askedNanos = nowNanos;
        return true;
    }
}
