package io.minos.scenarios.sim;

import io.minos.checker.history.Recorder;
import io.minos.nemesis.fault.Evidence;
import io.minos.nemesis.fault.FaultJournal;
import io.minos.nemesis.fault.FaultPlan;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import io.minos.node.sim.EventLog;
import io.minos.node.sim.Network;
import io.minos.node.sim.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Injects and heals at the times of the schedule, to the nanosecond. A fault that nothing can be hit with now (no leader, the
 * target is dead) is kept back until it can; those that repeat never overlap, as in real runs.
 */
final class SimulatedNemesis implements SimulatedFaults {
    private static final Duration POLL = Duration.ofMillis(50);

    private static final class InForce {
        private final int number;
        private final String id;
        private final FaultSpec spec;
        private final List<String> targets;
        private final SimulatedFault fault;
        private final long healAtNanos;
        private final List<Evidence> seen = new ArrayList<>();
        private int told;
        private boolean healing;

        InForce(int number, FaultSpec spec, List<String> targets, SimulatedFault fault, long healAtNanos) {
            this.number = number;
            this.id = "f" + number;
            this.spec = spec;
            this.targets = targets;
            this.fault = fault;
            this.healAtNanos = healAtNanos;
        }

        /** What was seen since this was asked last. */
        List<Evidence> news() {
            List<Evidence> news = List.copyOf(seen.subList(told, seen.size()));
            told = seen.size();
            return news;
        }
    }

    private final SimulatedCluster cluster;
    private final FaultJournal journal;
    private final LongSupplier invocations;
    private final SimulatedRoster roster;
    private final SimulatedOperator operator;
    private final SimulatedTargets targets;
    private final List<InForce> inForce = new ArrayList<>();
    private FaultPlan plan = new FaultPlan(List.of(), 0);
    private int injected;
    private boolean ended;

    /** @param invocations of operations so far, for faults that wait for so many */
    SimulatedNemesis(SimulatedCluster cluster, Recorder recorder, LongSupplier invocations) {
        this.cluster = cluster;
        this.journal = new FaultJournal(recorder);
        this.invocations = invocations;
        this.roster = new SimulatedRoster(cluster);
        this.operator = new SimulatedOperator(cluster, roster, recorder);
        this.targets = new SimulatedTargets(cluster, roster, operator);
    }

    @Override
    public void schedule(List<FaultSpec> faults) {
        plan = new FaultPlan(faults, cluster.now());
        round();
    }

    @Override
    public SortedSet<Long> lost() {
        return roster.lost();
    }

    private void round() {
        if (ended) {
            return;
        }
        healDue();
        for (Optional<FaultSpec> due = next(); due.isPresent(); due = next()) {
            inject(due.get());
        }
        long next = inForce.stream().mapToLong(one -> one.healing ? cluster.now() + POLL.toNanos() : one.healAtNanos).min().orElse(Long.MAX_VALUE);
        next = Math.min(next, plan.askAgainNanos(cluster.now(), POLL));
        if (next < Long.MAX_VALUE) {
            cluster.agenda().at(next, this::round);
        }
    }

    private Optional<FaultSpec> next() {
        return plan.next(cluster.now(), invocations.getAsLong(), this::may);
    }

    private boolean may(FaultSpec spec) {
        boolean overlaps = repeats(spec) && inForce.stream().anyMatch(one -> repeats(one.spec));
        return !overlaps && !targets.of(spec, this::isInForce).isEmpty();
    }

    private static boolean repeats(FaultSpec spec) {
        return spec.trigger() instanceof Trigger.Every;
    }

    private boolean isInForce(FaultSpec spec, String node) {
        return inForce.stream().anyMatch(one -> one.spec.kind() == spec.kind() && one.targets.contains(node));
    }

    private void inject(FaultSpec spec) {
        List<String> nodes = targets.of(spec, this::isInForce);
        long healAt = spec.duration().isZero() ? Long.MAX_VALUE : cluster.now() + spec.duration().toNanos();
        InForce one = new InForce(++injected, spec, nodes, fault(spec, nodes), healAt);
        journal.injecting(one.id, spec, nodes);
        log(one, 0);
        one.fault.inject(one.seen::add);
        journal.active(one.id, one.news());
        inForce.add(one);
    }

    private SimulatedFault fault(FaultSpec spec, List<String> nodes) {
        var members = nodes.stream().map(roster::member).toList();
        return switch (spec.kind()) {
            case KILL -> new EndOfLife(members, member -> member.kill());
            case POWER_CUT -> new EndOfLife(members, member -> member.powerCut());
            case PAUSE -> new Sleep(members);
            case PARTITION, PARTITION_ONE_WAY, CLIENT_PARTITION, LATENCY, LOSS, DUPLICATE, CLOG ->
                    new BrokenLinks(cluster.network(), spec, spec.ways(roster.nodes(), nodes));
            case DISK_FULL -> BadDisk.full(members);
            case SLOW_DISK -> BadDisk.slow(members, spec.factor());
            case CLOCK_JUMP -> new WrongClock(members, spec.clockJump());
            case BIT_FLIP -> new LostDisk(members.get(0), member -> member.flipBit(), roster, operator, spec.learnerFirst());
            case WIPE -> new LostDisk(members.get(0), member -> {
                member.wipe();
                return true;
            }, roster, operator, spec.learnerFirst());
            case MEMBER_REPLACE, MEMBER_REMOVE, MEMBER_ADD_LEARNER -> new OtherMembers(spec, members.get(0).id(), operator);
            case TRANSFER_LEADER -> new HandOver(cluster, members.get(0));
        };
    }

    private void healDue() {
        for (Iterator<InForce> i = inForce.iterator(); i.hasNext(); ) {
            InForce one = i.next();
            if (!one.healing && cluster.now() >= one.healAtNanos) {
                heal(one, id -> true);
            }
            if (one.healing && one.fault.isMended()) {
                i.remove();
                conclude(one);
            }
        }
    }

    private void heal(InForce one, LongPredicate whose) {
        one.healing = true;
        log(one, 1);
        journal.healing(one.id);
        one.fault.heal(whose, one.seen::add);
    }

    private void log(InForce one, int healing) {
        cluster.log().add(cluster.now(), EventLog.What.FAULT, SimulatedRoster.id(one.targets.get(0)), one.number, one.spec.kind().ordinal(), healing);
    }

    private void conclude(InForce one) {
        one.fault.conclude(one.seen::add);
        journal.healed(one.id, one.news(), Evidence.prove(one.seen));
    }

    @Override
    public void healForGood(SortedSet<Long> survivors) {
        ended = true;
        operator.retire();
        SortedSet<Long> limping = new TreeSet<>();
        for (InForce one : inForce) {
            if (!one.healing) {
                heal(one, survivors::contains);
                limping.addAll(one.fault.limping());
            }
            conclude(one);
        }
        inForce.clear();
        plan.neverInjected().forEach(journal::missed);
        limping.removeAll(survivors);
        limping.forEach(this::cutOff);
        // a snapshot in hundreds of parts, each of which may be lost and is sent again an election timeout later, has no bound in time
        cluster.network().loseNoMore();
        survivors.forEach(id -> cluster.member(id).start());
    }

    /**
     * One that is slow, or hears only some, may lead all the same, for as long as a majority hears it: whom it leads will not vote
     * for anybody else, and whom it cannot reach has no leader. Against that Raft has no remedy.
     *
     * @see <a href="https://decentralizedthoughts.github.io/2020-12-12-raft-liveness-full-omission/">Raft does not Guarantee Liveness in the face of Network Faults</a>
     */
    private void cutOff(long id) {
        for (long other : cluster.members().keySet()) {
            if (other != id) {
                cluster.network().cut(new Network.Link(id, other));
                cluster.network().cut(new Network.Link(other, id));
            }
        }
    }
}
