package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.OneNode;
import io.minos.node.config.ClusterIds;
import io.minos.node.config.NodeConfig;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a snapshot to members that run. */
@Timeout(120)
class RestoreTest {
    @TempDir
    private Path directory;

    private final OneNode node = new OneNode();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Path etcds = Path.of("");

    @BeforeEach
    void save() throws IOException {
        node.call(LeaseGrantRequest.newBuilder().setID(7).setTTL(3600).build());
        for (int i = 1; i <= 5; i++) {
            node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setValue(ByteString.copyFromUtf8("v" + i)).setLease(7).build());
        }
        node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("gone")).build());
        node.call(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("gone")).build());
        node.call(CompactionRequest.newBuilder().setRevision(4).build());
        etcds = directory.resolve("snapshot.db");
        try (OutputStream file = Files.newOutputStream(etcds)) {
            EtcdSnapshot.of(node.machine().capture()).writeTo(file);
        }
    }

    private int run(String... args) {
        err.reset();
        out.reset();
        return RestoreCommand.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    private int restore(Path snapshot, NodeConfig config) {
        List<String> cluster = new ArrayList<>();
        config.initialCluster().forEach((name, urls) -> urls.forEach(url -> cluster.add(name + "=" + url)));
        return run("--name", config.name(), "--data-dir=" + config.dataDir(), snapshot.toString(), "--initial-cluster", String.join(",", cluster),
                "--initial-advertise-peer-urls=" + config.advertisePeerUrls().stream().map(URI::toString).collect(Collectors.joining(",")));
    }

    private void checkServed(LocalCluster cluster, int member) throws Exception {
        assertThat(cluster.get(member, "k")).isEqualTo("v5");
        String range = cluster.post(member, "/v3/kv/range", "{\"key\":\"" + LocalCluster.base64("k") + "\",\"revision\":\"5\"}").body();
        assertThat(range).contains("\"value\":\"" + LocalCluster.base64("v4") + "\"").contains("\"version\":\"4\"").contains("\"create_revision\":\"2\"")
                .contains("\"mod_revision\":\"5\"").contains("\"lease\":\"7\"");
        assertThat(cluster.post(member, "/v3/kv/range", "{\"key\":\"" + LocalCluster.base64("k") + "\",\"revision\":\"3\"}").body()).contains("compacted");
        assertThat(cluster.get(member, "gone")).isEmpty();
        assertThat(cluster.post(member, "/v3/lease/timetolive", "{\"ID\":\"7\",\"keys\":true}").body())
                .contains("\"grantedTTL\":\"3600\"").contains("\"keys\":[\"" + LocalCluster.base64("k") + "\"]");
    }

    @Test
    void members_that_are_restored_go_on_where_the_snapshot_was_taken() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3)) {
            for (int i = 0; i < 3; i++) {
                assertThat(restore(etcds, cluster.config(i))).as(err()).isZero();
                assertThat(err()).isEqualTo("restored revision 8 to " + cluster.config(i).dataDir() + ": member " + Long.toHexString(cluster.config(i).memberId())
                        + " of cluster " + Long.toHexString(cluster.config(i).clusterId()));
            }
            cluster.startAll().leader();
            for (int i = 0; i < 3; i++) {
                checkServed(cluster, i);
            }
            assertThat(cluster.put(0, "k", "v6").body()).contains("\"revision\":\"9\"");
            for (int i = 0; i < 3; i++) {
                cluster.stop(i);
            }
            cluster.startAll().leader();
            assertThat(cluster.get(1, "k")).isEqualTo("v6");
            assertThat(cluster.put(2, "k", "v7").body()).contains("\"revision\":\"10\"");
            assertThat(cluster.broken.get()).isNull();
        }
    }

    /** In etcd it would begin with another state at the same index, and the members disagree for ever. */
    @Test
    void a_member_that_is_started_without_being_restored_gets_the_data_from_the_others() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3)) {
            assertThat(restore(etcds, cluster.config(0))).isZero();
            assertThat(restore(etcds, cluster.config(1))).isZero();
            CompletableFuture<Node> restored = cluster.starting(0);
            cluster.join(1, cluster.starting(1)).join(0, restored);
            cluster.leader();
            checkServed(cluster, 0);
            cluster.join(2, cluster.starting(2));
            checkServed(cluster, 2);
            assertThat(cluster.put(2, "k", "v6").body()).contains("\"revision\":\"9\"");
            assertThat(cluster.broken.get()).isNull();
        }
    }

    /** Whose data it is stands in the data, not in flags that count at the first start only. */
    @Test
    void a_restored_member_keeps_its_id_whatever_the_bootstrap_flags_say_later() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1)) {
            assertThat(restore(etcds, cluster.config(0))).as(err()).isZero();
            long id = cluster.config(0).memberId();
            cluster.reconfigure(0, "--listen-peer-urls=" + cluster.peerUrl(0));
            assertThat(cluster.config(0).memberId()).as("by the flags alone").isNotEqualTo(id);
            cluster.startAll().leader();
            assertThat(cluster.node(0).published().raft().id()).isEqualTo(id);
            assertThat(Files.readString(cluster.dataDir(0).resolve("identity"))).endsWith(" member " + Long.toHexString(id) + "\n");
            checkServed(cluster, 0);
        }
    }

    /** Its log is not ours to read; silence would begin a new cluster beside it. */
    @Test
    void a_data_directory_of_etcds_is_refused_with_the_way_to_restore_it() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1)) {
            Path snap = Files.createDirectories(cluster.dataDir(0).resolve("member/snap"));
            Files.copy(etcds, snap.resolve("db"));
            Files.createDirectories(cluster.dataDir(0).resolve("member/wal"));
            assertThatThrownBy(() -> Node.start(cluster.config(0), failure -> { })).isInstanceOf(StartException.class)
                    .hasMessage(snap.resolve("db") + " is the database of an etcd, whose data directory this is: make one of this node's from it,"
                            + " with 'minos node restore " + snap.resolve("db") + " --skip-hash-check --data-dir …' while that etcd is stopped");
            assertThat(cluster.dataDir(0).resolve("identity")).doesNotExist();
        }
    }

    @Test
    void a_directory_that_does_not_say_whose_data_it_has_is_refused() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1)) {
            assertThat(restore(etcds, cluster.config(0))).as(err()).isZero();
            Path identity = cluster.dataDir(0).resolve("identity");
            Files.writeString(identity, "cluster 1 member\n");
            assertThatThrownBy(() -> Node.start(cluster.config(0), failure -> { })).isInstanceOf(StartException.class)
                    .hasMessage(identity + " does not say whose data this is: restore it, or start anew in an empty data directory");
        }
    }

    @Test
    void a_snapshot_file_of_a_member_will_do_as_well() throws Exception {
        Path snap = directory.resolve("snap");
        FileSnapshotStore.open(snap).save(new SnapshotMark(100, 3, Membership.ofVoters(List.of(1L, 2L))), node.machine().capture()::writeTo);
        Path file;
        try (Stream<Path> files = Files.list(snap)) {
            file = files.findFirst().orElseThrow();
        }
        try (LocalCluster cluster = new LocalCluster(directory, 1)) {
            assertThat(restore(file, cluster.config(0))).as(err()).isZero();
            cluster.startAll().leader();
            checkServed(cluster, 0);
        }
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length - 1] ^= 1;
        Files.write(file, damaged);
        assertRefused("Error: the body is damaged: checksum mismatch", file.toString());
    }

    /** As with etcdctl: in order of members by name and their sorted URLs, see {@link ClusterIds}. */
    @Test
    void ids_are_those_that_etcd_computes() {
        assertThat(run(etcds.toString(), "--data-dir", directory.resolve("d").toString(), "--name=infra1", "--initial-cluster-token=etcd-cluster-1",
                "--initial-cluster=infra0=http://127.0.0.1:12380,infra1=http://127.0.0.1:22380,infra2=http://127.0.0.1:32380",
                "--initial-advertise-peer-urls=http://127.0.0.1:22380")).isZero();
        // from etcd's own documentation of a local cluster
        assertThat(err()).contains("member 91bc3c398fb3c146").contains("cluster ef37ad9dc622a7c4");
    }

    private void assertRefused(String message, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        Path target = directory.resolve("refused");
        all.add("--data-dir=" + target);
        assertThat(run(all.toArray(new String[0]))).isEqualTo(1);
        assertThat(err()).isEqualTo(message);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("refused"))).as("nothing is left behind").isEmpty();
        }
    }

    @Test
    void what_cannot_be_restored_is_refused_in_a_line() throws IOException {
        byte[] bytes = Files.readAllBytes(etcds);
        Path file = directory.resolve("bad.db");
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 32));
        assertRefused("Error: snapshot missing hash but --skip-hash-check=false", file.toString());
        bytes[5000] ^= 1;
        Files.write(file, bytes);
        assertThat(run(file.toString(), "--data-dir=" + directory.resolve("refused"))).isEqualTo(1);
        assertThat(err()).startsWith("Error: the snapshot is damaged: expected sha256 ").doesNotContain("\n");
        Files.write(file, "no snapshot at all".getBytes(StandardCharsets.UTF_8));
        assertRefused("Error: no snapshot: it does not begin as one", file.toString());
        Files.write(file, new byte[0]);
        assertRefused("Error: no snapshot: it does not begin as one", file.toString());
        assertRefused("Error: no such file, or not readable: " + directory.resolve("none"), directory.resolve("none").toString());
        assertRefused("Error: couldn't find local name \"a\" in the initial cluster configuration", etcds.toString(), "--name=a", "--initial-cluster=b=http://127.0.0.1:1");
        assertRefused("Error: --initial-cluster has default=http://127.0.0.1:1 but missing from --initial-advertise-peer-urls=http://localhost:2380 "
                + "(resolved urls: \"http://localhost:2380\" != \"http://127.0.0.1:1\")", etcds.toString(), "--initial-cluster=default=http://127.0.0.1:1");
    }

    @Test
    void what_fails_half_way_leaves_nothing_behind() throws IOException {
        Path walDir = etcds.resolve("wal");
        assertRefused("Error: " + walDir + ": Not a directory", etcds.toString(), "--wal-dir=" + walDir);
    }

    @Test
    void a_directory_that_exists_is_left_alone() throws IOException {
        Path existing = Files.createDirectory(directory.resolve("existing"));
        assertThat(run(etcds.toString(), "--data-dir", existing.toString())).isEqualTo(1);
        assertThat(err()).isEqualTo("Error: data-dir \"" + existing + "\" exists");
        assertThat(run(etcds.toString(), "--wal-dir", existing.toString(), "--data-dir", directory.resolve("new").toString())).isEqualTo(1);
        assertThat(err()).isEqualTo("Error: wal-dir \"" + existing + "\" exists");
        assertThat(existing).isEmptyDirectory();
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void a_database_without_a_hash_is_taken_when_that_is_wanted() throws IOException {
        byte[] bytes = Files.readAllBytes(etcds);
        Path db = directory.resolve("db");
        Files.write(db, Arrays.copyOf(bytes, bytes.length - 32));
        assertThat(run(db.toString(), "--skip-hash-check", "--wal-dir=" + directory.resolve("w/wal"), "--data-dir=" + directory.resolve("d"))).as(err()).isZero();
        assertThat(directory.resolve("w/wal/LOCK")).exists();
        assertThat(directory.resolve("d/member/wal")).doesNotExist();
    }

    @Test
    void misuse_is_answered_with_the_usage() {
        for (String[] args : new String[][] {{}, {"a", "b"}, {"a", "--snapshot-count=1"}, {"a", "--name"}, {"a", "--skip-hash-check=maybe"}}) {
            assertThat(run(args)).isEqualTo(254);
            assertThat(err()).startsWith("usage: minos node restore FILE");
        }
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: minos node restore FILE");
    }
}
