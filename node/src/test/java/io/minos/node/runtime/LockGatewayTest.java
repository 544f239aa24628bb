package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks and elections over the JSON gateway: a conversation that was recorded with etcd 3.4.23, revisions included. */
@Timeout(120)
class LockGatewayTest {
    private static final Path RECORDED = Path.of("src/test/testdata/concurrency/gateway.txt");

    @TempDir
    private Path directory;

    private final StringBuilder transcript = new StringBuilder();

    @Test
    void the_node_answers_as_recorded() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            assertThat(conversation(cluster.clientUrl(0))).isEqualTo(Files.readString(RECORDED));
        }
    }

    @Test
    void so_does_etcd() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        assumeTrue("3.4.23".equals(RealEtcd.version(binary.get())), "skipped: the etcd on the PATH is not the one that was recorded");
        try (RealEtcd etcd = new RealEtcd(binary.get())) {
            String told = conversation(URI.create(etcd.url()));
            if (Boolean.getBoolean("rewrite")) {
                Files.writeString(RECORDED, told);
            }
            assertThat(told).isEqualTo(Files.readString(RECORDED));
        }
    }

    private String conversation(URI server) throws Exception {
        V2Wire wire = new V2Wire(server);
        for (int lease = 77; lease <= 79; lease++) {
            ask(wire, "/v3/lease/grant", "{\"TTL\":\"600\",\"ID\":\"" + lease + "\"}");
        }
        locks(wire);
        elections(wire);
        unreadable(wire);
        return transcript.toString();
    }

    private void locks(V2Wire wire) throws Exception {
        String held = "{\"name\":\"bG9jaw==\",\"lease\":\"77\"}"; // lock
        String key = "{\"key\":\"bG9jay80ZA==\"}"; // lock/4d
        ask(wire, "/v3/lock/lock", held);
        ask(wire, "/v3/lock/lock", held);
        try (V2Wire.Open next = open(wire, "/v3/lock/lock", "{\"name\":\"bG9jaw==\",\"lease\":\"78\"}")) {
            awaitKeys(wire, "lock/", 2);
            try (V2Wire.Open impatient = open(wire, "/v3beta/lock/lock", "{\"name\":\"bG9jaw==\",\"lease\":\"79\"}")) {
                awaitKeys(wire, "lock/", 3);
            }
            awaitKeys(wire, "lock/", 2); // it left, so did its key
            ask(wire, "/v3/lock/unlock", key);
            answer(next);
        }
        ask(wire, "/v3/lock/unlock", "{\"key\":\"bG9jay80ZQ==\"}"); // lock/4e
        ask(wire, "/v3/lock/unlock", key);
        ask(wire, "/v3/lock/lock", "{\"name\":\"bG9jaw==\",\"lease\":\"4711\"}");
        ask(wire, "/v3/lock/unlock", "");
    }

    private void elections(V2Wire wire) throws Exception {
        String vote = "\"name\":\"dm90ZQ==\""; // vote
        ask(wire, "/v3/election/leader", "{" + vote + "}");
        try (V2Wire.Open observer = open(wire, "/v3/election/observe", "{" + vote + "}{" + vote + "}")) {
            ask(wire, "/v3/election/campaign", "{" + vote + ",\"lease\":\"77\",\"value\":\"b25l\"}");
            long created = revisionOf(wire, "vote/4d");
            line(observer, true);
            ask(wire, "/v3/election/campaign", "{" + vote + ",\"lease\":\"77\",\"value\":\"dHdv\"}");
            line(observer, false);
            String leader = "\"leader\":{" + vote + ",\"key\":\"dm90ZS80ZA==\",\"rev\":\"" + created + "\",\"lease\":\"77\"}"; // vote/4d
            ask(wire, "/v3/election/proclaim", "{" + leader + ",\"value\":\"dGhyZWU=\"}");
            line(observer, false);
            ask(wire, "/v3/election/leader", "{" + vote + "}");
            ask(wire, "/v3/election/proclaim", "{" + leader.replace("\"" + created + "\"", "\"1\"") + ",\"value\":\"dGhyZWU=\"}");
            try (V2Wire.Open next = open(wire, "/v3/election/campaign", "{" + vote + ",\"lease\":\"78\",\"value\":\"bmV4dA==\"}")) {
                awaitKeys(wire, "vote/", 2);
                try (V2Wire.Open impatient = open(wire, "/v3/election/campaign", "{" + vote + ",\"lease\":\"79\"}")) {
                    awaitKeys(wire, "vote/", 3);
                }
                awaitKeys(wire, "vote/", 2);
                ask(wire, "/v3/election/resign", "{" + leader + "}");
                answer(next);
                line(observer, false);
            }
            ask(wire, "/v3/election/resign", "{" + leader + "}");
        }
        ask(wire, "/v3/election/resign", "{}");
        ask(wire, "/v3/election/proclaim", "{\"value\":\"b25l\"}");
    }

    private void unreadable(V2Wire wire) throws IOException {
        for (String path : new String[] {"/v3/lock/lock", "/v3/lock/unlock", "/v3/election/campaign", "/v3/election/observe", "/v3/election/nope"}) {
            ask(wire, path, "{");
            ask(wire, path, "[]");
        }
        note("GET /v3/election/observe", wire.ask("GET", "/v3/election/observe", ""));
    }

    // ---- asking

    private void ask(V2Wire wire, String path, String body) throws IOException {
        note(path + " " + body, wire.ask("POST", path, body));
    }

    private V2Wire.Open open(V2Wire wire, String path, String body) throws IOException {
        transcript.append("> ").append(path).append(' ').append(body).append(" … ").append('\n');
        return wire.open("POST", path, body);
    }

    private void answer(V2Wire.Open late) throws IOException {
        V2Wire.Answer head = late.head();
        note("… its answer", new V2Wire.Answer(head.status(), head.headers(), late.body()));
    }

    /** @param first the status line and headers come with it */
    private void line(V2Wire.Open stream, boolean first) throws IOException {
        if (first) {
            note("… the observer", stream.head());
        }
        transcript.append("… the observer: ").append(normal(stream.chunk()));
    }

    private void note(String request, V2Wire.Answer answer) {
        String headers = answer.headers().stream().filter(line -> !line.startsWith("Content-Length")).toList().toString();
        transcript.append("> ").append(request).append('\n').append(answer.status()).append(' ').append(headers).append('\n').append(normal(answer.body())).append("\n\n");
    }

    /** Whose ids and which term. */
    private static String normal(String body) {
        return body.replaceAll("\"(cluster_id|member_id|raft_term)\":\"[0-9]+\"", "\"$1\":\"…\"");
    }

    // ---- without a word in the transcript

    private static String range(V2Wire wire, String key, String end) throws IOException {
        return wire.ask("POST", "/v3/kv/range", "{\"key\":\"" + base64(key) + "\",\"range_end\":\"" + base64(end) + "\"}").body();
    }

    private static void awaitKeys(V2Wire wire, String prefix, int count) throws IOException, InterruptedException {
        String end = prefix.substring(0, prefix.length() - 1) + "0";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!range(wire, prefix, end).contains("\"count\":\"" + count + "\"")) {
            assertThat(System.nanoTime()).as("%d keys below %s: %s", count, prefix, range(wire, prefix, end)).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static long revisionOf(V2Wire wire, String key) throws IOException {
        return Long.parseLong(range(wire, key, "").replaceAll("(?s).*\"create_revision\":\"(\\d+)\".*", "$1"));
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
