package io.minos.node.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.node.auth.AuthState;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.mvcc.Revision;
import io.minos.node.mvcc.Store;
import io.minos.node.v2.Tree;
import io.minos.node.v2.V2Node;
import io.minos.node.v2.auth.V2Auth;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the frames {@link Capture} writes. What does not fit together is an IOException, whatever the bytes are. */
final class SnapshotReader {
    /** Far above any frame of ours (a value is at most a request), far below what would exhaust memory. */
    private static final int FRAME_BYTES_MAX = 1 << 30;

    private final DataInputStream in;

    private SnapshotReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    static StateMachine read(InputStream in) throws IOException {
        try {
            return new SnapshotReader(in).read();
        } catch (InvalidProtocolBufferException | IllegalArgumentException | IllegalStateException damaged) {
            throw new IOException("the snapshot is damaged: " + damaged.getMessage(), damaged);
        } catch (EOFException truncated) {
            throw new IOException("the snapshot is truncated", truncated);
        }
    }

    private StateMachine read() throws IOException {
        SnapshotHead head = SnapshotHead.parseFrom(frame());
        if (head.getVersion() != Capture.VERSION) {
            throw new IOException("the snapshot has format " + head.getVersion() + ", this node reads " + Capture.VERSION);
        }
        List<Revision> changes = new ArrayList<>();
        List<SnapshotLease> leases = new ArrayList<>();
        List<V2Node> v2Nodes = new ArrayList<>();
        SnapshotPart part = SnapshotPart.parseFrom(frame());
        while (!part.hasTail()) {
            for (SnapshotChange change : part.getChangesList()) {
                changes.add(new Revision(change.getKv(), change.getSub()));
            }
            leases.addAll(part.getLeasesList());
            v2Nodes.addAll(part.getV2NodesList());
            part = SnapshotPart.parseFrom(frame());
        }
        if (part.getTail().getChanges() != changes.size() || part.getTail().getLeases() != leases.size() || part.getTail().getV2Nodes() != v2Nodes.size()) {
            throw new IOException("the snapshot is damaged: it lacks changes, leases or v2 nodes");
        }
        return stateMachine(head, changes, leases, Tree.restore(head.getV2(), v2Nodes));
    }

    private byte[] frame() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > FRAME_BYTES_MAX) {
            throw new IOException("the snapshot is damaged: a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        // grows as bytes arrive: a damaged length must not allocate what is not there
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static StateMachine stateMachine(SnapshotHead head, List<Revision> changes, List<SnapshotLease> leases, Tree v2) {
        Store store = Store.restore(head.getRevision(), head.getCompactRevision(), head.getSizeBytes(), changes);
        List<LeaseTerms> terms = leases.stream()
                .map(lease -> new LeaseTerms(lease.getId(), lease.getGrantedTtlSeconds(), lease.getRemainingTtlSeconds())).toList();
        StateMachine machine = StateMachine.of(store, terms, head.getAlarmsList(), auth(head), v2, head.getAppliedIndex(), head.getAppliedTerm());
        machine.restoredMembers().restore(head.getMembersList(), head.getRemovedMembersList());
        machine.restoreV2Auth(V2Auth.restore(head.getV2Auth()));
        return machine;
    }

    private static AuthState auth(SnapshotHead head) {
        return !head.hasAuth() ? AuthState.INITIAL
                : AuthState.restore(head.getAuth().getEnabled(), head.getAuth().getRevision(), head.getAuth().getUsersList(), head.getAuth().getRolesList());
    }
}
