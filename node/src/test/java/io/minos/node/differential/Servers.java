package io.minos.node.differential;

import io.minos.nemesis.network.Ports;
import io.minos.node.apply.RealEtcd;
import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import io.minos.node.raft.Role;
import io.minos.node.runtime.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real etcd and a node as users start it, both new and of one member. */
final class Servers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final RealEtcd etcd;
    private final Node node;
    private final URI nodeUrl;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Servers(Path etcdBinary) throws Exception {
        directory = Files.createTempDirectory("differential");
        etcd = new RealEtcd(etcdBinary);
        nodeUrl = URI.create("http://127.0.0.1:" + Ports.free());
        String peer = "http://127.0.0.1:" + Ports.free();
        List<String> flags = List.of("--name=n", "--data-dir=" + directory.resolve("n"), "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer,
                "--listen-client-urls=" + nodeUrl, "--advertise-client-urls=" + nodeUrl, "--initial-cluster=n=" + peer);
        try {
            node = Node.start(((Invocation.Run) NodeConfig.parse(flags, Map.of())).config(), Throwable::printStackTrace);
        } catch (Exception refused) {
            etcd.close();
            throw refused;
        }
        awaitLeader();
    }

    private void awaitLeader() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (node.published().raft().role() != Role.LEADER) {
            if (System.nanoTime() > deadline) {
                close();
                throw new IOException("the node does not lead within " + PATIENCE);
            }
            Thread.sleep(5);
        }
    }

    Side etcd() {
        URI url = URI.create(etcd.url());
        return new Side(new Wire(url.getHost(), url.getPort()));
    }

    Side node() {
        return new Side(new Wire(nodeUrl.getHost(), nodeUrl.getPort()));
    }

    /** Whether some watch still reads history. */
    boolean oneIsBehind() throws IOException, InterruptedException {
        return node.published().watchersBehind() > 0 || etcdIsBehind();
    }

    /** It reads history ten times a second. */
    private boolean etcdIsBehind() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(etcd.url() + "/metrics")).timeout(PATIENCE).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body().lines().noneMatch("etcd_debugging_mvcc_slow_watcher_total 0"::equals);
    }

    @Override
    public void close() throws IOException {
        node.close();
        etcd.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
