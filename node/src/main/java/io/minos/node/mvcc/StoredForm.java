package io.minos.node.mvcc;

import io.minos.etcd.api.KeyValue;
import java.nio.ByteBuffer;
import java.util.zip.Checksum;

/**
 * A change as etcd 3.4 stores it, for hashes: main and sub revision big-endian with '_' between and 't' behind a tombstone,
 * then the key-value message (of a tombstone, the key alone).
 */
final class StoredForm {
    private StoredForm() {}

    static void update(Checksum checksum, Revision change) {
        ByteBuffer revision = ByteBuffer.allocate(18).putLong(change.main()).put((byte) '_').putLong(change.sub());
        if (change.isTombstone()) {
            revision.put((byte) 't');
        }
        checksum.update(revision.array(), 0, revision.position());
        KeyValue stored = change.isTombstone() ? KeyValue.newBuilder().setKey(change.kv().getKey()).build() : change.kv();
        checksum.update(stored.toByteArray());
    }
}
