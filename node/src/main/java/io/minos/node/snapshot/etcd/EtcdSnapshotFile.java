package io.minos.node.snapshot.etcd;

import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.Role;
import io.minos.etcd.api.User;
import io.minos.node.apply.StateMachine;
import io.minos.node.auth.AuthState;
import io.minos.node.bolt.BoltFile;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.mvcc.Revision;
import io.minos.node.mvcc.Store;
import io.minos.node.v2.Tree;
import io.minos.node.mvcc.StoredForm;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A snapshot that etcd 3.4 saved, or {@link EtcdSnapshot} wrote; or the db file of an etcd that is stopped. What is wrong with
 * it is an IOException.
 */
public final class EtcdSnapshotFile implements Closeable {
    /** The length of a database is a multiple of this, and that of one with a hash is not. */
    private static final int HASH_MARGIN_BYTES = 512;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path file;
    private final BoltFile database;

    private EtcdSnapshotFile(Path file, BoltFile database) {
        this.file = file;
        this.database = database;
    }

    /** As {@code etcdctl snapshot status} has it: the hash is CRC-32C over all buckets' names, keys and values. */
    public record Status(int hash, long revision, long totalKeys, long totalBytes) {}

    /** Whether it is of this kind; says nothing of its being whole. */
    public static boolean isOne(Path file) throws IOException {
        return BoltFile.isOne(file);
    }

    public static EtcdSnapshotFile open(Path file) throws IOException {
        return new EtcdSnapshotFile(file, BoltFile.open(file));
    }

    /** False of what is copied from a data directory: there is nothing to tell damage by. */
    public static boolean hasHash(Path file) throws IOException {
        return Files.size(file) % HASH_MARGIN_BYTES == EtcdSnapshot.HASH_BYTES;
    }

    /** Reads the whole file; an IOException unless the hash at its end is that of the rest. */
    public static void checkHash(Path file) throws IOException {
        MessageDigest digest = EtcdSnapshot.sha256();
        byte[] expected;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = Files.size(file) - EtcdSnapshot.HASH_BYTES;
            while (left > 0) {
                int read = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (read == 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                digest.update(buffer, 0, read);
                left -= read;
            }
            expected = in.readNBytes(EtcdSnapshot.HASH_BYTES);
        }
        byte[] actual = digest.digest();
        if (!MessageDigest.isEqual(expected, actual)) {
            throw new IOException("the snapshot is damaged: expected sha256 " + HexFormat.of().formatHex(expected) + ", got " + HexFormat.of().formatHex(actual));
        }
    }

    /** Reads every page that is in use. */
    public Status status() throws IOException {
        CRC32C crc = new CRC32C();
        long[] keys = {0};
        for (BoltFile.Bucket bucket : database.buckets()) {
            crc.update(Backend.bytes(bucket.name()));
            bucket.forEach((key, value) -> {
                crc.update(key);
                crc.update(value);
                keys[0]++;
            });
        }
        return new Status((int) crc.getValue(), lastRevision(), keys[0], database.bytes());
    }

    private long lastRevision() throws IOException {
        Optional<byte[]> last = bucket(Backend.KEY).lastKey();
        try {
            return last.isEmpty() ? 0 : StoredForm.main(ByteBuffer.wrap(last.get()));
        } catch (IllegalArgumentException damaged) {
            throw damaged(damaged);
        }
    }

    /** The keys at all retained revisions, the leases, the alarms, users and roles: a state of no cluster yet. */
    public StateMachine contents() throws IOException {
        try {
            long compactRevision = compactRevision();
            long revision = Math.max(Math.max(1, lastRevision()), compactRevision);
            List<Revision> changes = new ArrayList<>();
            bucket(Backend.KEY).forEach((key, value) -> changes.add(StoredForm.read(key, KeyValue.parseFrom(value))));
            return StateMachine.of(Store.restore(revision, compactRevision, 0, changes), leases(), alarms(), auth(), new Tree(), 0, 0);
        } catch (InvalidProtocolBufferException | IllegalArgumentException | IllegalStateException | ArithmeticException damaged) {
            throw damaged(damaged);
        }
    }

    /** One that was under way counts as done: what it had still to remove, {@link Store#restore} leaves out. */
    private long compactRevision() throws IOException {
        long compactRevision = -1;
        for (byte[] name : List.of(Backend.FINISHED_COMPACTION, Backend.SCHEDULED_COMPACTION)) {
            Optional<byte[]> value = bucket(Backend.META).find(name);
            if (value.isPresent()) {
                compactRevision = Math.max(compactRevision, StoredForm.main(ByteBuffer.wrap(value.get())));
            }
        }
        return compactRevision;
    }

    private List<LeaseTerms> leases() throws IOException {
        List<LeaseTerms> leases = new ArrayList<>();
        bucket(Backend.LEASE).forEach((key, value) -> {
            StoredLease lease = StoredLease.parseFrom(value);
            leases.add(new LeaseTerms(lease.getId(), lease.getGrantedTtlSeconds(), lease.getRemainingTtlSeconds()));
        });
        return leases;
    }

    private AuthState auth() throws IOException {
        Optional<byte[]> enabled = bucket(Backend.AUTH).find(Backend.AUTH_ENABLED);
        Optional<byte[]> revision = bucket(Backend.AUTH).find(Backend.AUTH_REVISION);
        List<User> users = new ArrayList<>();
        bucket(Backend.AUTH_USERS).forEach((key, value) -> users.add(User.parseFrom(value)));
        List<Role> roles = new ArrayList<>();
        bucket(Backend.AUTH_ROLES).forEach((key, value) -> roles.add(Role.parseFrom(value)));
        return AuthState.restore(enabled.isPresent() && Arrays.equals(enabled.get(), new byte[] {1}),
                revision.filter(bytes -> bytes.length == Long.BYTES).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L), users, roles);
    }

    private List<AlarmMember> alarms() throws IOException {
        List<AlarmMember> alarms = new ArrayList<>();
        bucket(Backend.ALARM).forEach((key, value) -> alarms.add(AlarmMember.parseFrom(key)));
        return alarms;
    }

    private BoltFile.Bucket bucket(String name) throws IOException {
        return database.bucket(name).orElseThrow(() -> new IOException(file.getFileName() + " is no snapshot of etcd's: it has no bucket \"" + name + "\""));
    }

    private static IOException damaged(Exception cause) {
        return new IOException("the snapshot is damaged: " + cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
