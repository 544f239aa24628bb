package io.minos.nemesis.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A small file system for each node's data, so that it can be filled up without harm to anything else. */
public interface NodeDisks extends AutoCloseable {
    /**
     * The best this machine allows: a tmpfs each when root, else a tmpfs each in a user namespace, else plain directories,
     * whose nodes are then filled up to etcd's quota. Leftovers of crashed runs are unmounted first.
     *
     * @param directory made if missing; the disks are below it
     * @param bytesEach size of one disk; under the last fallback what to pass as {@code --quota-backend-bytes}
     */
    static NodeDisks open(Path directory, List<String> nodes, long bytesEach) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The node's data directory as the node sees it, for {@code --data-dir}; its parent is the disk. */
    Path dataDir(String node);

    /** The same directory as this process sees it, to read or to copy. */
    Path dataDirFromHere(String node);

    /** The command that runs {@code command} where the disk is visible. The process started is the node itself: its pid is the node's. */
    List<String> wrap(List<String> command);

    /** True when the disk can be full; false when only etcd's quota can be. */
    boolean bounded();

    /** Size of one disk. */
    long bytesEach();

    /** For the report: one line, which way was taken and why not a better one. */
    String describe();

    /** Unmounts, and with it forgets all data. Copy what is to be kept first. */
    @Override
    void close();
}
