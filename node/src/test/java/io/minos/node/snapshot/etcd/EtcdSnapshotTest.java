package io.minos.node.snapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.Member;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.OneNode;
import io.minos.node.apply.StateMachine;
import io.minos.node.apply.UserAdd;
import io.minos.node.auth.AuthState;
import io.minos.node.bolt.BoltFile;
import io.minos.node.bolt.BoltImage;
import io.minos.node.bolt.Entries;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.mvcc.Revision;
import io.minos.node.mvcc.StoredForm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EtcdSnapshotTest {
    @TempDir
    private Path dir;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = dir.resolve("snapshot.db");
    }

    @Test
    void what_is_read_is_what_was_written() throws IOException {
        for (long seed = 1; seed <= 10; seed++) {
            StateMachine written = States.random(seed, 400).machine();
            States.save(written, file);
            StateMachine read = States.read(file);
            assertThat(States.changes(read)).as("seed " + seed).isEqualTo(States.changes(written)).anyMatch(Revision::isTombstone);
            assertThat(read.store().revision()).isEqualTo(written.store().revision());
            assertThat(read.store().compactRevision()).isEqualTo(written.store().compactRevision());
            assertThat(read.lessor().all()).isEqualTo(written.lessor().all());
            for (LeaseTerms lease : written.lessor().all()) {
                assertThat(read.lessor().keys(lease.id())).isEqualTo(written.lessor().keys(lease.id()));
            }
            assertThat(read.alarms()).isEqualTo(written.alarms()).hasSize(1);
            assertThat(read.members()).isEmpty();
            for (long revision = Math.max(2, written.store().compactRevision()); revision <= written.store().revision(); revision++) {
                assertThat(read.store().changes(revision)).isEqualTo(written.store().changes(revision));
            }
        }
    }

    @Test
    void an_empty_state_and_one_whose_every_key_is_gone_keep_their_revision() throws IOException {
        States.save(new StateMachine(), file);
        assertThat(States.read(file).store().revision()).isEqualTo(1);
        OneNode node = new OneNode();
        node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build());
        node.call(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build());
        node.call(CompactionRequest.newBuilder().setRevision(3).build());
        States.save(node.machine(), file);
        assertThat(States.read(file).store().revision()).isEqualTo(3);
    }

    @Test
    void its_length_is_known_before_it_is_written_and_its_bytes_are_the_same_each_time() throws IOException {
        StateMachine state = States.random(1, 400).machine();
        EtcdSnapshot snapshot = EtcdSnapshot.of(state.capture());
        States.save(state, file);
        byte[] first = Files.readAllBytes(file);
        States.save(state, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(first).hasSize((int) snapshot.bytes());
        assertThat(snapshot.bytes()).isEqualTo(snapshot.databaseBytes() + 32);
    }

    @Test
    void members_are_stored_as_etcd_stores_them() throws IOException {
        StateMachine state = new StateMachine();
        state.found(List.of(Member.newBuilder().setID(0x91bc3c398fb3c146L).setName("e1").addPeerURLs("http://127.0.0.1:17380").addClientURLs("http://127.0.0.1:17379").build(),
                Member.newBuilder().setID(7).addPeerURLs("http://h:1").addPeerURLs("http://h:2").setIsLearner(true).build()));
        States.save(state, file);
        List<String> stored = new ArrayList<>();
        try (BoltFile database = BoltFile.open(file)) {
            for (String bucket : List.of("members", "cluster")) {
                database.bucket(bucket).orElseThrow().forEach((key, value) -> stored.add(StandardCharsets.UTF_8.decode(key) + " " + StandardCharsets.UTF_8.decode(value)));
            }
            assertThat(database.buckets().stream().map(BoltFile.Bucket::name))
                    .containsExactly("alarm", "auth", "authRoles", "authUsers", "cluster", "key", "lease", "members", "members_removed", "meta");
        }
        assertThat(stored).containsExactly(
                "7 {\"id\":7,\"peerURLs\":[\"http://h:1\",\"http://h:2\"],\"isLearner\":true}",
                "91bc3c398fb3c146 {\"id\":10501334649042878790,\"peerURLs\":[\"http://127.0.0.1:17380\"],\"name\":\"e1\",\"clientURLs\":[\"http://127.0.0.1:17379\"]}",
                "clusterVersion 3.4.0");
    }

    @Test
    void users_and_roles_are_there_again_and_authentication_is_on() throws IOException {
        OneNode node = new OneNode();
        UserAdd.Builder root = UserAdd.newBuilder().setName("root").setPasswordHash(ByteString.copyFromUtf8("hash"));
        Permission permission = Permission.newBuilder().setPermType(Permission.Type.READ).setKey(ByteString.copyFromUtf8("a")).setRangeEnd(ByteString.copyFromUtf8("b")).build();
        node.apply(Command.newBuilder().setUserAdd(root).build(), 1);
        node.apply(Command.newBuilder().setRoleAdd(AuthRoleAddRequest.newBuilder().setName("r")).build(), 1);
        node.apply(Command.newBuilder().setRoleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder().setName("r").setPerm(permission)).build(), 1);
        node.apply(Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root")).build(), 1);
        for (boolean enabled : new boolean[] {false, true}) {
            if (enabled) {
                node.apply(Command.newBuilder().setAuthEnable(AuthEnableRequest.getDefaultInstance()).build(), 1);
            }
            States.save(node.machine(), file);
            AuthState read = States.read(file).auth();
            assertThat(read.isEnabled()).isEqualTo(enabled);
            assertThat(read.revision()).isEqualTo(5);
            assertThat(read.users()).isEqualTo(node.machine().auth().users()).containsOnlyKeys("root");
            assertThat(read.user("root")).hasValueSatisfying(user -> {
                assertThat(user.getPassword().toStringUtf8()).isEqualTo("hash");
                assertThat(user.getRolesList()).containsExactly("root");
            });
            assertThat(read.role("r")).hasValueSatisfying(role -> assertThat(role.getKeyPermissionList()).containsExactly(permission));
        }
    }

    @Test
    void damage_is_told_by_the_hash_with_both() throws IOException {
        States.save(States.random(1, 100).machine(), file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[5000] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> EtcdSnapshotFile.checkHash(file)).isInstanceOf(IOException.class)
                .hasMessageMatching("the snapshot is damaged: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}");
        assertThat(EtcdSnapshotFile.hasHash(file)).isTrue();
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 32));
        assertThat(EtcdSnapshotFile.hasHash(file)).isFalse();
    }

    @Test
    void without_its_hash_damage_is_an_io_exception_or_a_state_but_nothing_else() throws IOException {
        States.save(States.random(1, 400).machine(), file);
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try (EtcdSnapshotFile snapshot = EtcdSnapshotFile.open(file)) {
                snapshot.status();
                snapshot.contents();
            } catch (IOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    // What etcd itself may have, and we never write.

    private final TreeMap<byte[], byte[]> keys = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<byte[], byte[]> meta = new TreeMap<>(Arrays::compareUnsigned);

    private void put(long revision, String key, long created, long version) {
        Revision change = new Revision(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setCreateRevision(created).setModRevision(revision).setVersion(version).setLease(99).build(), 0);
        keys.put(StoredForm.key(change), StoredForm.value(change).toByteArray());
    }

    private void delete(long revision, String key) {
        Revision change = new Revision(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setModRevision(revision).build(), 0);
        keys.put(StoredForm.key(change), StoredForm.value(change).toByteArray());
    }

    private StateMachine etcds() throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            List<BoltImage.Bucket> buckets = new ArrayList<>(List.of(bucket("key", keys), bucket("meta", meta)));
            List.of("lease", "alarm", "auth", "authUsers", "authRoles").forEach(name -> buckets.add(bucket(name, new TreeMap<>())));
            BoltImage.of(buckets).writeTo(out);
        }
        try (EtcdSnapshotFile snapshot = EtcdSnapshotFile.open(file)) {
            return snapshot.contents();
        }
    }

    private static BoltImage.Bucket bucket(String name, TreeMap<byte[], byte[]> entries) {
        return new BoltImage.Bucket(name, sink -> {
            for (var entry : entries.entrySet()) {
                sink.accept(entry.getKey(), Entries.Value.of(entry.getValue()));
            }
        });
    }

    @Test
    void a_compaction_that_was_under_way_is_done() throws IOException {
        meta.put(Backend.FINISHED_COMPACTION, StoredForm.revision(2));
        meta.put(Backend.SCHEDULED_COMPACTION, StoredForm.revision(6));
        // up to here it has removed what it hides: revision 3 and 4
        put(2, "a", 2, 1);
        put(5, "a", 2, 4);
        put(6, "b", 6, 1);
        delete(7, "b");
        put(8, "a", 2, 5);
        StateMachine state = etcds();
        assertThat(state.store().compactRevision()).isEqualTo(6);
        assertThat(States.changes(state).stream().map(Revision::main)).containsExactly(5L, 8L, 6L, 7L);
        assertThat(state.store().revision()).isEqualTo(8);
        assertThat(state.sizeInUseBytes()).as("nothing is kept that nothing shows").isEqualTo(OneNode.restored(state).sizeInUseBytes());
    }

    @Test
    void deletions_of_the_compacted_revision_are_not_missed() throws IOException {
        meta.put(Backend.FINISHED_COMPACTION, StoredForm.revision(6));
        put(5, "a", 2, 4);
        put(7, "b", 7, 1);
        StateMachine state = etcds();
        assertThat(state.store().changes(6)).isEmpty();
        assertThat(state.store().changes(7)).hasSize(1);
        assertThat(OneNode.restored(state).store().revision()).isEqualTo(7);
    }

    @Test
    void a_tombstone_from_before_the_compaction_hides_what_it_deleted() throws IOException {
        meta.put(Backend.SCHEDULED_COMPACTION, StoredForm.revision(5));
        put(2, "a", 2, 1);
        delete(3, "a");
        put(5, "a", 5, 1);
        StateMachine state = etcds();
        assertThat(States.changes(state).stream().map(Revision::main)).containsExactly(5L);
        assertThat(state.sizeInUseBytes()).isEqualTo(OneNode.restored(state).sizeInUseBytes());
    }

    @Test
    void a_lease_that_is_not_there_is_no_lease_to_hang_on() throws IOException {
        put(2, "a", 2, 1);
        StateMachine state = etcds();
        assertThat(state.lessor().all()).isEmpty();
        assertThat(OneNode.restored(state).view().find(ByteString.copyFromUtf8("a"))).map(KeyValue::getLease).contains(99L);
    }

    @Test
    void a_missing_revision_is_damage() {
        put(2, "a", 2, 1);
        put(4, "a", 2, 3);
        assertThatThrownBy(this::etcds).isInstanceOf(IOException.class).hasMessage("the snapshot is damaged: revision 3 is missing");
    }
}
