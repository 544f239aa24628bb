package io.minos.node.sim.promise;

import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.Role;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.sim.SimulatedMember;
import java.util.ArrayDeque;

/** What is known of one member, over all its lives: what it handed to its disk, what of that is durable, and where it was. */
final class Journal {
    private final SimulatedMember member;
    private LogImage handed = LogImage.empty();
    private LogImage durable = LogImage.empty();
    /** Handed to the disk, not yet reported durable. */
    private final ArrayDeque<Persist> pending = new ArrayDeque<>();

    /** The newest term that it is known to lead, or to have led. */
    private long ledTerm;

    // as of the end of the last step of this life
    private RaftStatus status;
    private RaftStatus before;
    private long applied;

    Journal(SimulatedMember member, RaftStatus status) {
        this.member = member;
        this.status = status;
        this.before = status;
    }

    long id() {
        return member.id();
    }

    SimulatedMember member() {
        return member;
    }

    /** "n2 in life 3". */
    String who() {
        return "n" + member.id() + " in life " + member.life();
    }

    /** The log as the member has it in memory: all of it is handed to the disk at the end of each step. */
    LogImage handed() {
        return handed;
    }

    LogImage durable() {
        return durable;
    }

    Iterable<Persist> pending() {
        return pending;
    }

    RaftStatus status() {
        return status;
    }

    /** As it was before the newest step. */
    RaftStatus before() {
        return before;
    }

    /** How far it has applied the log in this life, by what it told of each step. */
    long applied() {
        return applied;
    }

    void applied(long index) {
        applied = index;
    }

    boolean hasJustBecomeLeader() {
        return status.role() == Role.LEADER && (before.role() != Role.LEADER || before.term() != status.term());
    }

    boolean ledBeforeAndAfter() {
        return status.role() == Role.LEADER && before.role() == Role.LEADER && before.term() == status.term();
    }

    void stepped(RaftStatus now) {
        before = status;
        status = now;
    }

    boolean isKnownToLeadIn(long term) {
        return term == ledTerm;
    }

    void leadsIn(long term) {
        ledTerm = term;
    }

    void hand(Persist persist) {
        handed.write(persist.durable());
        pending.add(persist);
    }

    void persisted(long ticket) {
        while (!pending.isEmpty() && pending.peek().ticket() <= ticket) {
            durable.write(pending.poll().durable());
        }
    }

    /** A life begins, with what the disk was found to hold. */
    void begin(LogImage found, RaftStatus now) {
        durable = found;
        handed = found.copy();
        pending.clear();
        status = now;
        before = now;
    }
}
