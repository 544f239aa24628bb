package io.minos.node.mvcc;

import io.minos.etcd.api.KeyValue;
import java.util.Comparator;

/**
 * One change of one key: what it became. The main revision is {@code kv.modRevision}; a tombstone is a key and its mod
 * revision alone, as etcd tells it to watchers.
 *
 * @param sub which change of its transaction it was, from 0
 */
public record Revision(KeyValue kv, int sub) {
    /** As they were made. */
    static final Comparator<Revision> ORDER = Comparator.comparingLong(Revision::main).thenComparingInt(Revision::sub);

    /** What a revision takes beside its bytes: its key in the log of revisions, and its share of pages. As etcd's quota estimates. */
    private static final int OVERHEAD_BYTES = 17 + 64;

    public long main() {
        return kv.getModRevision();
    }

    public boolean isTombstone() {
        return kv.getVersion() == 0;
    }

    long storedBytes() {
        return OVERHEAD_BYTES + kv.getSerializedSize();
    }
}
