package io.minos.node.replica;

import com.google.protobuf.Message;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.apply.Capture;
import io.minos.node.apply.Command;
import io.minos.node.auth.Access;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.raft.SnapshotPart;
import io.minos.node.raft.SnapshotSend;
import io.minos.node.v2.Watchers;
import java.util.List;

/**
 * What a step wants done. The parts are independent of each other; each list is carried out in order.
 *
 * @param sends may leave at once
 * @param persists in order of their tickets; {@code afterwards} leaves only when {@code durable} is on disk, and
 *     {@link Event.Persisted} is told then
 * @param releases log below these snapshots is no longer needed
 * @param applied nothing to do: what the step applied, in order, for whoever checks it
 */
public record Effects(
        List<io.minos.node.raft.Message> sends,
        List<Persist> persists,
        List<Reply> replies,
        List<WatchSend> watches,
        List<Watchers.Told> v2Watches,
        List<SaveSnapshot> snapshots,
        List<SnapshotMark> releases,
        List<SnapshotSend> snapshotSends,
        List<SnapshotPart> snapshotParts,
        List<Done> applied,
        List<String> trace) {

    /** Most steps do not. */
    public boolean concernsSnapshots() {
        return !(releases.isEmpty() && snapshots.isEmpty() && snapshotSends.isEmpty() && snapshotParts.isEmpty());
    }

    public record Persist(long ticket, Durable durable, List<io.minos.node.raft.Message> afterwards) {}

    /** The one answer to a call. */
    public record Reply(long call, Outcome outcome) {}

    public sealed interface Outcome {
        record Answer(Message message) implements Outcome {}

        record Refused(EtcdError error) implements Outcome {}

        /**
         * A read may be evaluated on this view.
         *
         * @param access what its caller may see of it
         */
        record Granted(View view, Stamp stamp, Access access) implements Outcome {}

        /** To be written elsewhere, at leisure. */
        record Captured(Capture state) implements Outcome {}

        /**
         * A read of the v2 tree may be evaluated on this view.
         *
         * @param counters see {@link io.minos.node.v2.Tree#counters}
         */
        record V2Granted(io.minos.node.v2.View view, List<Long> counters, int watchers) implements Outcome {}

        /** Only the leader can say: ask it. */
        record AskLeader(long leader) implements Outcome {}
    }

    public sealed interface WatchSend {
        long stream();

        record Response(long stream, WatchResponse response) implements WatchSend {}

        /** The client asks and asks without reading the answers: end its stream. */
        record Overflow(long stream) implements WatchSend {}
    }

    public record SaveSnapshot(SnapshotMark mark, Capture state) {}

    /**
     * An entry that was applied.
     *
     * @param command empty for Raft's own entries
     * @param refused it changed nothing
     * @param answer what its client is told, empty as the command or if it was refused
     * @param revision the store's, afterwards
     */
    public record Done(Entry entry, Command command, boolean refused, Message answer, long revision) {}
}
