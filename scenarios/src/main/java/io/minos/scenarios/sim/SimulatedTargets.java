package io.minos.scenarios.sim;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/** Whom a fault can hit now. */
final class SimulatedTargets {
    private final SimulatedCluster cluster;
    private final SimulatedRoster roster;
    private final SimulatedOperator operator;

    SimulatedTargets(SimulatedCluster cluster, SimulatedRoster roster, SimulatedOperator operator) {
        this.cluster = cluster;
        this.roster = roster;
        this.operator = operator;
    }

    /**
     * Empty while there is none. Of those that are named, and of all, who can be hit is.
     *
     * @param isInForce whether a node has a fault of this kind already
     */
    List<String> of(FaultSpec spec, BiPredicate<FaultSpec, String> isInForce) {
        List<String> nodes = roster.nodes();
        if (spec.namesItsNodes()) {
            List<String> there = spec.namedNodes().stream().filter(nodes::contains).filter(node -> roster.member(node).isUp()).toList();
            return there.size() < 2 ? List.of() : there;
        }
        List<String> possible = nodes.stream().filter(node -> canBeHit(spec, roster.member(node)) && !isInForce.test(spec, node)).toList();
        List<String> chosen = possible.isEmpty() ? List.of() : chosen(spec, possible);
        return chosen.size() > 1 && isForOne(spec) ? chosen.subList(0, 1) : chosen;
    }

    private static boolean isForOne(FaultSpec spec) {
        return switch (spec.kind()) {
            case BIT_FLIP, WIPE, MEMBER_REPLACE, MEMBER_REMOVE, MEMBER_ADD_LEARNER, TRANSFER_LEADER -> true;
            default -> false;
        };
    }

    private List<String> chosen(FaultSpec spec, List<String> possible) {
        if (spec.target() instanceof Target.Named named) {
            return possible.stream().filter(named.nodes()::contains).toList();
        }
        Optional<String> leader = roster.leader();
        if (spec.target().needsLeader() && leader.isEmpty()) {
            return List.of();
        }
        try {
            return spec.target().choose(possible, leader, random(spec)).stream().filter(possible::contains).toList();
        } catch (IllegalStateException nobody) {
            return List.of();
        }
    }

    /** Of the fault's own: who is hit does not depend on which faults there were before. */
    private RandomGenerator random(FaultSpec spec) {
        long when = spec.trigger() instanceof Trigger.After after ? after.delay().toNanos() : cluster.now();
        return cluster.randomness().stream("target-" + spec.kind().text(), when);
    }

    private boolean canBeHit(FaultSpec spec, SimulatedMember member) {
        if (!member.isUp()) {
            return false;
        }
        return switch (spec.kind()) {
            case PAUSE -> !member.isPaused();
            case BIT_FLIP, WIPE -> operator.isIdle() && roster.mayLose(member.id());
            case MEMBER_REPLACE, MEMBER_REMOVE, MEMBER_ADD_LEARNER -> operator.isIdle() && cluster.options().members() > 1 && roster.isOneOfAll(member.id());
            case TRANSFER_LEADER -> cluster.leader().filter(leader -> leader == member).isPresent();
            default -> true;
        };
    }
}
