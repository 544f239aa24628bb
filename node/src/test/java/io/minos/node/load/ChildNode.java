package io.minos.node.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.minos.nemesis.network.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A node in a process of its own, as users start it: what it holds can be measured from outside. */
final class ChildNode implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 150;
    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");

    private final Process process;
    private final Path directory;
    private final int port;
    private final int metricsPort;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What a node holds of, and for, its clients. */
    record Held(long connections, long streams, long watchStreams, long watchers, long unsentBytes, long threads, long files, long heapMib, long directMib) {}

    private ChildNode(Path directory, int heapMib, String... flags) throws IOException {
        this.directory = directory;
        port = Ports.free();
        metricsPort = Ports.free();
        String peer = "http://127.0.0.1:" + Ports.free();
        List<String> command = new ArrayList<>(List.of(JAVA_BIN.resolve("java").toString(), "-Xmx" + heapMib + "m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED", "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true", "-Dchronicle.announcer.disable=true", "-Dchronicle.disk.monitor.disable=true",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "io.minos.node.runtime.Main",
                "--name=n0", "--data-dir=" + directory.resolve("data"), "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=n0=" + peer,
                "--listen-client-urls=http://127.0.0.1:" + port, "--advertise-client-urls=http://127.0.0.1:" + port, "--listen-metrics-urls=http://127.0.0.1:" + metricsPort));
        command.addAll(List.of(flags));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    }

    /** Serves at return. */
    static ChildNode start(Path directory, int heapMib, String... flags) throws Exception {
        ChildNode node = new ChildNode(directory, heapMib, flags);
        try {
            node.await("it serves", () -> {
                try {
                    return node.get("/health").contains("true");
                } catch (IOException notYet) {
                    return false;
                }
            });
            return node;
        } catch (Exception | Error failed) {
            node.close();
            throw failed;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A client with a connection of its own. */
    ManagedChannel connect() {
        return connectThrough(port);
    }

    static ManagedChannel connectThrough(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().maxInboundMessageSize(64 << 20).build();
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + path)).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    long metric(String name) throws IOException, InterruptedException {
        String metrics = get("/metrics");
        return metrics.lines().filter(line -> line.startsWith(name + " ")).findFirst()
                .map(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** After a collection of garbage. */
    Held held() throws Exception {
        jcmd("GC.run");
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd")); Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return new Held(metric("minos_client_connections"), metric("minos_client_streams"), metric("etcd_debugging_mvcc_watch_stream_total"),
                    metric("etcd_debugging_mvcc_watcher_total"), metric("minos_client_unsent_bytes"), threads.count(), files.count(),
                    metric("jvm_memory_used_bytes{area=\"heap\"}") >> 20, metric("jvm_buffer_pool_used_bytes{pool=\"direct\"}") >> 20);
        }
    }

    /** Of the node's threads, how many are called so. */
    long threads(String name) throws Exception {
        return jcmd("Thread.print").lines().filter(line -> line.startsWith("\"" + name)).count();
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(JAVA_BIN.resolve("jcmd").toString(), Long.toString(process.pid()), command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        if (!jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
            throw new IOException("jcmd " + command + ": " + said + "; " + log());
        }
        return said;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw new AssertionError("the node ended with " + process.exitValue() + ": " + log());
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException("waited " + PATIENCE_SECONDS + " s until " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Whatever clients did, nothing of them is left. */
    void awaitNothingHeld() throws Exception {
        for (String gauge : List.of("minos_client_connections", "minos_client_streams", "minos_client_unsent_bytes", "etcd_debugging_mvcc_watch_stream_total", "etcd_debugging_mvcc_watcher_total")) {
            await(gauge + " is 0", () -> metric(gauge) == 0);
        }
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
