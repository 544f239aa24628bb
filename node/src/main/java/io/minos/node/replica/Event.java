package io.minos.node.replica;

import io.minos.etcd.api.WatchRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.StateMachine;
import io.minos.node.auth.Claim;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.v2.Watchers;

/** Everything a replica can learn. It learns nothing in any other way. */
public sealed interface Event {
    /** A client's call, answered exactly once, by a {@link Effects.Reply} of the same number. */
    sealed interface Call extends Event {
        long call();
    }

    /** A call that is answered only after a round of ReadIndex: from a state as new as every write acknowledged before. */
    sealed interface Linearizable extends Call {}

    /** What is allowed or not, depending on whom it is from. */
    sealed interface Claimed extends Event {
        Claim claim();
    }

    /** What happens to a client's watch stream. */
    sealed interface OfWatch extends Event {
        long stream();
    }

    /** What happens to watchers of the v2 tree. */
    sealed interface OfV2 extends Event {}

    /** What became of a snapshot, our own or one on its way. */
    sealed interface OfSnapshot extends Event {}

    /** One tick of Raft's clock, see {@link ReplicaConfig#tickNanos}. */
    record Tick() implements Event {}

    record Received(Message message) implements Event {}

    // ---- from clients

    /** @param command validated, without an id */
    record Propose(long call, Command command, Claim claim) implements Call, Claimed {
        public Propose(long call, Command command) {
            this(call, command, Claim.NOBODY);
        }
    }

    /** Answered with a view. */
    record Read(long call, Claim claim) implements Linearizable {
        public Read(long call) {
            this(call, Claim.NOBODY);
        }
    }

    /** A serializable read: answered with this member's state as it is, however old. */
    record LocalRead(long call, Claim claim) implements Call, Claimed {
        public LocalRead(long call) {
            this(call, Claim.NOBODY);
        }
    }

    /** Answered with all of this member's state as it is, however old: for a snapshot that a client takes away. */
    record Capture(long call) implements Call {}

    /** A serializable read of the v2 tree: answered with a view of it. */
    record V2Read(long call) implements Call {}

    /** A linearizable one. */
    record V2QuorumRead(long call) implements Linearizable {}

    record RenewLease(long call, long leaseId) implements Linearizable {}

    record LeaseTimeToLive(long call, long leaseId, boolean keys) implements Linearizable {}

    record LeaseLeases(long call) implements Linearizable {}

    /**
     * Adds, removes, updates or promotes a member; decided by the leader, {@link Effects.Outcome.AskLeader} elsewhere.
     * Answered with the response of its kind once it is applied here. A refusal proves that nothing was proposed, but for
     * {@code TIMEOUT}, after which it may still happen.
     *
     * @param change one of the {@code member_…} commands, without an id
     */
    record ChangeMembers(long call, Command change) implements Call {}

    /** Answered when this member knows {@code to} as the leader; refused by one that does not lead. */
    record MoveLeader(long call, long to) implements Call {}

    record Defragment(long call) implements Call {}

    /** Another member's keys differ from this one's at the same revision: all are to know. */
    record FoundCorrupt(long member) implements Event {}

    /** This member is about to stop: another should lead. */
    record StepAside() implements Event {}

    record WatchOpened(long stream, Claim claim) implements OfWatch, Claimed {
        public WatchOpened(long stream) {
            this(stream, Claim.NOBODY);
        }
    }

    record WatchRequested(long stream, WatchRequest request) implements OfWatch {}

    /** So many responses of the stream have left for the client: as many more may follow, see {@link WatchFlow}. */
    record WatchDelivered(long stream, int responses) implements OfWatch {}

    record WatchClosed(long stream) implements OfWatch {}

    /** A watcher of the v2 tree. */
    record V2Watch(Watchers.Watch watch) implements OfV2 {}

    record V2WatchClosed(long watcher) implements OfV2 {}

    /** What time it is, nanoseconds since 1970: a leader expires what has run out by then. Told now and then. */
    record V2Clock(long unixNanos) implements OfV2 {}

    // ---- from the disk

    /** The durable part of this ticket is on disk. */
    record Persisted(long ticket) implements Event {}

    record SnapshotSaved(SnapshotMark mark) implements OfSnapshot {}

    record SnapshotFailed(SnapshotMark mark) implements OfSnapshot {}

    record SnapshotPartStored(SnapshotMark mark, long nextOffset) implements OfSnapshot {}

    /** A part could not be stored, or the whole is damaged. */
    record SnapshotPartFailed(SnapshotMark mark) implements OfSnapshot {}

    /** A snapshot from the leader is durable and read back: this is the state it holds. */
    record SnapshotReceived(SnapshotMark mark, StateMachine state) implements OfSnapshot {}

    record SnapshotSendFailed(long to) implements OfSnapshot {}

    /** Whether the disk has room for what the log needs next. */
    record DiskSpace(boolean enough) implements Event {}
}
