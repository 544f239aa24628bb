package io.minos.scenarios.cluster;

import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.client.Outcome;
import io.minos.nemesis.network.Ports;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

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
        return start(binary, nodes, directory, false, endpoint -> new EtcdClient(http, endpoint, Duration.ofSeconds(2)).put("ready", "") instanceof Outcome.Ok);
    }

    /**
     * Likewise, however clients are served.
     *
     * @param tls by a certificate that each node makes for itself
     * @param isReady tries a write at an endpoint, for a second or two
     */
    public static PlainCluster start(NodeBinary binary, int nodes, Path directory, boolean tls, Predicate<String> isReady) throws IOException {
        Files.createDirectories(directory);
        var cluster = new PlainCluster(directory);
        try {
            cluster.launch(binary, nodes, tls);
            for (int i = 0; i < nodes; i++) {
                String endpoint = cluster.endpoints.get(i);
                cluster.awaitReady(cluster.processes.get(i), () -> isReady.test(endpoint));
            }
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(NodeBinary binary, int nodes, boolean tls) throws IOException {
        List<Integer> ports = Ports.free(2 * nodes);
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        Map<String, InetSocketAddress> peers = new LinkedHashMap<>();
        for (int i = 0; i < nodes; i++) {
            peers.put("n" + (i + 1), new InetSocketAddress(loopback, ports.get(i)));
        }
        for (String name : peers.keySet()) {
            var client = new InetSocketAddress(loopback, ports.get(nodes + processes.size()));
            var command = new NodeCommand(binary, name, directory.resolve(name + ".data"), peers.get(name), client, peers, new TreeMap<>(), tls);
            var process = new NodeProcess(name, command.words(), directory.resolve(name + ".log"), (status, wanted) -> {});
            processes.add(process);
            endpoints.add(command.clientUrl());
            process.start();
        }
    }

    private void awaitReady(NodeProcess process, BooleanSupplier isReady) throws IOException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady.getAsBoolean()) {
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

    /** Time on a processor that all its nodes have taken together so far. */
    public Duration processorTime() {
        return processes.stream().flatMap(process -> process.pid().stream().mapToObj(ProcessHandle::of)).flatMap(Optional::stream)
                .flatMap(handle -> handle.info().totalCpuDuration().stream()).reduce(Duration.ZERO, Duration::plus);
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
