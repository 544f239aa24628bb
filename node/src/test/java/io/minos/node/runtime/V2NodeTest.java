package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The v2 API of members as they run in production. */
@Timeout(120)
class V2NodeTest {
    @TempDir
    private Path directory;

    private LocalCluster cluster(int nodes, String... flags) throws Exception {
        LocalCluster cluster = new LocalCluster(directory, nodes, flags).startAll();
        cluster.leader();
        return cluster;
    }

    private static V2Wire wire(LocalCluster cluster, int node) {
        return new V2Wire(cluster.clientUrl(node));
    }

    private static String watchers(V2Wire wire) throws Exception {
        String stats = wire.ask("GET", "/v2/stats/store", "").body();
        return stats.substring(stats.indexOf("\"watchers\":"));
    }

    private interface Question {
        boolean isSo() throws Exception;
    }

    private static void await(Question question) throws Exception {
        long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
        while (!question.isSo()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void it_is_not_there_unless_enabled() throws Exception {
        try (LocalCluster cluster = cluster(1)) {
            for (String target : List.of("/v2/keys", "/v2/members", "/v2/stats/self", "/v2/machines")) {
                V2Wire.Answer answer = wire(cluster, 0).ask("GET", target, "");
                assertThat(answer.status() + answer.body()).isEqualTo("404404 page not found\n");
            }
        }
    }

    @Test
    void what_is_written_at_one_member_is_the_same_at_every_other_and_after_a_restart_of_all() throws Exception {
        try (LocalCluster cluster = cluster(3, "--enable-v2", "--snapshot-count=20")) {
            for (int i = 0; i < 60; i++) {
                assertThat(wire(cluster, i % 3).ask("PUT", "/v2/keys/d" + i % 7 + "/k" + i % 11 + (i % 5 == 0 ? "?ttl=900" : ""), "value=" + i).status()).isIn(200, 201);
            }
            wire(cluster, 0).ask("DELETE", "/v2/keys/d3?recursive=true", "");
            String everything = everything(cluster, 0);
            assertThat(everything).contains("\"value\":\"58\"").doesNotContain("/d3");
            assertThat(everything(cluster, 1)).isEqualTo(everything);
            assertThat(everything(cluster, 2)).isEqualTo(everything);
            for (int node = 0; node < 3; node++) {
                cluster.stop(node);
            }
            cluster.startAll();
            cluster.leader();
            assertThat(everything(cluster, 1)).isEqualTo(everything);
            // the history came back with it
            assertThat(wire(cluster, 2).ask("GET", "/v2/keys/d0?wait=true&recursive=true&waitIndex=1", "").body()).startsWith("{\"action\":\"set\",\"node\":{\"key\":\"/d0/k0\"");
            assertThat(cluster.broken.get()).isNull();
        }
    }

    private static String everything(LocalCluster cluster, int node) throws Exception {
        V2Wire.Answer answer = wire(cluster, node).ask("GET", "/v2/keys?recursive=true&quorum=true", "");
        assertThat(answer.header("X-Etcd-Index")).isEqualTo("61");
        return answer.body().replaceAll("\"ttl\":\\d+", "\"ttl\":…");
    }

    @Test
    void what_has_run_out_goes_and_who_watches_it_at_any_member_is_told() throws Exception {
        try (LocalCluster cluster = cluster(3, "--enable-v2")) {
            int follower = cluster.follower();
            V2Wire.Answer put = wire(cluster, follower).ask("PUT", "/v2/keys/t?ttl=1", "value=v");
            assertThat(put.status()).as(put.body()).isEqualTo(201);
            try (V2Wire.Open watch = wire(cluster, follower).open("GET", "/v2/keys/t?wait=true&waitIndex=2", "")) {
                assertThat(watch.head().status()).isEqualTo(200);
                assertThat(watch.body()).startsWith("{\"action\":\"expire\",\"node\":{\"key\":\"/t\",\"modifiedIndex\":2,\"createdIndex\":1},\"prevNode\":{\"key\":\"/t\",\"value\":\"v\"");
            }
            assertThat(wire(cluster, follower).ask("GET", "/v2/keys/t", "").status()).isEqualTo(404);
        }
    }

    @Test
    void a_long_poll_has_its_headers_at_once_and_its_event_when_it_happens() throws Exception {
        try (LocalCluster cluster = cluster(1, "--enable-v2")) {
            try (V2Wire.Open watch = wire(cluster, 0).open("GET", "/v2/keys/a?wait=true", "");
                    V2Wire.Open stream = wire(cluster, 0).open("GET", "/v2/keys/?wait=true&recursive=true&stream=true", "")) {
                assertThat(watch.head().header("X-Etcd-Index")).isEqualTo("0");
                assertThat(stream.head().header("X-Etcd-Index")).isEqualTo("0");
                wire(cluster, 0).ask("PUT", "/v2/keys/a", "value=1");
                wire(cluster, 0).ask("PUT", "/v2/keys/a", "value=2");
                assertThat(watch.body()).contains("\"value\":\"1\"");
                assertThat(stream.chunk()).contains("\"modifiedIndex\":1");
                assertThat(stream.chunk()).contains("\"modifiedIndex\":2");
            }
        }
    }

    @Test
    void nothing_remains_of_a_watcher_whose_client_left() throws Exception {
        try (LocalCluster cluster = cluster(1, "--enable-v2")) {
            V2Wire wire = wire(cluster, 0);
            for (int i = 0; i < 20; i++) {
                try (V2Wire.Open watch = wire.open("GET", "/v2/keys/a?wait=true&stream=" + (i % 2 == 0), "")) {
                    assertThat(watch.head().status()).isEqualTo(200);
                    assertThat(watchers(wire)).isEqualTo("\"watchers\":1}");
                }
                await(() -> watchers(wire).equals("\"watchers\":0}"));
            }
        }
    }

    @Test
    void a_client_that_does_not_read_what_it_watches_is_cut_off() throws Exception {
        try (LocalCluster cluster = cluster(1, "--enable-v2")) {
            V2Wire wire = wire(cluster, 0);
            try (V2Wire.Open watch = wire.open("GET", "/v2/keys/a?wait=true&stream=true", "")) {
                watch.head();
                String large = "value=" + "x".repeat(200_000);
                await(() -> {
                    wire.ask("PUT", "/v2/keys/a", large);
                    return watchers(wire).equals("\"watchers\":0}");
                });
            }
        }
    }
}
