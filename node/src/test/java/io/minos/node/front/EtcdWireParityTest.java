package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.nemesis.network.Ports;
import io.minos.node.front.HttpWire.Answer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bytes sent to real etcd 3.4 and to the front over a fake backend: status, headers, bodies and trailers must be
 * the same. Skipped where etcd is not on the path.
 */
@Timeout(120)
class EtcdWireParityTest {
    private static final int REQUEST_BYTES_MAX = 1_572_864;

    @TempDir
    static Path dir;

    private static Process etcd;
    private static InetSocketAddress theirs;
    private static Front front;
    private static InetSocketAddress ours;

    @BeforeAll
    static void start() throws Exception {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, "etcd")));
        assumeTrue(found, "etcd is not on the PATH: parity with it is not checked");
        int client = Ports.free();
        int peer = Ports.free();
        ProcessBuilder builder = new ProcessBuilder("etcd", "--data-dir", dir.resolve("data").toString(),
                "--listen-client-urls", "http://127.0.0.1:" + client, "--advertise-client-urls", "http://127.0.0.1:" + client,
                "--listen-peer-urls", "http://127.0.0.1:" + peer, "--initial-advertise-peer-urls", "http://127.0.0.1:" + peer,
                "--initial-cluster", "default=http://127.0.0.1:" + peer).redirectErrorStream(true).redirectOutput(dir.resolve("log").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ETCD_"));
        etcd = builder.start();
        theirs = new InetSocketAddress(InetAddress.getLoopbackAddress(), client);
        front = Front.start(new Front.Options(List.of(URI.create("http://127.0.0.1:0")), List.of(), REQUEST_BYTES_MAX, java.time.Duration.ofSeconds(1)), new FakeBackend());
        ours = front.clientAddresses().get(0);
        awaitHealth();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (etcd != null) {
            etcd.destroyForcibly().waitFor();
        }
        if (front != null) {
            front.close();
        }
    }

    private static void awaitHealth() throws InterruptedException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            try {
                if (HttpWire.ask(theirs, "GET", "/health", "").status() == 200) {
                    return;
                }
            } catch (IOException e) {
                assertThat(etcd.isAlive()).as("etcd runs; its log: %s", dir.resolve("log")).isTrue();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("etcd is not healthy after 60 s");
    }

    // ---- comparing

    private static void same(String method, String path, String body) throws IOException {
        Answer expected = HttpWire.ask(theirs, method, path, body);
        Answer actual = HttpWire.ask(ours, method, path, body);
        String what = method + " " + path + " " + (body.length() > 200 ? body.length() + " bytes" : body);
        assertThat(normal(actual)).as(what).isEqualTo(normal(expected));
    }

    private static void post(String path, String body) throws IOException {
        same("POST", path, body);
    }

    private static Answer normal(Answer answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.replace("date", "a date");
        String body = normal(answer.body());
        if (!body.equals(answer.body())) {
            headers.replace("content-length", "a length");
        }
        return new Answer(answer.status(), headers, body, answer.trailers());
    }

    /** Whose ids, which term and what time it is, is not the front's doing. */
    private static String normal(String body) {
        return body.replaceAll("\"(cluster_id|member_id|raft_term|revision)\":\"[0-9]+\"", "\"$1\":\"n\"").replaceAll("\"TTL\":\"5[0-9][0-9]\"", "\"TTL\":\"left\"");
    }

    // ---- what is compared

    @Test
    void calls_and_their_errors() throws IOException {
        post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}");
        post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmF6\",\"prev_kv\":true}".replace("prev_kv\":true", "nope\":[1,{\"a\":2}]"));
        post("/v3/kv/put", "{\"key\":\"Zm9v\"} garbage");
        post("/v3beta/kv/put", "{\"key\":\"Zm9v\",\"lease\":\"123456\"}");
        post("/v3alpha/kv/put", "{\"key\":\"Zm9v\"}");
        post("/v3/kv/range", "{\"key\":\"Zm9vMg==\"}");
        post("/v3/kv/range", "{\"key\":\"Zm9v\",\"revision\":\"1000000\"}");
        post("/v3/kv/deleterange", "{\"key\":\"bm9uZQ==\"}");
        post("/v3/kv/txn", "{\"compare\":[{\"target\":\"VERSION\",\"key\":\"bm9uZQ==\",\"version\":0,\"result\":\"EQUAL\"}],\"success\":[{\"requestPut\":{\"key\":\"dHhu\"}}]}");
        post("/v3/kv/txn", "{\"compare\":[{\"target\":0,\"key\":\"bm9uZQ==\",\"version\":\"5\"}],\"failure\":[{\"request_delete_range\":{\"key\":\"dHhu\"}}]}");
        post("/v3/lease/revoke", "{\"ID\":\"5\"}");
        post("/v3/lease/timetolive", "{\"ID\":\"99\"}");
        post("/v3/maintenance/alarm", "{}");
        post("/v3/maintenance/alarm", "{\"action\":\"FOO\"}");
        post("/v3/maintenance/defragment", "{}");
        post("/v3/maintenance/hashkv", "{}");
    }

    @Test
    void leases() throws IOException {
        post("/v3/lease/grant", "{\"TTL\":\"600\",\"ID\":\"77\"}");
        post("/v3/lease/grant", "{\"TTL\":600,\"ID\":77}");
        post("/v3/lease/timetolive", "{\"ID\":\"77\"}");
        post("/v3/kv/lease/timetolive", "{\"ID\":\"77\",\"keys\":true}");
        post("/v3/lease/leases", "{}");
        post("/v3/kv/lease/leases", "");
        post("/v3/lease/keepalive", "{\"ID\":\"77\"}{\"ID\":77}\n{\"ID\":5}");
        post("/v3/lease/keepalive", "{\"ID\":\"77\"}{\"ID\":");
        post("/v3/lease/keepalive", "");
        post("/v3/lease/keepalive", "{");
        post("/v3/lease/keepalive", "{\"ID\":\"x\"}");
        post("/v3/kv/lease/revoke", "{\"ID\":\"77\"}");
    }

    @Test
    void bodies_that_cannot_be_read() throws IOException {
        for (String body : List.of("", "null", "{", "[]", "5", "\"abc\"", "xyz", "{\"key\":5}", "{\"key\":\"***\"}", "{\"key\":\"Zm8\"}", "{\"key\":\"-_-_\"}", "{\"key\":\"Zm9vZm8\"}",
                "{\"key\":\"Zm9v=\"}", "{\"key\":\"Zm=x\"}", "{\"key\":\"Zm9v\",\"lease\":\"x\"}", "{\"key\":\"Zm9v\",\"lease\":1.5}", "{\"key\":\"Zm9v\",\"lease\":\"\"}",
                "{\"key\":\"Zm9v\",\"lease\":1e3}", "{\"key\":\"Zm9v\",\"lease\":\"true\"}", "{\"key\":\"Zm9v\",\"lease\":99999999999999999999}", "{\"key\":\"Zm9v\",\"prev_kv\":\"true\"}",
                "{\"key\":\"Zm9v\",\"prev_kv\":{}}", "{\"key\":{}}", "{\"key\":\"Zm9v\",}", "{\"key\" \"Zm9v\"}", "{\"key\":\"Zm9v\" \"a\"}", "{key:1}", "{\"key\":tru}", "{\"key\":-}",
                "{\"key\":1.}", "{\"key\":\"\\q\"}", "{\"key\":\"\\u00g0\"}", "{\"key\":01}", "{\"key\":\"a\u0001\"}", "'", "é", "{\"prev_kv\":5}}", "{\"prev_kv\":5")) {
            post("/v3/kv/put", body);
        }
        post("/v3/kv/txn", "{\"compare\":{}}");
        post("/v3/kv/txn", "{\"compare\":[{\"target\":\"<b>&\"}]}");
        post("/v3/watch", "{");
        post("/v3/watch", "[]");
        post("/v3/watch", "{\"create_request\":{\"key\":\"!\"}}");
    }

    @Test
    void methods_paths_and_pages() throws IOException {
        for (String path : List.of("/v3/kv/put", "/v3/watch", "/v3/nope", "/v3/kv/", "/v3beta/nope", "/nope", "/", "/health", "/health/", "/version", "/config")) {
            same("GET", path, "");
            same("POST", path.equals("/v3/watch") ? "/v3/nope" : path, "{}");
            same("HEAD", path, "");
            same("OPTIONS", path, "");
            same("DELETE", path, "");
        }
        same("GET", "/health?exclude=NOSPACE&exclude=NOPE", "");
        post("/v3/kv/range?key=Zm9v", "{\"key\":\"bm9uZQ==\"}");
        Answer metrics = HttpWire.ask(theirs, "GET", "/metrics", "");
        assertThat(HttpWire.ask(ours, "GET", "/metrics", "").header("Content-Type")).isEqualTo(metrics.header("Content-Type"));
    }

    @Test
    void requests_that_are_too_large() throws IOException {
        for (int bytes : new int[] {REQUEST_BYTES_MAX - 4000, REQUEST_BYTES_MAX, REQUEST_BYTES_MAX + (512 << 10), 3_000_000}) {
            post("/v3/kv/put", "{\"key\":\"YmlnZw==\",\"value\":\"" + Base64.getEncoder().encodeToString(new byte[bytes]) + "\"}");
        }
    }

    @Test
    void watches() throws IOException {
        assertThat(watch(ours)).isEqualTo(watch(theirs));
    }

    /** Two requests at once, a put, and the lines that come of it. */
    private static List<String> watch(InetSocketAddress address) throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            String create = "{\"create_request\":{\"key\":\"d2F0Y2g=\"}}{\"create_request\":{\"key\":\"d2F0Y2g=\",\"watch_id\":\"1\"}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            Answer start = normal(wire.start());
            StringBuilder lines = new StringBuilder();
            lines(wire, lines, 2);
            HttpWire.ask(address, "POST", "/v3/kv/put", "{\"key\":\"d2F0Y2g=\",\"value\":\"eA==\"}");
            lines(wire, lines, 4);
            List<String> sorted = normal(lines.toString()).replaceAll("_revision\":\"[0-9]+\"", "_revision\":\"n\"").lines().sorted().toList();
            return java.util.stream.Stream.concat(java.util.stream.Stream.of(start.toString()), sorted.stream()).toList();
        }
    }

    private static void lines(HttpWire wire, StringBuilder lines, int count) throws IOException {
        while (lines.chars().filter(c -> c == '\n').count() < count) {
            lines.append(wire.chunk());
        }
    }
}
