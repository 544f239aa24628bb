package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compaction by itself, and what members hold after whatever is done to look after them. */
@Timeout(120)
class UpkeepTest {
    @TempDir
    private Path directory;

    private static boolean isCompacted(LocalCluster cluster, int node, long revision) throws Exception {
        return cluster.post(node, "/v3/kv/range", "{\"key\":\"" + LocalCluster.base64("k") + "\",\"revision\":\"" + revision + "\"}").body().contains("has been compacted");
    }

    private static void putUntilCompacted(LocalCluster cluster, int node, long revision) throws Exception {
        long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
        for (int i = 0; !isCompacted(cluster, node, revision); i++) {
            assertThat(System.nanoTime()).as("compacted within " + LocalCluster.DEADLINE).isLessThan(deadline);
            String value = "v" + i;
            assertThat(cluster.until(() -> cluster.put(node, "k", value)).status()).isEqualTo(200);
            Thread.sleep(20);
        }
    }

    @Test
    void history_is_compacted_by_itself_also_after_another_has_become_the_leader() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--auto-compaction-mode=periodic", "--auto-compaction-retention=500ms").startAll()) {
            int first = cluster.leader();
            cluster.put(first, "k", "v");
            putUntilCompacted(cluster, first, 2);
            cluster.stop(first);
            int second = cluster.leader();
            putUntilCompacted(cluster, second, cluster.node(second).published().revision());
            assertThat(cluster.broken.get()).isNull();
        }
    }

    private static long hash(LocalCluster cluster, int node, long revision) throws Exception {
        JsonParser answer = new ObjectMapper().createParser(cluster.post(node, "/v3/maintenance/hash", "{\"revision\":\"" + revision + "\"}").body());
        return ((com.fasterxml.jackson.databind.JsonNode) answer.readValueAsTree()).path("hash").asLong();
    }

    /** A hash of the same revision; 0, which no store has, where they differ. */
    private static long commonHash(LocalCluster cluster) throws Exception {
        cluster.until(() -> cluster.put(0, "last", "of all"));
        long revision = cluster.node(0).published().revision();
        for (int node = 0; node < 3; node++) {
            cluster.get(node, "last"); // linearizable: it has all of that
        }
        long[] hashes = new long[3];
        for (int node = 0; node < 3; node++) {
            hashes[node] = hash(cluster, node, revision);
        }
        assertThat(hashes).as("hashes at revision " + revision).containsOnly(hashes[0]);
        return hashes[0];
    }

    @Test
    void members_agree_on_the_hash_after_compaction_defragmentation_and_a_restart() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--snapshot-count=50").startAll()) {
            cluster.leader();
            for (int i = 0; i < 120; i++) {
                int number = i;
                assertThat(cluster.until(() -> cluster.put(number % 3, "k" + number % 10, "v" + number)).status()).isEqualTo(200);
            }
            assertThat(cluster.post(0, "/v3/kv/deleterange", "{\"key\":\"" + LocalCluster.base64("k3") + "\"}").status()).isEqualTo(200);
            long before = commonHash(cluster);
            assertThat(cluster.post(1, "/v3/kv/compaction", "{\"revision\":\"100\"}").status()).isEqualTo(200);
            assertThat(commonHash(cluster)).isNotEqualTo(before);
            assertThat(cluster.post(1, "/v3/maintenance/defragment", "{}").status()).isEqualTo(200);
            commonHash(cluster);
            int restarted = cluster.follower();
            cluster.stop(restarted);
            IntStream.range(0, 3).filter(node -> node != restarted).findFirst().ifPresent(node -> {
                try {
                    cluster.until(() -> cluster.put(node, "while", "away"));
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            });
            cluster.start(restarted);
            commonHash(cluster);
            assertThat(cluster.broken.get()).isNull();
        }
    }
}
