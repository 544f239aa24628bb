package io.minos.node.wal;

import io.minos.node.raft.Durable;
import io.minos.node.raft.SnapshotMark;
import java.io.Closeable;
import java.io.IOException;

/**
 * The port to the write-ahead log. One thread at a time, never interrupted; blocks on the disk.
 *
 * <p>Durable at the return of {@link #sync}: everything appended before. Lost by a crash: any part of what was appended
 * since. After {@link WalFailedException} nothing may be acknowledged and the log must be opened anew.
 */
public interface Wal extends Closeable {
    /**
     * What the disk held at open, before the first append.
     *
     * @throws IllegalStateException after the first append: the log does not keep the entries in memory
     */
    Recovered recovered();

    /**
     * All of the batch, or, with {@link NoSpaceException}, none of it: it may be tried again once there is space. A
     * snapshot in the batch empties the log; entries after it that are to stay must be in the batch again.
     *
     * @throws IllegalArgumentException if the batch cannot follow what is in the log (see {@link LogEnd#after}) or holds
     *     an entry too large for the log; nothing of it took effect
     */
    void append(Durable batch) throws NoSpaceException, WalFailedException;

    void sync() throws WalFailedException;

    /**
     * Deletes what lies wholly below this snapshot of our own, which is durable. The mark becomes part of the log and,
     * with everything appended before, durable at return. An older mark than the newest is ignored.
     *
     * @throws NoSpaceException only when a full disk leaves not even room for the mark; nothing was deleted then
     */
    void release(SnapshotMark durable) throws NoSpaceException, WalFailedException;

    /** False when the file system has no room for the segment after the next: time to raise NOSPACE. Any thread. */
    boolean hasReserve();

    /** Bytes on disk. Any thread. */
    long sizeBytes();

    @Override
    void close() throws IOException;
}
