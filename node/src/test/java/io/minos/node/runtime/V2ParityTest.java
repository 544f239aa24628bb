package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The v2 API answers as etcd 3.4.23 does, byte for byte: status, headers and body. What differs between any two servers (Raft's
 * own numbers, ids, times) is made equal first, and as etcd's index counts its members, too, ours is brought to the same start.
 */
@Timeout(180)
class V2ParityTest {
    static final String VERSION = "3.4.23";
    private static final Path REQUESTS = Path.of("src/test/testdata/v2/requests.txt");
    private static final Path ANSWERS = Path.of("src/test/testdata/v2/answers.txt");
    private static final long SEED = Long.getLong("minos.seed", 20261121);
    private static final int RANDOM_REQUESTS = 5_000;
    /** Where etcd's index stands when a cluster of one begins. */
    private static final int RECORDED_START = 3;

    @TempDir
    private Path directory;

    private static Path etcdBinary() throws IOException, InterruptedException {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        String version = RealEtcd.version(binary.get());
        assumeTrue(VERSION.equals(version), "skipped: the etcd on the PATH is " + version + ", its answers are known to differ from " + VERSION);
        return binary.get();
    }

    private LocalCluster node() throws Exception {
        LocalCluster cluster = new LocalCluster(directory, 1, "--enable-v2").startAll();
        cluster.leader();
        cluster.awaitPublished(0);
        return cluster;
    }

    private static V2Wire wire(LocalCluster cluster) {
        return new V2Wire(cluster.clientUrl(0));
    }

    /** As many changes as etcd had before its first client, and nothing left of them. */
    private static void bringTo(int start, V2Wire ours) throws IOException {
        for (int i = 1; i < start; i++) {
            assertThat(ours.ask("PUT", "/v2/keys/_start", "value=x").status()).isIn(200, 201);
        }
        assertThat(ours.ask("DELETE", "/v2/keys/_start", "").status()).isEqualTo(200);
        assertThat(ours.ask("GET", "/v2/keys", "").header("X-Etcd-Index")).isEqualTo(String.valueOf(start));
    }

    static String told(String method, V2Wire.Answer answer) {
        StringBuilder text = new StringBuilder().append(answer.status()).append('\n');
        boolean isLong = answer.body().length() > 1_500; // Go's server sends what is longer than its buffer in chunks
        boolean hasTimes = answer.body().contains("\"expiration\"") || answer.body().contains("gets");
        for (String header : answer.headers()) {
            if ((isLong || method.equals("HEAD")) && header.startsWith("Content-Length")) {
                continue;
            }
            boolean varies = header.startsWith("Content-Length") && (hasTimes || answer.body().contains("127.0.0.1") || answer.body().contains("\"leader\":\""));
            text.append(varies ? "Content-Length: …" : header.replaceAll("(X-Etcd-Cluster-Id|X-Raft-Index|X-Raft-Term): .*", "$1: …")).append('\n');
        }
        String body = answer.body().replaceAll("\"expiration\":\"[^\"]*\"", "\"expiration\":\"…\"").replaceAll("\"ttl\":(9[0-9][0-9]|1000|4[0-9][0-9]|500)\\b", "\"ttl\":…")
                .replaceAll("http://127.0.0.1:\\d+", "http://…").replaceAll("\"leader\":\"[0-9a-f]+\"", "\"leader\":\"…\"")
                .replaceAll("\"gets(Success|Fail)\":\\d+", "\"gets$1\":…").replaceAll("\"setsSuccess\":\\d+", "\"setsSuccess\":…").replaceAll("\"createSuccess\":\\d+", "\"createSuccess\":…")
                .replaceAll("\"deleteSuccess\":\\d+", "\"deleteSuccess\":…");
        return text.append(body.endsWith("\n") ? body : body + "(no line end)\n").toString();
    }

    private static String conversation(V2Wire server, List<String> requests) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String request : requests) {
            String[] parts = request.split(" ", 3);
            V2Wire.Answer answer = server.ask(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
            text.append("> ").append(request).append('\n').append(told(parts[0], answer)).append('\n');
        }
        return text.toString();
    }

    private static List<String> recordedRequests() throws IOException {
        return Files.readAllLines(REQUESTS).stream().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void it_answers_as_etcd_has_been_recorded_to_answer() throws Exception {
        if (Boolean.getBoolean("rewrite")) {
            try (RealEtcd etcd = new RealEtcd(etcdBinary(), "--enable-v2")) {
                Files.writeString(ANSWERS, conversation(new V2Wire(URI.create(etcd.url())), recordedRequests()));
            }
        }
        try (LocalCluster cluster = node()) {
            bringTo(RECORDED_START, wire(cluster));
            assertThat(conversation(wire(cluster), recordedRequests()).split("\n(?=> )")).containsExactly(Files.readString(ANSWERS).split("\n(?=> )"));
        }
    }

    @Test
    void it_answers_random_requests_as_etcd_does() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED + " (another: -Dminos.seed=N)");
        try (RealEtcd etcd = new RealEtcd(etcdBinary(), "--enable-v2"); LocalCluster cluster = node()) {
            V2Wire theirs = new V2Wire(URI.create(etcd.url()));
            V2Wire ours = wire(cluster);
            int start = Integer.parseInt(theirs.ask("GET", "/v2/keys", "").header("X-Etcd-Index"));
            bringTo(start, ours);
            long index = start;
            List<String> before = new ArrayList<>();
            for (int i = 0; i < RANDOM_REQUESTS; i++) {
                RandomV2.Asked asked = RandomV2.request(random, index);
                V2Wire.Answer expected = theirs.ask(asked.method(), asked.target(), asked.body());
                before.add(asked + " → " + expected.status());
                assertThat(told(asked.method(), ours.ask(asked.method(), asked.target(), asked.body())))
                        .as("request %s, seed %s, after %s", i, SEED, before.subList(Math.max(0, before.size() - 30), before.size()))
                        .isEqualTo(told(asked.method(), expected));
                index = Math.max(index, Long.parseLong("0" + expected.header("X-Etcd-Index")));
            }
            assertThat(told("GET", ours.ask("GET", "/v2/stats/store", ""))).isEqualTo(told("GET", theirs.ask("GET", "/v2/stats/store", "")));
        }
    }
}
