package io.minos.node.snapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.apply.GatewayJson;
import io.minos.node.apply.OneNode;
import io.minos.node.apply.RandomRequests;
import io.minos.node.apply.Reads;
import io.minos.node.apply.RealEtcd;
import io.minos.node.apply.StateMachine;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.outcome.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots between this node's state machine and a real etcd 3.4.23, by its own tools. */
@Timeout(180)
class EtcdInteropTest {
    private static final String VERSION = "3.4.23";
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
    private static final RangeRequest ALL = RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();
    private static final Map<Class<? extends Message>, String> WRITES = Map.of(
            PutRequest.class, "/v3/kv/put",
            DeleteRangeRequest.class, "/v3/kv/deleterange",
            TxnRequest.class, "/v3/kv/txn",
            CompactionRequest.class, "/v3/kv/compaction",
            LeaseGrantRequest.class, "/v3/lease/grant",
            LeaseRevokeRequest.class, "/v3/lease/revoke");

    @TempDir
    private Path dir;

    private Path etcd = Path.of("");

    @BeforeEach
    void etcd() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH");
        etcd = binary.get();
        assumeTrue(VERSION.equals(RealEtcd.version(etcd)), "skipped: the etcd on the PATH is not " + VERSION);
        assumeTrue(etcd.resolveSibling("etcdctl").toFile().canExecute(), "skipped: there is no etcdctl beside " + etcd);
    }

    /** What it printed to stdout; fails unless it ends well. */
    private String etcdctl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(etcd.resolveSibling("etcdctl").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(dir.resolve("etcdctl.err").toFile());
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("etcdctl %s: %s", List.of(arguments), Files.readString(dir.resolve("etcdctl.err"))).isZero();
        return out.strip();
    }

    private void checkStatus(Path file) throws IOException, InterruptedException {
        try (EtcdSnapshotFile snapshot = EtcdSnapshotFile.open(file)) {
            EtcdSnapshotFile.Status status = snapshot.status();
            assertThat(etcdctl("snapshot", "status", file.toString(), "-w", "json")).isEqualTo("{\"hash\":" + Integer.toUnsignedString(status.hash())
                    + ",\"revision\":" + status.revision() + ",\"totalKey\":" + status.totalKeys() + ",\"totalSize\":" + status.totalBytes() + "}");
        }
    }

    /** Every key at every revision, the hash of them, the leases and what hangs on them. */
    private static void checkEqual(StateMachine state, RealEtcd etcd) throws Exception {
        for (long revision = Math.max(1, state.store().compactRevision()); revision <= state.store().revision(); revision++) {
            RangeRequest range = ALL.toBuilder().setRevision(revision).build();
            Outcome.Done<?> ours = (Outcome.Done<?>) Reads.range(state.view(), range, OneNode.STAMP);
            assertThat(GatewayJson.withoutIdentity(etcd.post("/v3/kv/range", GatewayJson.of(range).toString()))).as("revision " + revision)
                    .isEqualTo(GatewayJson.withoutIdentity(GatewayJson.of((Message) ours.response())));
        }
        assertThat(etcd.hashKv(0)).contains("\"hash\":" + Integer.toUnsignedString(state.view().hashKv(state.store().revision())));
        List<Long> leases = new ArrayList<>();
        etcd.post("/v3/lease/leases", "{}").path("leases").forEach(lease -> leases.add(lease.get("ID").asLong()));
        assertThat(leases).containsExactlyInAnyOrderElementsOf(state.lessor().all().stream().map(LeaseTerms::id).toList());
        for (LeaseTerms lease : state.lessor().all()) {
            JsonNode told = etcd.post("/v3/lease/timetolive", GatewayJson.of(LeaseTimeToLiveRequest.newBuilder().setID(lease.id()).setKeys(true).build()).toString());
            assertThat(told.path("grantedTTL").asLong()).isEqualTo(lease.grantedTtlSeconds());
            List<ByteString> keys = new ArrayList<>();
            told.path("keys").forEach(key -> keys.add(ByteString.copyFrom(Base64.getDecoder().decode(key.asText()))));
            assertThat(keys).containsExactlyInAnyOrderElementsOf(state.lessor().keys(lease.id()));
        }
    }

    @Test
    void etcdctl_restores_a_snapshot_of_ours_and_etcd_starts_from_it() throws Exception {
        OneNode node = States.random(3, 1500);
        assertThat(node.machine().lessor().all()).anyMatch(lease -> !node.machine().lessor().keys(lease.id()).isEmpty());
        Path file = dir.resolve("ours.db");
        States.save(node.machine(), file);
        checkStatus(file);
        etcdctl("snapshot", "restore", file.toString(), "--data-dir", dir.resolve("data").toString());
        try (RealEtcd restored = new RealEtcd(etcd, Optional.of(dir.resolve("data")))) {
            checkEqual(node.machine(), restored);
            assertThat(restored.post("/v3/maintenance/alarm", "{}").path("alarms")).hasSize(1);
            restored.post("/v3/maintenance/alarm", "{\"action\":\"DEACTIVATE\",\"memberID\":\"18364758544493064720\",\"alarm\":\"CORRUPT\"}");
            goOn(restored, node.machine().store().revision());
        }
    }

    @Test
    void etcd_deletes_and_compacts_all_that_a_large_snapshot_of_ours_holds() throws Exception {
        OneNode node = new OneNode();
        for (int i = 0; i < 20_011; i++) {
            node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k" + i % 7000)).setValue(ByteString.copyFrom(new byte[i % 500 == 0 ? 20_000 : 300])).build());
        }
        Path file = dir.resolve("ours.db");
        States.save(node.machine(), file);
        checkStatus(file);
        etcdctl("snapshot", "restore", file.toString(), "--data-dir", dir.resolve("data").toString());
        try (RealEtcd restored = new RealEtcd(etcd, Optional.of(dir.resolve("data")))) {
            assertThat(restored.hashKv(0)).contains("\"hash\":" + Integer.toUnsignedString(node.machine().view().hashKv(node.machine().store().revision())));
            goOn(restored, node.machine().store().revision());
            Path again = dir.resolve("etcds.db");
            etcdctl("--endpoints", restored.url(), "snapshot", "save", again.toString());
            checkStatus(again);
        }
    }

    /** Writes, deletes all, compacts: bbolt rearranges our pages. */
    private static void goOn(RealEtcd etcd, long revision) throws Exception {
        assertThat(etcd.post("/v3/kv/put", "{\"key\":\"eg==\",\"value\":\"eg==\"}").at("/header/revision").asLong()).isEqualTo(revision + 1);
        etcd.post("/v3/kv/deleterange", GatewayJson.of(DeleteRangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build()).toString());
        assertThat(etcd.post("/v3/kv/compaction", "{\"revision\":\"" + (revision + 2) + "\",\"physical\":true}").at("/header/revision").asLong()).isEqualTo(revision + 2);
        assertThat(etcd.post("/v3/maintenance/defragment", "{}").has("error")).isFalse();
        assertThat(etcd.post("/v3/kv/range", GatewayJson.of(ALL).toString()).has("kvs")).isFalse();
        assertThat(etcd.post("/v3/kv/put", "{\"key\":\"eg==\",\"value\":\"eg==\"}").at("/header/revision").asLong()).isEqualTo(revision + 3);
    }

    @Test
    void a_snapshot_of_etcds_is_read_with_all_it_holds() throws Exception {
        OneNode node = new OneNode(); // it only says where etcd is
        RandomRequests requests = new RandomRequests(11);
        try (RealEtcd source = new RealEtcd(etcd, Optional.empty())) {
            for (int i = 0; i < 1500; i++) {
                Message request = requests.next(node.machine().store().revision(), node.machine().store().compactRevision());
                boolean isCompactionAtTheEnd = i > 1300 && request instanceof CompactionRequest;
                if (WRITES.containsKey(request.getClass()) && !isCompactionAtTheEnd) {
                    node.call(request);
                    source.post(WRITES.get(request.getClass()), GatewayJson.of(request).toString());
                }
            }
            Path file = dir.resolve("etcds.db");
            etcdctl("--endpoints", source.url(), "snapshot", "save", file.toString());
            checkStatus(file);
            StateMachine read = States.read(file);
            assertThat(read.store().revision() - read.store().compactRevision()).as("there is history").isGreaterThan(20);
            checkEqual(read, source);
            // and what we write of it is as good as etcd's own
            States.save(read, file);
            checkStatus(file);
            etcdctl("snapshot", "restore", file.toString(), "--data-dir", dir.resolve("data").toString());
            try (RealEtcd restored = new RealEtcd(etcd, Optional.of(dir.resolve("data")))) {
                checkEqual(read, restored);
            }
        }
    }

    @Test
    void users_and_roles_of_etcd_go_on_in_a_state_of_ours_and_in_another_etcd() throws Exception {
        try (RealEtcd source = new RealEtcd(etcd, Optional.empty())) {
            Path file = dir.resolve("etcds.db");
            etcdctl("--endpoints", source.url(), "snapshot", "save", file.toString());
            try (EtcdSnapshotFile snapshot = EtcdSnapshotFile.open(file)) {
                assertThat(snapshot.contents().auth().isEnabled()).isFalse();
            }
            etcdctl("--endpoints", source.url(), "user", "add", "root:pw");
            etcdctl("--endpoints", source.url(), "user", "add", "alice:secret");
            etcdctl("--endpoints", source.url(), "role", "add", "reader");
            etcdctl("--endpoints", source.url(), "role", "grant-permission", "reader", "read", "a", "b");
            etcdctl("--endpoints", source.url(), "user", "grant-role", "alice", "reader");
            etcdctl("--endpoints", source.url(), "auth", "enable");
            etcdctl("--endpoints", source.url(), "--user", "root:pw", "snapshot", "save", file.toString());
            checkStatus(file);
            StateMachine read;
            try (EtcdSnapshotFile snapshot = EtcdSnapshotFile.open(file)) {
                read = snapshot.contents();
            }
            assertThat(read.auth().isEnabled()).isTrue();
            assertThat(read.auth().users()).containsOnlyKeys("alice", "root");
            assertThat(read.auth().users().get("alice").getRolesList()).containsExactly("reader");
            assertThat(read.auth().roles().get("reader").getKeyPermissionList()).hasSize(1);
            assertThat(read.auth().revision()).isGreaterThan(5);

            States.save(read, file);
            checkStatus(file);
            etcdctl("snapshot", "restore", file.toString(), "--data-dir", dir.resolve("data").toString());
            try (RealEtcd restored = new RealEtcd(etcd, Optional.of(dir.resolve("data")))) {
                assertThat(etcdctl("--endpoints", restored.url(), "--user", "alice:secret", "get", "a")).isEmpty();
                assertThat(etcdctl("--endpoints", restored.url(), "--user", "root:pw", "role", "get", "reader")).contains("[a, b)");
            }
        }
    }
}
