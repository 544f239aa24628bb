package io.minos.node.raft;

/** The window of appends to one follower that were not answered yet, by the index of their last entry. */
final class Inflight {
    private final long[] lastIndexes;
    private int first;
    private int size;

    Inflight(int max) {
        lastIndexes = new long[max];
    }

    boolean isFull() {
        return size == lastIndexes.length;
    }

    void add(long lastIndex) {
        Invariants.check(!isFull(), "more than %d appends without an answer", lastIndexes.length);
        lastIndexes[(first + size++) % lastIndexes.length] = lastIndex;
    }

    void answered(long matchIndex) {
        while (size > 0 && lastIndexes[first] <= matchIndex) {
            first = (first + 1) % lastIndexes.length;
            size--;
        }
    }

    void clear() {
        first = 0;
        size = 0;
    }
}
