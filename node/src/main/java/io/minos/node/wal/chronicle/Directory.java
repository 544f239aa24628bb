package io.minos.node.wal.chronicle;

import io.minos.node.wal.WalOpenException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The log's directory, ours alone as long as this is open. syncing may be done from any thread. */
final class Directory implements Closeable {
    private final Path path;
    private final FileChannel lockFile;
    private final FileChannel entries;
    private final Durability durability;

    private Directory(Path path, FileChannel lockFile, FileChannel entries, Durability durability) {
        this.path = path;
        this.lockFile = lockFile;
        this.entries = entries;
        this.durability = durability;
    }

    static Directory lock(Path path, Durability durability) throws IOException {
        FileChannel lockFile = FileChannel.open(path.resolve(SegmentFiles.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isLocked(lockFile)) {
                throw new WalOpenException("the WAL in " + path + " is in use; stop the node that runs on it, or give this one another directory");
            }
            return new Directory(path, lockFile, FileChannel.open(path, StandardOpenOption.READ), durability);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** What was created, renamed or deleted here is durable at return. */
    void sync() throws IOException {
        durability.forceEntries(entries, path);
    }

    /** The file's bytes are durable at return. */
    void sync(FileChannel file, Path name) throws IOException {
        durability.force(file, name);
    }

    @Override
    public void close() throws IOException {
        try (entries; lockFile) {
            // closing the file gives the lock back
        }
    }
}
