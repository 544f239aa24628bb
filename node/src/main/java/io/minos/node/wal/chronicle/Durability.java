package io.minos.node.wal.chronicle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Makes things durable: the one seam between the log and the disk's cache, where a test cuts the power. Any thread. */
interface Durability {
    Durability DISK = new Durability() {
        @Override
        public void force(FileChannel file, Path path) throws IOException {
            file.force(false);
        }

        @Override
        public void forceEntries(FileChannel directory, Path path) throws IOException {
            directory.force(true);
        }
    };

    /** All bytes of the file, and its length, are durable at return. */
    void force(FileChannel file, Path path) throws IOException;

    /** What was created, renamed or deleted in the directory is durable at return. */
    void forceEntries(FileChannel directory, Path path) throws IOException;
}
