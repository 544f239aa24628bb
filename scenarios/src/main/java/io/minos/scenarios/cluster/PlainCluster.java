package io.minos.scenarios.cluster;

import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.client.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster as anyone would start it: no faults, no proxies, data on the disk it is given. Stopped by {@link #close}. */
public final class PlainCluster implements Closeable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(40);

    private final Path directory;
    private final List<NodeProcess> processes = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();
    private final Thread atShutdown = new Thread(() -> processes.forEach(NodeProcess::abandon), "plain-cluster-shutdown");

    private PlainCluster(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /** Returns when every node has taken a write. The directory is made, and removed by {@link #close}. */
    public static PlainCluster start(NodeBinary binary, int nodes, Path directory, HttpTransport http) throws IOException {
        Files.createDirectories(directory);
        var cluster = new PlainCluster(directory);
        try {
            cluster.launch(binary, nodes);
            for (int i = 0; i < nodes; i++) {
                cluster.awaitReady(cluster.processes.get(i), new EtcdClient(http, cluster.endpoints.get(i), Duration.ofSeconds(2)));
            }
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(NodeBinary binary, int nodes) throws IOException {
        List<Integer> ports = Ports.free(2 * nodes);
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        Map<String, InetSocketAddress> peers = new LinkedHashMap<>();
        for (int i = 0; i < nodes; i++) {
            peers.put("n" + (i + 1), new InetSocketAddress(loopback, ports.get(i)));
        }
        for (String name : peers.keySet()) {
            var client = new InetSocketAddress(loopback, ports.get(nodes + processes.size()));
            List<String> words = new NodeCommand(binary, name, directory.resolve(name + ".data"), peers.get(name), client, peers, new TreeMap<>()).words();
            var process = new NodeProcess(name, words, directory.resolve(name + ".log"), (status, wanted) -> {});
            processes.add(process);
            endpoints.add(NodeCommand.url(client));
            process.start();
        }
    }

    private void awaitReady(NodeProcess process, EtcdClient client) throws IOException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!(client.put("ready", "") instanceof Outcome.Ok)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("a node does not serve; its log " + process.log() + " says last: " + process.lastWords());
            }
            Pause.brief();
        }
    }

    /** Of the clients' API, one a node. */
    public List<String> endpoints() {
        return List.copyOf(endpoints);
    }

    @Override
    public void close() throws IOException {
        for (NodeProcess process : processes) {
            if (process.isAlive()) {
                process.stop(8);
            }
        }
        Trees.delete(directory);
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // the JVM is going down already, and the hook with it
        }
    }
}
