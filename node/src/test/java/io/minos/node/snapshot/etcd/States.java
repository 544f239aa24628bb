package io.minos.node.snapshot.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.Member;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.LeaseCheckpoint;
import io.minos.node.apply.OneNode;
import io.minos.node.apply.RandomRequests;
import io.minos.node.apply.StateMachine;
import io.minos.node.mvcc.Revision;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** States with a bit of everything, and snapshots of them. */
final class States {
    private static final long LEASE = 0x8000_0000_0000_0001L;

    private States() {}

    /** Keys with a history, deleted and made again, leases with keys, a compaction, a large value, an alarm. */
    static OneNode random(long seed, int requests) {
        OneNode node = new OneNode();
        node.machine().found(List.of(
                Member.newBuilder().setID(0xfedcba9876543210L).setName("n0").addPeerURLs("http://127.0.0.1:1").addClientURLs("http://127.0.0.1:2").build(),
                Member.newBuilder().setID(7).addPeerURLs("http://127.0.0.1:3").setIsLearner(true).build()));
        RandomRequests random = new RandomRequests(seed);
        for (int i = 0; i < requests; i++) {
            Message request = random.next(node.machine().store().revision(), node.machine().store().compactRevision());
            node.call(request);
            if (i % 100 == 0) {
                node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("large" + i)).setValue(ByteString.copyFrom(new byte[1 + i * 20])).build());
            }
        }
        node.call(LeaseGrantRequest.newBuilder().setID(LEASE).setTTL(600).build());
        for (String key : List.of("leased", "leased, then deleted", "leased, then not")) {
            node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setLease(LEASE).build());
        }
        node.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("leased, then not")).build());
        node.call(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("leased, then deleted")).build());
        node.apply(Command.newBuilder().setLeaseCheckpoint(LeaseCheckpoint.newBuilder().setId(LEASE).setRemainingTtlSeconds(400)).build(), 1);
        node.call(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.ACTIVATE).setMemberID(0xfedcba9876543210L).setAlarm(AlarmType.CORRUPT).build());
        return node;
    }

    static void save(StateMachine state, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            EtcdSnapshot.of(state.capture()).writeTo(out);
        }
    }

    static StateMachine read(Path file) throws IOException {
        EtcdSnapshotFile.checkHash(file);
        try (EtcdSnapshotFile snapshot = EtcdSnapshotFile.open(file)) {
            return snapshot.contents();
        }
    }

    static List<Revision> changes(StateMachine state) {
        List<Revision> changes = new ArrayList<>();
        state.view().forEachRetained(changes::add);
        return changes;
    }
}
