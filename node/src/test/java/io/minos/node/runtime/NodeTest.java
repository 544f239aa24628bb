package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members as they run in production: threads, sockets, files. */
@Timeout(120)
class NodeTest {
    @TempDir
    private Path directory;

    @Test
    void what_is_written_at_one_member_is_read_at_every_other() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            cluster.leader();
            for (int writer = 0; writer < 3; writer++) {
                assertThat(cluster.put(writer, "k", "v" + writer).status()).isEqualTo(200);
                for (int reader = 0; reader < 3; reader++) {
                    assertThat(cluster.get(reader, "k")).isEqualTo("v" + writer);
                }
            }
            assertThat(cluster.broken.get()).isNull();
        }
    }

    @Test
    void a_restart_of_all_members_keeps_what_was_acknowledged() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            for (int i = 0; i < 50; i++) {
                assertThat(cluster.put(i % 3, "k" + i, "v" + i).status()).isEqualTo(200);
            }
            for (int node = 0; node < 3; node++) {
                cluster.stop(node);
            }
            cluster.startAll();
            cluster.leader();
            for (int i = 0; i < 50; i++) {
                assertThat(cluster.get(i % 3, "k" + i)).isEqualTo("v" + i);
            }
        }
    }

    @Test
    void a_member_that_lost_its_data_is_refused_and_one_that_starts_late_is_not() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3)) {
            List<CompletableFuture<Node>> first = List.of(cluster.starting(0), cluster.starting(1));
            cluster.join(0, first.get(0)).join(1, first.get(1));
            assertThat(cluster.put(cluster.leader(), "k", "v").status()).isEqualTo(200);
            cluster.start(2);
            assertThat(cluster.get(2, "k")).isEqualTo("v");
            cluster.awaitPublished(2);

            cluster.stop(2);
            cluster.loseData(2);
            assertThatThrownBy(() -> cluster.start(2)).isInstanceOf(StartException.class).hasMessageContaining("has already been bootstrapped");
            assertThat(cluster.put(cluster.leader(), "k", "w").status()).isEqualTo(200);
        }
    }

    @Test
    void the_data_directory_of_an_etcd_is_left_alone() throws Exception {
        Path database = directory.resolve("n0/member/snap/db");
        Files.createDirectories(database.getParent());
        Files.write(database, new byte[] {1});
        try (LocalCluster cluster = new LocalCluster(directory, 1)) {
            assertThatThrownBy(() -> cluster.start(0)).isInstanceOf(StartException.class).hasMessageContaining("minos node restore " + database).message().doesNotContain("\n");
        }
        assertThat(directory.resolve("n0/identity")).doesNotExist();
    }

    @Test
    void a_leader_that_stops_hands_over_and_writes_go_on() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            cluster.put(0, "k", "before");
            int leader = cluster.leader();
            cluster.stop(leader);
            int other = cluster.leader();
            assertThat(cluster.put(other, "k", "after").status()).isEqualTo(200);
            cluster.start(leader);
            assertThat(cluster.get(leader, "k")).isEqualTo("after");
        }
    }

    @Test
    void a_member_far_behind_is_caught_up_by_a_snapshot() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--snapshot-count=100").startAll()) {
            int follower = cluster.follower();
            int leader = cluster.leader();
            cluster.put(leader, "first", "1");
            cluster.stop(follower);
            String big = "x".repeat(64 << 10); // the log kept for slow followers ends at 64 MiB
            for (int i = 0; i < 1_300; i++) {
                assertThat(cluster.put(leader, "k" + i % 10, big + i).status()).isEqualTo(200);
            }
            cluster.start(follower);
            assertThat(cluster.get(follower, "k9")).isEqualTo(big + 1_299);
            assertThat(cluster.get(follower, "first")).isEqualTo("1");
            assertThat(cluster.node(follower).published().raft().firstIndex()).isGreaterThan(100);
        }
    }

    @Test
    void a_lease_kept_alive_at_a_follower_lives_and_one_let_go_takes_its_key_along() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            int follower = cluster.follower();
            assertThat(cluster.post(follower, "/v3/lease/grant", "{\"TTL\":2,\"ID\":7}").body()).contains("\"ID\":\"7\"", "\"TTL\":\"2\"");
            cluster.post(follower, "/v3/kv/put", "{\"key\":\"" + LocalCluster.base64("leased") + "\",\"value\":\"\",\"lease\":7}");
            assertThat(cluster.post(follower, "/v3/lease/keepalive", "{\"ID\":7}").body()).contains("\"TTL\":\"2\"");
            assertThat(cluster.post(follower, "/v3/kv/lease/timetolive", "{\"ID\":7,\"keys\":true}").body()).contains("\"grantedTTL\":\"2\"", LocalCluster.base64("leased"));
            long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
            while (cluster.post(follower, "/v3/kv/range", "{\"key\":\"" + LocalCluster.base64("leased") + "\"}").body().contains("kvs")) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void at_its_quota_a_cluster_reads_and_deletes_and_writes_again_after_the_walk() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--quota-backend-bytes=1048576").startAll()) {
            String value = "x".repeat(100 << 10);
            LocalCluster.Answer last = cluster.put(0, "k", value);
            for (int i = 0; i < 100 && last.status() == 200; i++) {
                last = cluster.put(0, "k", value);
            }
            assertThat(last.body()).contains("etcdserver: mvcc: database space exceeded");
            assertThat(cluster.post(0, "/v3/maintenance/alarm", "{}").body()).contains("NOSPACE"); // who is refused finds the alarm
            assertThat(cluster.get(0, "k")).isEqualTo(value);
            assertThat(cluster.post(0, "/v3/kv/deleterange", "{\"key\":\"" + LocalCluster.base64("none") + "\"}").status()).isEqualTo(200);
            String revision = cluster.post(0, "/v3/kv/range", "{\"key\":\"AA==\"}").body().replaceAll(".*\"revision\":\"(\\d+)\".*", "$1");
            assertThat(cluster.post(0, "/v3/kv/compaction", "{\"revision\":" + revision + "}").status()).isEqualTo(200);
            assertThat(cluster.post(0, "/v3/maintenance/defragment", "{}").status()).isEqualTo(200);
            String alarms = cluster.post(0, "/v3/maintenance/alarm", "{}").body();
            assertThat(alarms).contains("NOSPACE");
            String member = alarms.replaceAll(".*\"memberID\":\"(\\d+)\".*", "$1");
            assertThat(cluster.post(0, "/v3/maintenance/alarm", "{\"action\":\"DEACTIVATE\",\"memberID\":\"" + member + "\",\"alarm\":\"NOSPACE\"}").status()).isEqualTo(200);
            assertThat(cluster.put(0, "k", "small").status()).isEqualTo(200);
        }
    }

    @Test
    void no_request_however_odd_stops_a_member() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.put(0, "k", "v");
            String key = "\"key\":\"" + LocalCluster.base64("k") + "\"";
            String put = "{\"request_put\":{" + key + "}}";
            String deep = "{\"request_txn\":{\"success\":[".repeat(49) + put + "]}}".repeat(49); // as deep as the gateway parses
            String tooDeep = "{\"request_txn\":{\"success\":[".repeat(100) + put + "]}}".repeat(100);
            List<List<String>> odd = List.of(
                    List.of("/v3/maintenance/alarm", "{\"action\":7}"),
                    List.of("/v3/maintenance/alarm", "{\"action\":1,\"alarm\":99,\"memberID\":\"18446744073709551615\"}"),
                    List.of("/v3/maintenance/alarm", "{\"action\":2,\"alarm\":99,\"memberID\":\"18446744073709551615\"}"),
                    List.of("/v3/kv/txn", "{\"compare\":[{" + key + ",\"target\":77,\"result\":78}],\"success\":[{}]}"),
                    List.of("/v3/kv/txn", "{\"compare\":[{" + key + ",\"target\":77,\"result\":78}],\"success\":[{\"request_put\":{" + key + "}}]}"),
                    List.of("/v3/kv/txn", "{\"success\":[" + deep + "]}"),
                    List.of("/v3/kv/txn", "{\"success\":[" + tooDeep + "]}"),
                    List.of("/v3/kv/range", "{" + key + ",\"limit\":\"-5\",\"sort_order\":9,\"sort_target\":9,\"revision\":\"-3\",\"min_mod_revision\":\"-1\"}"),
                    List.of("/v3/kv/range", "{" + key + ",\"revision\":\"9223372036854775807\",\"limit\":\"9223372036854775807\"}"),
                    List.of("/v3/kv/put", "{" + key + ",\"lease\":\"-9223372036854775808\"}"),
                    List.of("/v3/kv/compaction", "{\"revision\":\"-1\"}"),
                    List.of("/v3/kv/compaction", "{\"revision\":\"0\"}"),
                    List.of("/v3/kv/compaction", "{\"revision\":\"9223372036854775807\"}"),
                    List.of("/v3/lease/grant", "{\"TTL\":\"9223372036854775807\",\"ID\":\"-1\"}"),
                    List.of("/v3/lease/grant", "{\"TTL\":\"9000000000\",\"ID\":\"-2\"}"),
                    List.of("/v3/lease/grant", "{\"TTL\":\"-9223372036854775808\",\"ID\":\"-3\"}"),
                    List.of("/v3/lease/keepalive", "{\"ID\":\"-2\"}"),
                    List.of("/v3/kv/lease/timetolive", "{\"ID\":\"-2\",\"keys\":true}"),
                    List.of("/v3/kv/lease/revoke", "{\"ID\":\"0\"}"),
                    List.of("/v3/maintenance/hash", "{}"),
                    List.of("/v3/maintenance/hashkv", "{\"revision\":\"-1\"}"),
                    List.of("/v3/kv/put", "[".repeat(9_000)));
            for (List<String> request : odd) {
                assertThat(cluster.post(0, request.get(0), request.get(1)).status()).as("%s", request).isPositive();
                assertThat(cluster.broken.get()).as("after %s", request).isNull();
            }
            assertThat(cluster.put(0, "k", "after").status()).isEqualTo(200);
            cluster.stop(0);
            cluster.start(0);
            assertThat(cluster.get(0, "k")).isEqualTo("after");
            assertThat(cluster.broken.get()).isNull();
        }
    }

    @Test
    void requests_as_large_as_the_flag_allows_fit_the_log() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--max-request-bytes=6000000").startAll()) {
            assertThat(cluster.put(0, "k", "x".repeat(5_900_000)).status()).isEqualTo(200);
            assertThat(cluster.broken.get()).isNull();
        }
    }

    @Test
    void requests_larger_than_any_log_takes_are_refused_at_the_start() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--max-request-bytes=60000000")) {
            assertThatThrownBy(cluster::startAll).isInstanceOf(StartException.class).hasMessageContaining("--max-request-bytes").message().doesNotContain("\n");
        }
    }

    /** As in etcd: the flags that found a cluster say nothing to one whose members may have changed since. */
    @Test
    void whose_the_data_is_the_data_says_and_not_the_flags() throws Exception {
        long member;
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.put(0, "k", "v");
            member = cluster.node(0).published().stamp().memberId();
        }
        try (LocalCluster another = new LocalCluster(directory, 1, "--initial-cluster-token=another").startAll()) {
            assertThat(another.get(0, "k")).isEqualTo("v");
            assertThat(another.node(0).published().stamp().memberId()).isEqualTo(member);
        }
    }
}
