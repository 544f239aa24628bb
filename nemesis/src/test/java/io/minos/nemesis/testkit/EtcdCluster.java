package io.minos.nemesis.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.fault.ClusterControl;
import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.network.NodeAddress;
import io.minos.nemesis.network.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Unmodified etcd members as processes, led through a fabric; spoken to over their JSON gateway. */
public final class EtcdCluster implements ClusterControl, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration STATUS_WITHIN = Duration.ofMillis(500);
    private static final int LAST_LINES = 15;

    private final List<NodeAddress> addresses = new ArrayList<>();
    private final Map<String, Process> running = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(STATUS_WITHIN).build();
    private final NodeDisks disks;
    private final Path logs;
    private Fabric fabric;

    public EtcdCluster(List<String> names, NodeDisks disks, Path logs) throws IOException {
        this.disks = disks;
        this.logs = logs;
        List<Integer> ports = Ports.free(2 * names.size());
        for (int i = 0; i < names.size(); i++) {
            addresses.add(new NodeAddress(names.get(i), local(ports.get(2 * i)), local(ports.get(2 * i + 1))));
        }
    }

    public static boolean present() {
        try {
            return new ProcessBuilder("etcd", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public List<NodeAddress> addresses() {
        return addresses;
    }

    public Map<String, Long> pids() {
        return running.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, node -> node.getValue().pid()));
    }

    public void startAll(Fabric through) throws IOException {
        fabric = through;
        for (String node : nodes()) {
            launch(node);
        }
        for (String node : nodes()) {
            awaitReady(node);
        }
    }

    private NodeAddress address(String node) {
        return addresses.stream().filter(one -> one.name().equals(node)).findFirst().orElseThrow();
    }

    private static String url(InetSocketAddress address) {
        return "http://127.0.0.1:" + address.getPort();
    }

    private void launch(String node) throws IOException {
        NodeAddress address = address(node);
        String members = nodes().stream().map(name -> name + "=" + url(fabric.advertisedPeer(name))).collect(Collectors.joining(","));
        List<String> command = List.of("etcd", "--name", node, "--data-dir", disks.dataDir(node).resolve("etcd").toString(),
                "--listen-peer-urls", url(address.peer()), "--initial-advertise-peer-urls", url(fabric.advertisedPeer(node)),
                "--listen-client-urls", url(address.client()), "--advertise-client-urls", url(fabric.clientProxy(node)),
                "--initial-cluster", members, "--initial-cluster-token", "minos-test", "--initial-cluster-state", "new");
        running.put(node, new ProcessBuilder(disks.wrap(command)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logs.resolve(node + ".log").toFile())).start());
    }

    private void awaitReady(String node) throws IOException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers(node, STATUS_WITHIN) || leaderSeenBy(node).isEmpty()) {
            if (System.nanoTime() > endNanos || !running.get(node).isAlive()) {
                throw new IOException(node + " did not become ready:" + story());
            }
            sleep(50);
        }
    }

    private static void sleep(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Optional<JsonNode> ask(String node, String path, String body, Duration deadline) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(address(node).client()) + path)).timeout(deadline)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            return Optional.of(JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<JsonNode> status(String node) {
        return ask(node, "/v3/maintenance/status", "{}", STATUS_WITHIN);
    }

    /** The member id of the leader; empty when it knows none. */
    public Optional<String> leaderSeenBy(String node) {
        return status(node).map(status -> status.path("leader").asText("")).filter(id -> !id.isEmpty() && !id.equals("0"));
    }

    /** For a test that fails: what each member says of itself now, and the end of its log. */
    public String story() {
        StringBuilder story = new StringBuilder();
        for (String node : nodes()) {
            story.append('\n').append(node).append(pid(node).isPresent() ? " runs and says " : " does not run; it said ").append(ask(node, "/v3/maintenance/status", "{}", STATUS_WITHIN).map(JsonNode::toString).orElse("nothing"));
            for (String line : lastLines(node)) {
                story.append("\n    ").append(line);
            }
        }
        return story.toString();
    }

    private List<String> lastLines(String node) {
        try {
            List<String> lines = Files.readAllLines(logs.resolve(node + ".log"));
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    @Override
    public List<String> nodes() {
        return addresses.stream().map(NodeAddress::name).toList();
    }

    @Override
    public OptionalLong pid(String node) {
        Process process = running.get(node);
        return process != null && process.isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    @Override
    public Optional<String> leader() {
        String leader = null;
        long term = -1;
        for (String node : nodes()) {
            JsonNode status = status(node).orElse(JSON.createObjectNode());
            long seen = status.path("raftTerm").asLong(-1);
            String leads = status.path("leader").asText("-");
            if (seen > term && leads.equals(status.path("header").path("member_id").asText())) {
                leader = node;
                term = seen;
            }
        }
        return Optional.ofNullable(leader);
    }

    @Override
    public int kill(String node) throws IOException {
        Process process = running.remove(node).destroyForcibly();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                throw new IOException(node + " does not die");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return process.exitValue();
    }

    @Override
    public void start(String node) throws IOException {
        if (pid(node).isEmpty()) {
            launch(node);
            awaitReady(node);
        }
    }

    @Override
    public boolean answers(String node, Duration deadline) {
        return ask(node, "/v3/maintenance/status", "{}", deadline).isPresent();
    }

    @Override
    public Optional<String> put(String node, String key, byte[] value) {
        String body = "{\"key\":\"" + base64(key.getBytes(StandardCharsets.UTF_8)) + "\",\"value\":\"" + base64(value) + "\"}";
        Optional<JsonNode> answer = ask(node, "/v3/kv/put", body, Duration.ofSeconds(3));
        if (answer.isEmpty()) {
            return Optional.of("no answer");
        }
        return answer.get().has("error") ? Optional.of(answer.get().path("error").asText()) : Optional.empty();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public Set<String> noSpaceAlarms() {
        Set<String> raised = new LinkedHashSet<>();
        Map<String, String> names = nodes().stream().filter(node -> status(node).isPresent())
                .collect(Collectors.toMap(node -> status(node).orElseThrow().path("header").path("member_id").asText(), node -> node));
        for (String node : nodes()) {
            ask(node, "/v3/maintenance/alarm", "{\"action\":0}", STATUS_WITHIN).ifPresent(answer -> answer.path("alarms")
                    .forEach(alarm -> raised.add(names.getOrDefault(alarm.path("memberID").asText(), "?"))));
        }
        return raised;
    }

    @Override
    public void recoverSpace(String ballastPrefix) {
        for (String node : nodes()) {
            ask(node, "/v3/maintenance/defragment", "{}", Duration.ofSeconds(5));
        }
    }

    @Override
    public void close() throws Exception {
        for (Process process : running.values()) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
