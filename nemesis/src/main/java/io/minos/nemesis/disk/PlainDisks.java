package io.minos.nemesis.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Directories, where nothing better is allowed: a full disk is then etcd's quota, filled by writing. */
final class PlainDisks implements NodeDisks {
    private final Path directory;
    private final List<String> nodes;
    private final long bytesEach;
    private final String whyNoBetter;

    private PlainDisks(Path directory, List<String> nodes, long bytesEach, String whyNoBetter) {
        this.directory = directory;
        this.nodes = List.copyOf(nodes);
        this.bytesEach = bytesEach;
        this.whyNoBetter = whyNoBetter;
    }

    static PlainDisks open(Path directory, List<String> nodes, long bytesEach, String whyNoBetter) throws IOException {
        PlainDisks disks = new PlainDisks(directory, nodes, bytesEach, whyNoBetter);
        for (String node : nodes) {
            Files.createDirectories(disks.dataDir(node));
        }
        return disks;
    }

    @Override
    public Path disk(String node) {
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException("no disk was made for " + node);
        }
        return directory.resolve(node);
    }

    @Override
    public Path diskFromHere(String node) {
        return disk(node);
    }

    @Override
    public List<String> wrap(List<String> command) {
        return List.copyOf(command);
    }

    @Override
    public boolean bounded() {
        return false;
    }

    @Override
    public long bytesEach() {
        return bytesEach;
    }

    @Override
    public String describe() {
        return "plain directories and a quota of " + (bytesEach >> 20) + " MiB for each node (" + whyNoBetter + ")";
    }

    @Override
    public void close() {}
}
