package io.minos.node.mvcc;

/** Skeleton. */
public final class Store {
    public long revision() {
        return 0;
    }

    public long compactRevision() {
        return 0;
    }

    /** O(1); immutable, for any thread. */
    public View view() {
        throw new IllegalStateException("skeleton");
    }
}
