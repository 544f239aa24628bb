package io.minos.node.replica;

import io.minos.etcd.api.WatchRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.StateMachine;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;

/** Everything a replica can learn. It learns nothing in any other way. */
public sealed interface Event {
    /** One tick of Raft's clock, see {@link ReplicaConfig#tickNanos}. */
    record Tick() implements Event {}

    record Received(Message message) implements Event {}

    // ---- from clients; each call is answered exactly once, by a Reply of the same number

    /** @param command validated, without an id */
    record Propose(long call, Command command) implements Event {}

    /** A linearizable read: answered with a view that is at least as new as every write acknowledged before. */
    record Read(long call) implements Event {}

    /** A serializable read: answered with this member's state as it is, however old. */
    record LocalRead(long call) implements Event {}

    record RenewLease(long call, long leaseId) implements Event {}

    record LeaseTimeToLive(long call, long leaseId, boolean keys) implements Event {}

    record LeaseLeases(long call) implements Event {}

    record Defragment(long call) implements Event {}

    /** This member is about to stop: another should lead. */
    record StepAside() implements Event {}

    record WatchOpened(long stream) implements Event {}

    record WatchRequested(long stream, WatchRequest request) implements Event {}

    /** So many responses of the stream have left for the client: as many more may follow, see {@link WatchFlow}. */
    record WatchDelivered(long stream, int responses) implements Event {}

    record WatchClosed(long stream) implements Event {}

    // ---- from the disk

    /** The durable part of this ticket is on disk. */
    record Persisted(long ticket) implements Event {}

    record SnapshotSaved(SnapshotMark mark) implements Event {}

    record SnapshotFailed(SnapshotMark mark) implements Event {}

    record SnapshotPartStored(SnapshotMark mark, long nextOffset) implements Event {}

    /** A part could not be stored, or the whole is damaged. */
    record SnapshotPartFailed(SnapshotMark mark) implements Event {}

    /** A snapshot from the leader is durable and read back: this is the state it holds. */
    record SnapshotReceived(SnapshotMark mark, StateMachine state) implements Event {}

    record SnapshotSendFailed(long to) implements Event {}

    /** Whether the disk has room for what the log needs next. */
    record DiskSpace(boolean enough) implements Event {}
}
