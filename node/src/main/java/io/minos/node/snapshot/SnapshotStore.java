package io.minos.node.snapshot;

import com.google.protobuf.ByteString;
import io.minos.node.raft.SnapshotMark;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The port to snapshot files. A snapshot exists wholly or not at all: written aside, checksummed, synced, renamed, the
 * directory synced. Any thread; writes wait for each other.
 */
public interface SnapshotStore {
    /** Writes the state machine's bytes. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Durable at return. An IOException (no space among them) leaves what was there before, and nothing else. */
    void save(SnapshotMark mark, Body body) throws IOException;

    /** Newest first; those that are whole by their header and length. The body's checksum is checked by {@link #open}. */
    List<SnapshotMark> list() throws IOException;

    /**
     * The state machine's bytes; the checksum is checked before the first byte is returned. The stream stays good when
     * the snapshot is pruned meanwhile.
     *
     * @throws IOException if there is no such snapshot, or it is damaged: try the next older one
     */
    InputStream open(SnapshotMark mark) throws IOException;

    /** A part of the *file* (as sent to a follower): shorter than bytesMax only at its end, empty beyond it. */
    ByteString read(SnapshotMark mark, long offset, int bytesMax) throws IOException;

    long fileBytes(SnapshotMark mark) throws IOException;

    /**
     * Stores a received part of a file; offset 0 begins anew. Parts come in order. With {@code last} the whole is
     * checked, and durable at return. After an IOException nothing of the file is kept: it has to begin anew.
     */
    void receive(SnapshotMark mark, long offset, ByteString data, boolean last) throws IOException;

    /**
     * Deletes snapshots older than {@code durable}, on which the log builds, but for the newest {@code keep} of them. Newer
     * ones stay whatever their number: one that was received but never became part of the log must not push out the one
     * that did.
     */
    void prune(SnapshotMark durable, int keep) throws IOException;
}
