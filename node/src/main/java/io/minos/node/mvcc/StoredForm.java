package io.minos.node.mvcc;

import io.minos.etcd.api.KeyValue;
import java.nio.ByteBuffer;
import java.util.zip.Checksum;

/**
 * A change as etcd 3.4 stores it (mvcc/revision.go, kvstore.go): main and sub revision big-endian with '_' between and 't'
 * behind a tombstone, then the key-value message (of a tombstone, the key alone).
 */
public final class StoredForm {
    private static final int REVISION_BYTES = 17;

    private StoredForm() {}

    public static byte[] key(Revision change) {
        ByteBuffer key = ByteBuffer.allocate(change.isTombstone() ? REVISION_BYTES + 1 : REVISION_BYTES);
        key.putLong(change.main()).put((byte) '_').putLong(change.sub());
        return change.isTombstone() ? key.put((byte) 't').array() : key.array();
    }

    /** A revision alone, as of a compaction. */
    public static byte[] revision(long main) {
        return ByteBuffer.allocate(REVISION_BYTES).putLong(main).put((byte) '_').putLong(0).array();
    }

    public static KeyValue value(Revision change) {
        return change.isTombstone() ? KeyValue.newBuilder().setKey(change.kv().getKey()).build() : change.kv();
    }

    /** The main revision that a stored key, or a {@link #revision}, begins with; throws if it is neither. */
    public static long main(ByteBuffer key) {
        int at = key.position();
        boolean hasMark = key.remaining() == REVISION_BYTES + 1 && key.get(at + REVISION_BYTES) == 't';
        boolean fits = (key.remaining() == REVISION_BYTES || hasMark) && key.get(at + Long.BYTES) == '_';
        if (!fits || key.getLong(at) < 0) {
            throw new IllegalArgumentException("no revision of etcd's");
        }
        return key.getLong(at);
    }

    /** The change that is stored so; throws if none is. */
    public static Revision read(ByteBuffer key, KeyValue stored) {
        long main = main(key);
        int sub = Math.toIntExact(key.getLong(key.position() + Long.BYTES + 1));
        boolean isTombstone = key.remaining() > REVISION_BYTES;
        if (!isTombstone && (stored.getModRevision() != main || stored.getVersion() <= 0)) {
            throw new IllegalArgumentException("revision " + main + " is stored with that of another");
        }
        return new Revision(isTombstone ? KeyValue.newBuilder().setKey(stored.getKey()).setModRevision(main).build() : stored, sub);
    }

    static void update(Checksum checksum, Revision change) {
        checksum.update(key(change));
        checksum.update(value(change).toByteArray());
    }
}
