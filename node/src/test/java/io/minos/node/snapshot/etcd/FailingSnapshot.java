package io.minos.node.snapshot.etcd;

import io.minos.node.bolt.BoltImage;
import io.minos.node.bolt.Entries;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Can be begun, and not be ended. */
public final class FailingSnapshot {
    private static final int VALUE_BYTES = 100_000;

    private FailingSnapshot() {}

    /** @param failure what writing its value throws */
    public static EtcdSnapshot with(RuntimeException failure) throws IOException {
        Entries.Value value = new Entries.Value() {
            @Override
            public int bytes() {
                return VALUE_BYTES;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(new byte[VALUE_BYTES / 2]);
                throw failure;
            }
        };
        return new EtcdSnapshot(BoltImage.of(List.of(new BoltImage.Bucket("key", sink -> sink.accept(new byte[17], value)))));
    }
}
