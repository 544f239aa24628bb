package io.minos.nemesis.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

public final class Fabric implements AutoCloseable {
    /** With a Toxiproxy of our own, in this process. */
    public static Fabric embedded(List<NodeAddress> nodes, NodePids pids) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * With a Toxiproxy that runs already, on this machine.
     *
     * @param toxiproxy its API, such as {@code http://127.0.0.1:8474}
     */
    public static Fabric external(URI toxiproxy, List<NodeAddress> nodes, NodePids pids) throws IOException {
        throw new UnsupportedOperationException();
    }

    public List<String> nodes() {
        throw new UnsupportedOperationException();
    }

    /** What the node advertises to its peers; the same for every member, so that {@code --initial-cluster} is. */
    public InetSocketAddress advertisedPeer(String node) {
        throw new UnsupportedOperationException();
    }

    /** Where clients reach the node. */
    public InetSocketAddress clientProxy(String node) {
        throw new UnsupportedOperationException();
    }

    /** For the report: which Toxiproxy, its version. */
    public String describe() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
