package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.random.RandomGenerator;

/** The Raft core: pure, single-threaded, without a clock. */
public final class Raft {
    /** Why a proposal or a read was not taken: nothing of it remains, it certainly has no effect. */
    public enum Refusal { NO_LEADER, TOO_MUCH_UNCOMMITTED, LEADER_TRANSFERRING }

    /** @param snapshot index 0 and the first membership for a new cluster */
    public Raft(RaftConfig config, HardState hardState, SnapshotMark snapshot, List<Entry> log, RandomGenerator random) {
        throw new IllegalStateException("skeleton");
    }

    public void tick() {}

    public void step(Message message) {}

    /** The leader appends; a follower forwards to its leader; otherwise refused. */
    public java.util.Optional<Refusal> propose(ByteString data) { return java.util.Optional.empty(); }

    public java.util.Optional<Refusal> proposeMembership(Membership next) { return java.util.Optional.empty(); }

    /** Answered by a {@link ReadState}, or never (leader change, lost message): ask again after a time under a new context. */
    public java.util.Optional<Refusal> readIndex(long context) { return java.util.Optional.empty(); }

    public void transferLeadership(long to) {}

    public void transferLeadership() {}

    public boolean hasReady() { return false; }

    public Ready ready() { throw new IllegalStateException("skeleton"); }

    /** The durable part of the ready with this ticket is on disk. */
    public void advance(long ticket) {}

    /** The state machine has applied up to here. */
    public void applied(long index) {}

    /** A snapshot of our own at {@code mark} is durable: forget entries up to {@code forgetTo} (at most mark.index()). */
    public void snapshotTaken(SnapshotMark mark, long forgetTo) {}

    /** The rim could not read or send this snapshot: begin again with the newest. */
    public void snapshotSendFailed(long to) {}

    /** The part up to {@code nextOffset} is stored. */
    public void snapshotPartStored(SnapshotMark mark, long nextOffset) {}

    /** The whole snapshot is durable, checked, and the state machine is about to become it; false if it is stale by now. */
    public boolean snapshotInstalled(SnapshotMark mark) { return false; }

    /** The membership a durable log entry of that kind holds. */
    public static Membership membershipOf(Entry entry) { throw new IllegalStateException("skeleton"); }

    public RaftStatus status() { throw new IllegalStateException("skeleton"); }
}
