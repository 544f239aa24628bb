package io.minos.node.apply;

import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.Member;
import io.minos.node.auth.AuthState;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.mvcc.View;
import io.minos.node.v2.Image;
import io.minos.node.v2.V2Node;
import io.minos.node.v2.auth.V2Auth;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** The whole state machine at one moment: immutable, for any thread. */
public final class Capture {
    static final int VERSION = 1;
    /** A frame is closed once it is this large: it exceeds it by one change at most. */
    private static final int FRAME_BYTES = 256 * 1024;

    private final View view;
    private final long sizeBytes;
    private final List<LeaseTerms> leases;
    private final List<AlarmMember> alarms;
    private final List<Member> members;
    private final List<Long> removedMembers;
    private final AuthState auth;
    private final Image v2;
    private final V2Auth v2Auth;
    private final long appliedIndex;
    private final long appliedTerm;

    Capture(View view, long sizeBytes, List<LeaseTerms> leases, List<AlarmMember> alarms, List<Member> members, List<Long> removedMembers, AuthState auth, Image v2, V2Auth v2Auth, long appliedIndex, long appliedTerm) {
        this.view = view;
        this.sizeBytes = sizeBytes;
        this.leases = leases;
        this.alarms = alarms;
        this.members = members;
        this.removedMembers = removedMembers;
        this.v2 = v2;
        this.v2Auth = v2Auth;
        this.auth = auth;
        this.appliedIndex = appliedIndex;
        this.appliedTerm = appliedTerm;
    }

    public long appliedIndex() {
        return appliedIndex;
    }

    public long appliedTerm() {
        return appliedTerm;
    }

    public View view() {
        return view;
    }

    public AuthState auth() {
        return auth;
    }

    /** By id. */
    public List<LeaseTerms> leases() {
        return leases;
    }

    public List<AlarmMember> alarms() {
        return alarms;
    }

    public List<Member> members() {
        return members;
    }

    /** The ids of those that were members once. */
    public List<Long> removedMembers() {
        return removedMembers;
    }

    /** Streams the state; {@link StateMachine#restore} reads it. The same state gives the same bytes. Flushes, does not close. */
    public void writeTo(OutputStream out) throws IOException {
        write(out, head());
    }

    /** CRC-32C over the replicated state (etcd's Hash covers the database file): equal on members that applied the same entries. */
    public int hash() {
        CheckedOutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
        try {
            // where the member is in its log, and how large its file has grown, are its own
            write(out, head().clearAppliedIndex().clearAppliedTerm().clearSizeBytes());
        } catch (IOException neverFromMemory) {
            throw new UncheckedIOException(neverFromMemory);
        }
        return (int) out.getChecksum().getValue();
    }

    private SnapshotHead.Builder head() {
        SnapshotHead.Builder head = SnapshotHead.newBuilder()
                .setVersion(VERSION)
                .setAppliedIndex(appliedIndex)
                .setAppliedTerm(appliedTerm)
                .setRevision(view.revision())
                .setCompactRevision(view.compactRevision())
                .setSizeBytes(sizeBytes)
                .addAllAlarms(alarms)
                .addAllMembers(members)
                .addAllRemovedMembers(removedMembers);
        if (auth != AuthState.INITIAL) {
            head.setAuth(SnapshotAuth.newBuilder()
                    .setEnabled(auth.isEnabled())
                    .setRevision(auth.revision())
                    .addAllUsers(auth.users().values())
                    .addAllRoles(auth.roles().values()));
        }
        if (!v2Auth.equals(V2Auth.INITIAL)) {
            head.setV2Auth(v2Auth.stored());
        }
        return v2.isUnused() ? head : head.setV2(v2.state());
    }

    private void write(OutputStream raw, SnapshotHead.Builder head) throws IOException {
        Frames frames = new Frames(new DataOutputStream(new BufferedOutputStream(raw, 1 << 16)));
        frames.write(head.build());
        try {
            view.forEachRetained(change -> frames.add(SnapshotChange.newBuilder().setKv(change.kv()).setSub(change.sub()).build()));
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        for (LeaseTerms lease : leases) {
            frames.add(SnapshotLease.newBuilder()
                    .setId(lease.id()).setGrantedTtlSeconds(lease.grantedTtlSeconds()).setRemainingTtlSeconds(lease.remainingTtlSeconds()).build());
        }
        try {
            v2.forEachNode(frames::add);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        frames.close();
    }

    /** Collects small messages into frames of some size. */
    private static final class Frames {
        private final DataOutputStream out;
        private SnapshotPart.Builder part = SnapshotPart.newBuilder();
        private int partBytes;
        private final SnapshotTail.Builder tail = SnapshotTail.newBuilder();

        Frames(DataOutputStream out) {
            this.out = out;
        }

        void write(Message message) throws IOException {
            out.writeInt(message.getSerializedSize());
            message.writeTo(out);
        }

        void add(SnapshotChange change) {
            part.addChanges(change);
            tail.setChanges(tail.getChanges() + 1);
            added(change.getSerializedSize());
        }

        void add(SnapshotLease lease) {
            part.addLeases(lease);
            tail.setLeases(tail.getLeases() + 1);
            added(lease.getSerializedSize());
        }

        void add(V2Node node) {
            part.addV2Nodes(node);
            tail.setV2Nodes(tail.getV2Nodes() + 1);
            added(node.getSerializedSize());
        }

        private void added(int bytes) {
            partBytes += bytes;
            if (partBytes >= FRAME_BYTES) {
                try {
                    flushPart();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        }

        private void flushPart() throws IOException {
            if (partBytes > 0) {
                write(part.build());
                part = SnapshotPart.newBuilder();
                partBytes = 0;
            }
        }

        void close() throws IOException {
            flushPart();
            write(SnapshotPart.newBuilder().setTail(tail).build());
            out.flush();
        }
    }
}
