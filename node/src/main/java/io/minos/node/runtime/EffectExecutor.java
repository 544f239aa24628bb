package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import io.minos.node.apply.StateMachine;
import io.minos.node.metrics.Metrics;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotPart;
import io.minos.node.raft.SnapshotSend;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Event;
import io.minos.node.snapshot.SnapshotStore;
import io.minos.node.transport.PeerTransport;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what a step wants done, each kind on its own thread; the loop never waits. */
final class EffectExecutor implements Consumer<Effects> {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");
    private static final int SNAPSHOT_PART_BYTES = 1 << 20;

    private final String name;
    private final long memberId;
    private final PeerTransport transport;
    private final WalThread wal;
    private final SnapshotStore snapshots;
    private final Calls calls;
    private final Streams streams;
    private final V2Watches v2Watches;
    private final PeerStats peerStats;
    private final Heartbeats heartbeats;
    private final Metrics metrics;
    private final Executor replies;
    private final Executor snapshotWork;
    private final Consumer<Event> events;

    EffectExecutor(String name, long memberId, PeerTransport transport, WalThread wal, SnapshotStore snapshots, Calls calls, Streams streams,
            V2Watches v2Watches, PeerStats peerStats, Heartbeats heartbeats, Metrics metrics, Executor replies, Executor snapshotWork, Consumer<Event> events) {
        this.name = name;
        this.memberId = memberId;
        this.transport = transport;
        this.wal = wal;
        this.snapshots = snapshots;
        this.calls = calls;
        this.streams = streams;
        this.v2Watches = v2Watches;
        this.peerStats = peerStats;
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.replies = replies;
        this.snapshotWork = snapshotWork;
        this.events = events;
    }

    @Override
    public void accept(Effects effects) {
        peerStats.sent(effects.sends());
        heartbeats.sent(effects.sends(), System.nanoTime());
        transport.sendAll(effects.sends());
        effects.persists().forEach(wal::persist);
        if (!effects.replies().isEmpty() || !effects.watches().isEmpty() || !effects.v2Watches().isEmpty()) {
            replies.execute(() -> {
                calls.complete(effects.replies());
                streams.send(effects.watches());
                v2Watches.tell(effects.v2Watches());
            });
        }
        effects.releases().forEach(wal::release);
        effects.snapshots().forEach(save -> snapshotWork.execute(() -> save(save)));
        effects.snapshotSends().forEach(send -> snapshotWork.execute(() -> send(send)));
        effects.snapshotParts().forEach(part -> snapshotWork.execute(() -> store(part)));
        effects.trace().forEach(line -> LOG.info("{} {}", name, line));
    }

    private void save(Effects.SaveSnapshot save) {
        long begun = System.nanoTime();
        try {
            snapshots.save(save.mark(), save.state()::writeTo);
            metrics.snapshotSaved(System.nanoTime() - begun);
            LOG.info("{} saved a snapshot at index {}", name, save.mark().index());
            events.accept(new Event.SnapshotSaved(save.mark()));
        } catch (IOException failed) {
            LOG.warn("{} could not save a snapshot at index {}, will try again: {}", name, save.mark().index(), failed.getMessage());
            events.accept(new Event.SnapshotFailed(save.mark()));
        }
    }

    private void send(SnapshotSend send) {
        try {
            ByteString data = snapshots.read(send.mark(), send.offset(), SNAPSHOT_PART_BYTES);
            boolean last = send.offset() + data.size() >= snapshots.fileBytes(send.mark());
            transport.send(new Message.InstallSnapshot(memberId, send.to(), send.term(), send.mark(), send.offset(), data, last));
        } catch (IOException gone) {
            LOG.warn("{} could not read the snapshot at index {} for a peer: {}", name, send.mark().index(), gone.getMessage());
            events.accept(new Event.SnapshotSendFailed(send.to()));
        }
    }

    private void store(SnapshotPart part) {
        try {
            snapshots.receive(part.mark(), part.offset(), part.data(), part.last());
            events.accept(new Event.SnapshotPartStored(part.mark(), part.offset() + part.data().size()));
            if (part.last()) {
                try (InputStream in = snapshots.open(part.mark())) {
                    events.accept(new Event.SnapshotReceived(part.mark(), StateMachine.restore(in)));
                }
                LOG.info("{} received a snapshot at index {}", name, part.mark().index());
            }
        } catch (IOException failed) {
            LOG.warn("{} could not store a part of the snapshot at index {}: {}", name, part.mark().index(), failed.getMessage());
            events.accept(new Event.SnapshotPartFailed(part.mark()));
        }
    }
}
