package io.minos.node.runtime;

import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Runs a small cluster through what a node does in its first seconds, a restart included, and ends. The build runs it once
 * while the JVM records which classes are needed: from that archive a node starts in a fraction of the time.
 */
public final class WarmUp {
    private static final int NODES = 3;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private WarmUp() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("minos-warm-up");
        try {
            List<NodeConfig> configs = configs(directory);
            for (int start = 0; start < 2; start++) { // the second reads what the first has written
                List<Node> nodes = new ArrayList<>();
                try {
                    for (CompletableFuture<Node> starting : configs.stream().map(WarmUp::starting).toList()) {
                        nodes.add(starting.get());
                    }
                    for (NodeConfig config : configs) {
                        exercise(config.listenClientUrls().get(0));
                    }
                } finally {
                    nodes.forEach(Node::close);
                }
            }
        } finally {
            delete(directory);
        }
        System.exit(0);
    }

    /** Side by side: members of a new cluster wait for each other. */
    private static CompletableFuture<Node> starting(NodeConfig config) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Node.start(config, Throwable::printStackTrace);
            } catch (StartException refused) {
                throw new CompletionException(refused);
            }
        }, work -> new Thread(work, "start").start());
    }

    private static List<NodeConfig> configs(Path directory) throws IOException {
        StringBuilder cluster = new StringBuilder();
        List<String> peers = new ArrayList<>();
        List<Integer> ports = freePorts(2 * NODES);
        for (int i = 0; i < NODES; i++) {
            peers.add("http://127.0.0.1:" + ports.get(i));
            cluster.append(i == 0 ? "" : ",").append("n").append(i).append('=').append(peers.get(i));
        }
        List<NodeConfig> configs = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            String client = "http://127.0.0.1:" + ports.get(NODES + i);
            Invocation invocation = NodeConfig.parse(List.of("--name=n" + i, "--data-dir=" + directory.resolve("n" + i),
                    "--listen-peer-urls=" + peers.get(i), "--initial-advertise-peer-urls=" + peers.get(i),
                    "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                    "--initial-cluster=" + cluster, "--initial-cluster-state=new"), Map.of());
            configs.add(((Invocation.Run) invocation).config());
        }
        return configs;
    }

    /** All different: each is held until all are found. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static void exercise(URI client) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (post(client, "/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"Yg==\"}") != 200) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no leader was elected");
            }
            Thread.sleep(50);
        }
        post(client, "/v3/kv/range", "{\"key\":\"YQ==\"}");
        post(client, "/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"serializable\":true}");
        post(client, "/v3/kv/txn", "{\"compare\":[{\"key\":\"YQ==\",\"target\":\"VALUE\",\"value\":\"Yg==\"}],\"success\":[{\"request_put\":{\"key\":\"YQ==\",\"value\":\"Yw==\"}}]}");
        post(client, "/v3/kv/deleterange", "{\"key\":\"Yg==\"}");
        post(client, "/v3/maintenance/status", "{}");
        post(client, "/v3/cluster/member/list", "{}");
        post(client, "/v3/lease/grant", "{\"TTL\":60}");
    }

    private static int post(URI client, String path, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) client.resolve(path).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        connection.disconnect();
        return status;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
