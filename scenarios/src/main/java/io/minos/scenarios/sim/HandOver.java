package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.node.raft.RaftStatus;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** The leader is asked to let another lead. */
final class HandOver implements SimulatedFault {
    private final SimulatedCluster cluster;
    private final SimulatedMember leader;
    private final long term;

    HandOver(SimulatedCluster cluster, SimulatedMember leader) {
        this.cluster = cluster;
        this.leader = leader;
        this.term = leader.status().term();
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        leader.stepAside();
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {}

    /** That it leads no more, or again, of a later term, is the proof; who follows may not be known yet. */
    @Override
    public void conclude(Consumer<Evidence> seen) {
        cluster.leader().map(SimulatedMember::status).filter(now -> now.term() > term).map(RaftStatus::id).ifPresent(id -> seen.accept(
                Evidence.proof("leader-change", SimulatedSystem.name(leader.id()) + " → " + SimulatedSystem.name(id))));
    }
}
