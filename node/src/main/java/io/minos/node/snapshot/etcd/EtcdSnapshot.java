package io.minos.node.snapshot.etcd;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.Member;
import io.minos.node.apply.Capture;
import io.minos.node.auth.AuthState;
import io.minos.node.bolt.BoltImage;
import io.minos.node.bolt.BoltImage.Bucket;
import io.minos.node.bolt.Entries;
import io.minos.node.config.Version;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.mvcc.Revision;
import io.minos.node.mvcc.StoredForm;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A state as etcd 3.4 would have it in its backend, to be streamed: what {@code snapshot save} gets, {@code snapshot restore}
 * takes, and etcd starts from. For any thread; holds a reference a retained change, and writes each from where it is.
 *
 * <p>A tombstone of exactly the compacted revision is in it although etcd 3.4 drops such: it tells watches from there.
 */
public final class EtcdSnapshot {
    /** Of the SHA-256 at the end. */
    public static final int HASH_BYTES = 32;

    private final BoltImage image;

    EtcdSnapshot(BoltImage image) {
        this.image = image;
    }

    public static EtcdSnapshot of(Capture state) throws IOException {
        List<Revision> changes = state.view().retained();
        return new EtcdSnapshot(BoltImage.of(List.of(
                new Bucket(Backend.KEY, sink -> keys(changes, sink)),
                new Bucket(Backend.META, sink -> meta(state, sink)),
                new Bucket(Backend.LEASE, leases(state.leases())),
                new Bucket(Backend.ALARM, alarms(state.alarms())),
                new Bucket(Backend.AUTH, sink -> auth(state.auth(), sink)),
                new Bucket(Backend.AUTH_USERS, sink -> named(state.auth().users(), sink)),
                new Bucket(Backend.AUTH_ROLES, sink -> named(state.auth().roles(), sink)),
                new Bucket(Backend.MEMBERS, members(state.members())),
                new Bucket(Backend.MEMBERS_REMOVED, removed(state.removedMembers())),
                new Bucket(Backend.CLUSTER, sink -> sink.accept(Backend.CLUSTER_VERSION, Entries.Value.of(Backend.bytes(Version.ETCD_CLUSTER)))))));
    }

    /** Of the database, which {@link #HASH_BYTES} follow. */
    public long databaseBytes() {
        return image.bytes();
    }

    /** All that {@link #writeTo} writes. */
    public long bytes() {
        return image.bytes() + HASH_BYTES;
    }

    /** The database and its hash. The same state gives the same bytes. Flushes, does not close. */
    public void writeTo(OutputStream out) throws IOException {
        DigestOutputStream hashed = new DigestOutputStream(out, sha256());
        image.writeTo(hashed);
        out.write(hashed.getMessageDigest().digest());
        out.flush();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void keys(List<Revision> changes, Entries.Sink sink) throws IOException {
        for (Revision change : changes) {
            sink.accept(StoredForm.key(change), message(StoredForm.value(change)));
        }
    }

    private static void meta(Capture state, Entries.Sink sink) throws IOException {
        sink.accept(Backend.CONSISTENT_INDEX, Entries.Value.of(Backend.bigEndian(state.appliedIndex())));
        if (state.view().compactRevision() >= 0) {
            Entries.Value compacted = Entries.Value.of(StoredForm.revision(state.view().compactRevision()));
            sink.accept(Backend.FINISHED_COMPACTION, compacted);
            sink.accept(Backend.SCHEDULED_COMPACTION, compacted);
        }
    }

    private static Entries leases(List<LeaseTerms> leases) {
        TreeMap<byte[], Entries.Value> entries = sorted();
        for (LeaseTerms lease : leases) {
            entries.put(Backend.bigEndian(lease.id()), message(StoredLease.newBuilder()
                    .setId(lease.id()).setGrantedTtlSeconds(lease.grantedTtlSeconds()).setRemainingTtlSeconds(lease.remainingTtlSeconds()).build()));
        }
        return entries(entries);
    }

    /** All that there is of an alarm is its key. */
    private static Entries alarms(List<AlarmMember> alarms) {
        TreeMap<byte[], Entries.Value> entries = sorted();
        alarms.forEach(alarm -> entries.put(alarm.toByteArray(), Entries.Value.of(new byte[0])));
        return entries(entries);
    }

    /** Nothing before the first user or role, as in etcd. */
    private static void auth(AuthState auth, Entries.Sink sink) throws IOException {
        if (auth.revision() == AuthState.INITIAL.revision() && !auth.isEnabled()) {
            return;
        }
        sink.accept(Backend.AUTH_ENABLED, Entries.Value.of(new byte[] {(byte) (auth.isEnabled() ? 1 : 0)}));
        sink.accept(Backend.AUTH_REVISION, Entries.Value.of(Backend.bigEndian(auth.revision())));
    }

    private static void named(SortedMap<String, ? extends MessageLite> byName, Entries.Sink sink) throws IOException {
        for (var entry : byName.entrySet()) {
            sink.accept(Backend.bytes(entry.getKey()), message(entry.getValue()));
        }
    }

    private static Entries members(List<Member> members) throws IOException {
        TreeMap<byte[], Entries.Value> entries = sorted();
        for (Member member : members) {
            entries.put(Backend.memberKey(member.getID()), Entries.Value.of(Backend.member(member)));
        }
        return entries(entries);
    }

    private static Entries removed(List<Long> ids) {
        TreeMap<byte[], Entries.Value> entries = sorted();
        ids.forEach(id -> entries.put(Backend.memberKey(id), Entries.Value.of(Backend.REMOVED)));
        return entries(entries);
    }

    private static TreeMap<byte[], Entries.Value> sorted() {
        return new TreeMap<>(java.util.Arrays::compareUnsigned);
    }

    private static Entries entries(TreeMap<byte[], Entries.Value> entries) {
        return sink -> {
            for (var entry : entries.entrySet()) {
                sink.accept(entry.getKey(), entry.getValue());
            }
        };
    }

    private static Entries.Value message(MessageLite message) {
        return new Entries.Value() {
            @Override
            public int bytes() {
                return message.getSerializedSize();
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                CodedOutputStream coded = CodedOutputStream.newInstance(out, Math.min(4096, Math.max(1, bytes())));
                message.writeTo(coded);
                coded.flush();
            }
        };
    }
}
