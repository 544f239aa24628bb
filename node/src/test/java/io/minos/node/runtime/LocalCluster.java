package io.minos.node.runtime;

import io.minos.nemesis.network.Ports;
import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import io.minos.node.raft.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A cluster in this JVM, on real sockets and real files, spoken to as a user would. */
final class LocalCluster implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private HttpClient http;
    private final List<NodeConfig> configs = new ArrayList<>();
    private final SortedMap<Integer, Node> running = new TreeMap<>();
    final AtomicReference<Throwable> broken = new AtomicReference<>();

    LocalCluster(Path directory, int nodes, String... moreFlags) throws IOException {
        this(HttpClient.newBuilder(), "http", directory, nodes, moreFlags);
    }

    /** @param client knows the nodes' CA when the scheme is https */
    LocalCluster(HttpClient.Builder client, String scheme, Path directory, int nodes, String... moreFlags) throws IOException {
        speakAs(client);
        List<String> peers = new ArrayList<>();
        StringBuilder cluster = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            peers.add(scheme + "://127.0.0.1:" + Ports.free());
            cluster.append(i == 0 ? "" : ",").append("n").append(i).append('=').append(peers.get(i));
        }
        for (int i = 0; i < nodes; i++) {
            String address = scheme + "://127.0.0.1:" + Ports.free();
            List<String> flags = new ArrayList<>(List.of("--name=n" + i, "--data-dir=" + directory.resolve("n" + i),
                    "--listen-peer-urls=" + peers.get(i), "--initial-advertise-peer-urls=" + peers.get(i),
                    "--listen-client-urls=" + address, "--advertise-client-urls=" + address, "--initial-cluster=" + cluster));
            flags.addAll(List.of(moreFlags));
            configs.add(((Invocation.Run) NodeConfig.parse(flags, Map.of())).config());
        }
    }

    final void speakAs(HttpClient.Builder client) {
        http = client.version(HttpClient.Version.HTTP_1_1).build();
    }

    /** One more, that joins the {@code others}; it is neither added nor started by this. */
    int joiner(Path directory, List<Integer> others, String... moreFlags) throws IOException {
        int number = configs.size();
        String peer = "http://127.0.0.1:" + Ports.free();
        String client = "http://127.0.0.1:" + Ports.free();
        StringBuilder cluster = new StringBuilder("n" + number + "=" + peer);
        others.forEach(other -> cluster.append(",n").append(other).append('=').append(peerUrl(other)));
        List<String> flags = new ArrayList<>(List.of("--name=n" + number, "--data-dir=" + directory.resolve("n" + number), "--initial-cluster-state=existing",
                "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer,
                "--listen-client-urls=" + client, "--advertise-client-urls=" + client, "--initial-cluster=" + cluster));
        flags.addAll(List.of(moreFlags));
        configs.add(((Invocation.Run) NodeConfig.parse(flags, Map.of())).config());
        return number;
    }

    /** The same member with other flags, from its next start on. */
    void reconfigure(int node, String... changedFlags) {
        NodeConfig old = configs.get(node);
        List<String> flags = new ArrayList<>(List.of("--name=" + old.name(), "--data-dir=" + old.dataDir(),
                "--listen-client-urls=" + old.listenClientUrls().get(0), "--advertise-client-urls=" + old.listenClientUrls().get(0)));
        flags.addAll(List.of(changedFlags));
        configs.set(node, ((Invocation.Run) NodeConfig.parse(flags, Map.of())).config());
    }

    String peerUrl(int node) {
        return configs.get(node).advertisePeerUrls().get(0).toString();
    }

    Path dataDir(int node) {
        return configs.get(node).dataDir();
    }

    /** By its peer URL in the members' list; unsigned. */
    String id(int node) {
        for (Node asked : running.values()) {
            for (io.minos.etcd.api.Member member : asked.published().members().values()) {
                if (member.getPeerURLsList().contains(peerUrl(node))) {
                    return Long.toUnsignedString(member.getID());
                }
            }
        }
        throw new AssertionError("nobody knows " + peerUrl(node));
    }

    Answer addMember(int at, int newcomer, boolean learner) throws IOException, InterruptedException {
        return post(at, "/v3/cluster/member/add", "{\"peerURLs\":[\"" + peerUrl(newcomer) + "\"],\"isLearner\":" + learner + "}");
    }

    Answer removeMember(int at, String id) throws IOException, InterruptedException {
        return post(at, "/v3/cluster/member/remove", "{\"ID\":\"" + id + "\"}");
    }

    /** Whatever is refused for now is asked again. */
    Answer until(Request request) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Answer answer = request.answer();
        while (answer.status() != 200 && System.nanoTime() < deadline) {
            Thread.sleep(50);
            answer = request.answer();
        }
        return answer;
    }

    interface Request {
        Answer answer() throws Exception;
    }

    /** Side by side: a member of a new cluster waits for others before it begins. */
    LocalCluster startAll() throws StartException {
        List<CompletableFuture<Node>> starting = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            starting.add(starting(i));
        }
        for (int i = 0; i < configs.size(); i++) {
            join(i, starting.get(i));
        }
        return this;
    }

    CompletableFuture<Node> starting(int node) {
        CompletableFuture<Node> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(Node.start(configs.get(node), broken::set));
            } catch (StartException | RuntimeException refused) {
                result.completeExceptionally(refused);
            }
        }, "start");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static Node started(CompletableFuture<Node> starting) throws StartException {
        try {
            return starting.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw refused.getCause() instanceof StartException why ? why : new StartException(String.valueOf(refused.getCause()));
        } catch (InterruptedException | TimeoutException late) {
            throw new StartException("not started: " + late);
        }
    }

    LocalCluster join(int node, CompletableFuture<Node> starting) throws StartException {
        running.put(node, started(starting));
        return this;
    }

    /** Its data directory is empty afterwards; it must be stopped. */
    void loseData(int node) throws IOException {
        try (Stream<Path> paths = Files.walk(configs.get(node).dataDir())) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Until every running member knows what this one tells about itself. */
    void awaitPublished(int node) throws InterruptedException {
        long id = Long.parseUnsignedLong(id(node));
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (running.values().stream().anyMatch(other -> !hasPublished(other, id))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not published within " + DEADLINE);
            }
            Thread.sleep(10);
        }
    }

    /** A member that has just begun may not know the newcomer at all yet. */
    private static boolean hasPublished(Node asked, long id) {
        io.minos.etcd.api.Member member = asked.published().members().get(id);
        return member != null && member.getClientURLsCount() > 0;
    }

    void start(int node) throws StartException {
        running.put(node, Node.start(configs.get(node), broken::set));
    }

    void stop(int node) {
        running.remove(node).close();
    }

    NodeConfig config(int node) {
        return configs.get(node);
    }

    Node node(int node) {
        return running.get(node);
    }

    URI clientUrl(int node) {
        return configs.get(node).listenClientUrls().get(0);
    }

    int leader() throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            for (Map.Entry<Integer, Node> node : running.entrySet()) {
                if (node.getValue().published().raft().role() == Role.LEADER) {
                    return node.getKey();
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no leader within " + DEADLINE);
    }

    int follower() throws InterruptedException {
        int leader = leader();
        return running.keySet().stream().filter(node -> node != leader).findFirst().orElseThrow();
    }

    record Answer(int status, String body) {}

    Answer post(int node, String path, String json) throws IOException, InterruptedException {
        return post(node, path, json, "");
    }

    /** @param token empty for none */
    Answer post(int node, String path, String json, String token) throws IOException, InterruptedException {
        URI uri = configs.get(node).listenClientUrls().get(0).resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(DEADLINE).POST(HttpRequest.BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("Authorization", token);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    Answer put(int node, String key, String value) throws IOException, InterruptedException {
        return post(node, "/v3/kv/put", "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}");
    }

    /** The value, or empty when there is none. */
    String get(int node, String key) throws IOException, InterruptedException {
        Answer answer = post(node, "/v3/kv/range", "{\"key\":\"" + base64(key) + "\"}");
        int start = answer.body().indexOf("\"value\":\"");
        if (start < 0) {
            return "";
        }
        String value = answer.body().substring(start + 9, answer.body().indexOf('"', start + 9));
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        running.values().forEach(Node::close);
    }
}
