package io.minos.node.sim;

import com.google.protobuf.ByteString;
import io.minos.node.apply.StateMachine;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.raft.SnapshotPart;
import io.minos.node.raft.SnapshotSend;
import io.minos.node.replica.Effects.SaveSnapshot;
import io.minos.node.replica.Event;
import io.minos.node.sim.EventLog.What;
import io.minos.node.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;

/** What {@code runtime.EffectExecutor} does with snapshots, in simulated time, one thing after the other. */
final class SnapshotWorker {
    /** As {@code runtime.Node}: a follower may be in the middle of an older one. */
    private static final int SNAPSHOTS_KEPT = 2;

    private final Life life;
    private final SnapshotStore store;
    private final SimulatedDisk disk;
    private final int partBytes;
    private long freeAt;

    SnapshotWorker(Life life, SimulatedDisk disk, int partBytes) {
        this.life = life;
        this.store = disk.snapshots();
        this.disk = disk;
        this.partBytes = partBytes;
    }

    void save(SaveSnapshot save) {
        inTurn(() -> {
            try {
                store.save(save.mark(), save.state()::writeTo);
                life.record(What.SNAP, 1, save.mark().index(), save.mark().term());
                life.post(new Event.SnapshotSaved(save.mark()));
            } catch (IOException failed) {
                failed(save.mark(), new Event.SnapshotFailed(save.mark()));
            }
        });
    }

    void send(SnapshotSend send) {
        inTurn(() -> {
            try {
                ByteString data = store.read(send.mark(), send.offset(), partBytes);
                boolean last = send.offset() + data.size() >= store.fileBytes(send.mark());
                life.send(new Message.InstallSnapshot(life.id(), send.to(), send.term(), send.mark(), send.offset(), data, last));
            } catch (IOException gone) {
                failed(send.mark(), new Event.SnapshotSendFailed(send.to()));
            }
        });
    }

    void store(SnapshotPart part) {
        inTurn(() -> {
            try {
                store.receive(part.mark(), part.offset(), part.data(), part.last());
                life.post(new Event.SnapshotPartStored(part.mark(), part.offset() + part.data().size()));
                if (part.last()) {
                    received(part.mark());
                }
            } catch (IOException failed) {
                failed(part.mark(), new Event.SnapshotPartFailed(part.mark()));
            }
        });
    }

    private void received(SnapshotMark mark) throws IOException {
        try (InputStream in = store.open(mark)) {
            StateMachine state = StateMachine.restore(in);
            life.record(What.SNAP, 2, mark.index(), mark.term());
            life.post(new Event.SnapshotReceived(mark, state));
        }
    }

    void prune(SnapshotMark durable) {
        inTurn(() -> {
            try {
                store.prune(durable, SNAPSHOTS_KEPT);
            } catch (IOException failed) {
                // they stay; the next time is soon enough
            }
        });
    }

    private void failed(SnapshotMark mark, Event event) {
        life.record(What.SNAP, 3, mark.index(), mark.term());
        life.post(event);
    }

    private void inTurn(Runnable work) {
        freeAt = Math.max(freeAt, life.now()) + disk.syncNanos();
        life.later(freeAt - life.now(), work);
    }
}
