package io.minos.node.sim;

import com.google.protobuf.ByteString;
import io.minos.node.apply.StateMachine;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotPart;
import io.minos.node.raft.SnapshotSend;
import io.minos.node.replica.Effects.SaveSnapshot;
import io.minos.node.replica.Event;
import io.minos.node.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;

/** What {@code runtime.EffectExecutor} does with snapshots, in simulated time, one thing after the other. */
final class SnapshotWorker {
    private final SimulatedMember member;
    private final SnapshotStore store;
    private final int partBytes;
    private long freeAt;

    SnapshotWorker(SimulatedMember member, SnapshotStore store, int partBytes) {
        this.member = member;
        this.store = store;
        this.partBytes = partBytes;
    }

    void save(SaveSnapshot save) {
        inTurn(() -> {
            try {
                store.save(save.mark(), save.state()::writeTo);
                member.post(new Event.SnapshotSaved(save.mark()));
            } catch (IOException failed) {
                member.post(new Event.SnapshotFailed(save.mark()));
            }
        });
    }

    void send(SnapshotSend send) {
        inTurn(() -> {
            try {
                ByteString data = store.read(send.mark(), send.offset(), partBytes);
                boolean last = send.offset() + data.size() >= store.fileBytes(send.mark());
                member.send(new Message.InstallSnapshot(member.id(), send.to(), send.term(), send.mark(), send.offset(), data, last));
            } catch (IOException gone) {
                member.post(new Event.SnapshotSendFailed(send.to()));
            }
        });
    }

    void store(SnapshotPart part) {
        inTurn(() -> {
            try {
                store.receive(part.mark(), part.offset(), part.data(), part.last());
                member.post(new Event.SnapshotPartStored(part.mark(), part.offset() + part.data().size()));
                if (part.last()) {
                    try (InputStream in = store.open(part.mark())) {
                        member.post(new Event.SnapshotReceived(part.mark(), StateMachine.restore(in)));
                    }
                }
            } catch (IOException failed) {
                member.post(new Event.SnapshotPartFailed(part.mark()));
            }
        });
    }

    private void inTurn(Runnable work) {
        freeAt = Math.max(freeAt, member.now()) + member.syncNanos();
        member.later(freeAt - member.now(), work);
    }
}
