package io.minos.scenarios.bench.grpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.minos.scenarios.cluster.NodeBinary;
import io.minos.scenarios.cluster.PlainCluster;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A store that is measured: its cluster, and the connections to it. */
final class Target implements Closeable {
    private final Connections connections;
    private final PlainCluster cluster;
    private final Metadata metadata;
    private final List<ManagedChannel> open = new ArrayList<>();

    private Target(Connections connections, PlainCluster cluster, Metadata metadata) {
        this.connections = connections;
        this.cluster = cluster;
        this.metadata = metadata;
    }

    static Target start(NodeBinary binary, int nodes, Plan plan, Path directory, Connections connections) throws IOException {
        PlainCluster cluster = PlainCluster.start(binary, nodes, directory, plan.tls(), connections::takesAWrite);
        try {
            return new Target(connections, cluster, plan.auth() ? connections.enableAuth(cluster) : new Metadata());
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** New ones; those before are closed. */
    List<Channel> connect(int count) {
        disconnect();
        open.addAll(connections.open(cluster.endpoints(), count));
        return open.stream().map(channel -> metadata.keys().isEmpty() ? channel : Connections.with(metadata, channel)).toList();
    }

    PlainCluster cluster() {
        return cluster;
    }

    private void disconnect() {
        open.forEach(ManagedChannel::shutdownNow);
        open.clear();
    }

    @Override
    public void close() throws IOException {
        disconnect();
        cluster.close();
    }
}
