package io.minos.nemesis.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system for each node's data, so that it can be filled up without harm to anything else. */
public sealed interface NodeDisks extends AutoCloseable permits MountedDisks, NamespaceDisks, PlainDisks {
    /**
     * The best this machine allows: a tmpfs each when root, else a tmpfs each in a user namespace, else plain directories,
     * whose nodes are then filled up to etcd's quota. Leftovers of crashed runs are unmounted first.
     *
     * @param directory made if missing; the disks are below it
     * @param bytesEach size of one disk, in memory where it is a tmpfs; under the last fallback what to pass as
     *     {@code --quota-backend-bytes}
     * @throws IOException the directory cannot be made
     */
    static NodeDisks open(Path directory, List<String> nodes, long bytesEach) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Files.createDirectories(absolute);
        StringBuilder whyNot = new StringBuilder();
        try {
            return MountedDisks.open(absolute, nodes, bytesEach);
        } catch (IOException e) {
            whyNot.append("no tmpfs of our own: ").append(e.getMessage());
        }
        try {
            return NamespaceDisks.open(absolute, nodes, bytesEach);
        } catch (IOException e) {
            whyNot.append("; no user namespace: ").append(e.getMessage());
        }
        return PlainDisks.open(absolute, nodes, bytesEach, whyNot.toString());
    }

    /** The node's data directory as the node sees it, for {@code --data-dir}. Made, and empty at first. */
    default Path dataDir(String node) {
        return disk(node).resolve("data");
    }

    /** The same directory as this process sees it, to read or to copy. */
    default Path dataDirFromHere(String node) {
        return diskFromHere(node).resolve("data");
    }

    /** The root of the node's disk as the node sees it. */
    Path disk(String node);

    /** The root of the node's disk as this process sees it. */
    Path diskFromHere(String node);

    /** The command that runs {@code command} where the disk is visible. The process started becomes the node: its pid is the node's. */
    List<String> wrap(List<String> command);

    /** True when the disk can be full; false when only etcd's quota can be. */
    boolean bounded();

    /** Size of one disk. */
    long bytesEach();

    /** For the report: one line, which way was taken and why not a better one. */
    String describe();

    /** Unmounts, and with it forgets all data unless the disks are plain directories. Copy what is to be kept first. */
    @Override
    void close();
}
