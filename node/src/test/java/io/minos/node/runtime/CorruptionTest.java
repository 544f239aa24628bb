package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.OneNode;
import io.minos.node.config.NodeConfig;
import io.minos.node.runtime.LocalCluster.Answer;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters one member of which was given other data: the same keys at the same revisions, but for a value. */
@Timeout(120)
class CorruptionTest {
    private static final int TAMPERED = 2;
    private static final String[] CHECKED_OFTEN = {"--experimental-corrupt-check-time=200ms"};

    @TempDir
    private Path directory;

    private Path snapshot(String last) throws IOException {
        OneNode node = new OneNode();
        for (String value : List.of("v1", "v2", last)) {
            node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setValue(ByteString.copyFromUtf8(value)).build());
        }
        Path file = directory.resolve(last + ".db");
        try (OutputStream out = Files.newOutputStream(file)) {
            EtcdSnapshot.of(node.machine().capture()).writeTo(out);
        }
        return file;
    }

    private void restore(Path snapshot, NodeConfig config) {
        String cluster = config.initialCluster().entrySet().stream().map(member -> member.getKey() + "=" + member.getValue().get(0)).collect(Collectors.joining(","));
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream());
        assertThat(RestoreCommand.run(List.of(snapshot.toString(), "--name=" + config.name(), "--data-dir=" + config.dataDir(), "--initial-cluster=" + cluster,
                "--initial-advertise-peer-urls=" + config.advertisePeerUrls().stream().map(URI::toString).collect(Collectors.joining(","))), quiet, quiet)).isZero();
    }

    private LocalCluster restored(Path ofMost, Path ofTampered, String... flags) throws IOException {
        LocalCluster cluster = new LocalCluster(directory, 3, flags);
        for (int i = 0; i < 3; i++) {
            restore(i == TAMPERED ? ofTampered : ofMost, cluster.config(i));
        }
        return cluster;
    }

    private static List<AlarmMember> awaitAlarm(LocalCluster cluster, int node) throws InterruptedException {
        long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
        while (cluster.node(node).published().alarms().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        return cluster.node(node).published().alarms();
    }

    private static void startTwo(LocalCluster cluster) throws Exception {
        CompletableFuture<Node> first = cluster.starting(0);
        cluster.join(1, cluster.starting(1)).join(0, first);
        cluster.leader();
    }

    @Test
    void the_leader_finds_a_member_whose_data_differs_and_all_refuse_writes() throws Exception {
        try (LocalCluster cluster = restored(snapshot("v3"), snapshot("other"), CHECKED_OFTEN)) {
            cluster.startAll();
            for (int node = 0; node < 3; node++) {
                List<AlarmMember> alarms = awaitAlarm(cluster, node);
                assertThat(alarms).hasSize(1);
                assertThat(alarms.get(0).getAlarm()).isEqualTo(AlarmType.CORRUPT);
                if (cluster.leader() != TAMPERED) { // whoever leads takes itself to be right, as in etcd
                    assertThat(Long.toUnsignedString(alarms.get(0).getMemberID())).isEqualTo(cluster.id(TAMPERED));
                }
                Answer refused = cluster.put(node, "k", "v4");
                assertThat(refused.body()).contains("etcdserver: corrupt cluster").contains("\"code\":15");
                assertThat(cluster.post(node, "/v3/kv/compaction", "{\"revision\":\"2\"}").body()).contains("etcdserver: corrupt cluster");
                assertThat(cluster.post(node, "/v3/lease/grant", "{\"TTL\":\"100\"}").body()).contains("etcdserver: corrupt cluster");
                assertThat(cluster.get(node, "k")).as("reads are answered, as in etcd").isEqualTo(node == TAMPERED ? "other" : "v3");
                assertThat(cluster.post(node, "/v3/maintenance/status", "{}").body()).contains("alarm:CORRUPT");
            }
            assertThat(cluster.broken.get()).isNull();
        }
    }

    @Test
    void members_that_hold_the_same_raise_no_alarm_whatever_is_done_to_them() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--experimental-corrupt-check-time=20ms").startAll()) {
            cluster.leader();
            long end = System.nanoTime() + 2_000_000_000L;
            for (int i = 1; System.nanoTime() < end; i++) {
                assertThat(cluster.put(i % 3, "k" + i % 7, "v" + i).status()).isEqualTo(200);
                if (i % 10 == 0) {
                    assertThat(cluster.post(i % 3, "/v3/kv/compaction", "{\"revision\":\"" + (i - 3) + "\"}").status()).isEqualTo(200);
                }
            }
            for (int node = 0; node < 3; node++) {
                assertThat(cluster.node(node).published().alarms()).isEmpty();
            }
        }
    }

    @Test
    void a_member_whose_data_differs_does_not_start_when_it_is_to_check() throws Exception {
        try (LocalCluster cluster = restored(snapshot("v3"), snapshot("other"), "--experimental-initial-corrupt-check")) {
            startTwo(cluster);
            String id = Long.toHexString(cluster.config(TAMPERED).memberId());
            assertThatThrownBy(() -> cluster.start(TAMPERED)).isInstanceOf(StartException.class).hasMessage(id + " found data inconsistency with peers");
            assertThat(cluster.put(0, "k", "v4").status()).isEqualTo(200);
            cluster.loseData(TAMPERED);
            restore(directory.resolve("v3.db"), cluster.config(TAMPERED));
            cluster.start(TAMPERED); // behind by a revision: compared at its own
            assertThat(cluster.get(TAMPERED, "k")).isEqualTo("v4");
        }
    }

    /** Nobody serves yet: each is told what the others have read from their disks. */
    @Test
    void members_that_start_together_check_each_other() throws Exception {
        try (LocalCluster cluster = restored(snapshot("v3"), snapshot("other"), "--experimental-initial-corrupt-check")) {
            List<CompletableFuture<Node>> starting = new ArrayList<>(List.of(cluster.starting(0), cluster.starting(1), cluster.starting(2)));
            int refused = 0;
            for (CompletableFuture<Node> one : starting) {
                try (Node node = one.get()) {
                    assertThat(node.published()).isNotNull();
                } catch (java.util.concurrent.ExecutionException why) {
                    assertThat(why.getCause()).isInstanceOf(StartException.class).hasMessageEndingWith("found data inconsistency with peers");
                    refused++;
                }
            }
            assertThat(refused).isPositive();
        }
    }

    @Test
    void a_member_that_has_missed_a_compaction_starts() throws Exception {
        try (LocalCluster cluster = restored(snapshot("v3"), snapshot("v3"), "--experimental-initial-corrupt-check")) {
            startTwo(cluster);
            for (int i = 0; i < 5; i++) {
                cluster.put(0, "k", "more" + i);
            }
            assertThat(cluster.post(0, "/v3/kv/compaction", "{\"revision\":\"8\"}").status()).isEqualTo(200);
            cluster.start(TAMPERED);
            assertThat(cluster.get(TAMPERED, "k")).isEqualTo("more4");
        }
    }
}
