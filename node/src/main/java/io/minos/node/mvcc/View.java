package io.minos.node.mvcc;

/** Skeleton. */
public final class View {
    public long revision() {
        return 0;
    }

    public long compactRevision() {
        return 0;
    }
}
