package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.check.Compactions;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.node.raft.Membership;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.promise.Promises;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Plays one scenario with one seed, start to judgement. Single-threaded; many may run side by side. */
public final class SimulatedRun {
    /** Key prefix of what is written to see that every survivor serves again. */
    private static final String RECOVERY_PREFIX = "p/";
    private static final int NEWEST_MAX = 200;
    private static final Duration LOOK = Duration.ofMillis(50);
    /** After the client's timeout nothing is under way; what is later than this is a harness that has lost track. */
    private static final Duration LOAD_ENDS_WITHIN = Duration.ofMinutes(10);

    private final SimulatedScenario simulated;
    private final Scenario scenario;
    private final long seed;
    private final SimulatedCluster cluster;
    private final SeenMemberships memberships;
    private final MemoryRecorder recorder;
    private final SimulatedSystem system;
    private final ObjectNode facts = JsonNodeFactory.instance.objectNode();
    private long leaderTerm;
    private LongSupplier operations = () -> 0;

    private SimulatedRun(SimulatedScenario simulated, long seed) {
        this.simulated = simulated;
        this.scenario = simulated.scenario();
        this.seed = seed;
        Promises promises = new Promises(simulated.world());
        this.memberships = new SeenMemberships(promises, Membership.ofVoters(LongStream.rangeClosed(1, simulated.world().members()).boxed().toList()));
        this.cluster = new SimulatedCluster(simulated.world(), seed, List.of(promises, memberships, new NodeStates(this::recorder)));
        this.recorder = new MemoryRecorder(cluster::now);
        this.system = new SimulatedSystem(cluster, promises, recorder, simulated.users() == 0 ? Caller.NOBODY : Caller.ROOT);
    }

    private Recorder recorder() {
        return recorder;
    }

    public static Played play(SimulatedScenario scenario, long seed) {
        return new SimulatedRun(scenario, seed).played();
    }

    /** @param events takes every event of the world as a line, when it happens */
    public static Played play(SimulatedScenario scenario, long seed, Consumer<String> events) {
        SimulatedRun run = new SimulatedRun(scenario, seed);
        run.cluster.log().tee(events);
        return run.played();
    }

    private Played played() {
        HistoryChecks.Ruling ruling;
        try {
            phases();
            ruling = HistoryChecks.judge(recorder.events(), scenario.checks(), simulated.world().clocks().driftMax());
        } catch (BrokenPromise broken) {
            ruling = broken(broken.promise(), broken.detail());
        } catch (RuntimeException failed) {
            // the world's rim or the harness itself: whatever it is, this seed shows it
            ruling = broken("exception", failed + (failed.getStackTrace().length == 0 ? "" : " at " + failed.getStackTrace()[0]));
        }
        return new Played(seed, simulated, cluster.log().hash(), cluster.now(), operations.getAsLong(), recorder.events(), ruling.doubts(),
                cluster.log().newest(NEWEST_MAX), ruling.violation());
    }

    private static HistoryChecks.Ruling broken(String promise, String detail) {
        return new HistoryChecks.Ruling(Optional.of(new Violation(promise, detail)), List.of());
    }

    private void phases() {
        recordFacts();
        system.phase("setup");
        runUntil(simulated.settleWithin(), () -> cluster.leader().isPresent(), "elect");
        Tenants tenants = new Tenants(system, simulated.users(), scenario.timeout());
        tenants.begin();
        runUntil(simulated.settleWithin(), tenants::isReady, "auth");
        SimulatedWatchers watchers = new SimulatedWatchers(system, watch(), writtenPrefixes());
        LeaseHolders leases = new LeaseHolders(system, simulated.leases(), scenario.timeout());
        new SpaceKeeper(system);
        system.phase("load");
        SortedSet<Long> healed = load();
        leases.end();
        tenants.end();
        Settling settling = new Settling(system, healed, memberships::newest, simulated.settleWithin(), this::aLittle);
        watchers.keepTo(settling::survivors);
        system.phase("recovery");
        settling.recover(RECOVERY_PREFIX);
        setNodes(settling.survivors());
        settling.admit(tenants);
        settling.runOut(longestLease(leases));
        system.phase("final");
        settling.read(prefixes());
        settling.deliver(watchers);
        settling.converge();
        settling.agree();
        settling.answer();
        system.phase("done");
    }

    /** Under faults, until it is over and a part is healed: that part. */
    private SortedSet<Long> load() {
        SimulatedLoad load = new SimulatedLoad(system, scenario, simulated.operationsMax());
        operations = load::invoked;
        SimulatedFaults faults = new SimulatedNemesis(cluster, recorder, load::invoked);
        faults.schedule(scenario.faults());
        runUntil(scenario.duration().plus(LOAD_ENDS_WITHIN), load::isOver, "answer");
        system.phase("heal");
        SortedSet<Long> survivors = Survivors.drawn(memberships.newest(), memberships.pending(), faults.lost(), cluster.randomness().stream("survivors", 0));
        faults.healForGood(survivors);
        return survivors;
    }

    private void runUntil(Duration within, BooleanSupplier holds, String promise) {
        long deadline = cluster.now() + within.toNanos();
        while (!holds.getAsBoolean()) {
            if (cluster.now() >= deadline) {
                throw new BrokenPromise("liveness-" + promise, "not within " + within.toMillis() + " ms");
            }
            aLittle();
        }
    }

    private void aLittle() {
        cluster.agenda().runUntil(cluster.now() + LOOK.toNanos());
        cluster.leader().filter(leader -> leader.status().term() > leaderTerm).ifPresent(leader -> {
            leaderTerm = leader.status().term();
            system.note(F.LEADER, JsonNodeFactory.instance.objectNode().put("node", SimulatedSystem.name(leader.id())).put("term", leaderTerm));
        });
    }

    private void recordFacts() {
        facts.put("seed", seed).put("scenario", scenario.name()).put("target", "simulator");
        scenario.tellJudge(facts);
        setNodes(cluster.members().keySet());
        if (cluster.options().node().compactRetention() > 0) {
            facts.put(Compactions.COMPACTS_ITSELF, true);
        }
        facts.put("rate", scenario.rate()).put("concurrency", scenario.concurrency()).put("durationMillis", scenario.duration().toMillis());
        recorder.record(Event.RUNNER, null, Event.Type.INFO, F.RUN, facts, null, null);
    }

    /** Those that must have answered in the end. */
    private void setNodes(Iterable<Long> members) {
        var nodes = facts.putArray("nodes");
        members.forEach(member -> nodes.add(SimulatedSystem.name(member)));
    }

    private Optional<Workload.Watch> watch() {
        return scenario.workloads().stream().filter(Workload.Watch.class::isInstance).map(Workload.Watch.class::cast).findFirst();
    }

    /** Zero: nobody asked for one. */
    private Duration longestLease(LeaseHolders holders) {
        return operating().map(Workload.Operating::leases).filter(timeToLive -> !timeToLive.isZero()).map(system.requests()::timeToLive)
                .reduce(holders.longest(), (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private Stream<Workload.Operating> operating() {
        return scenario.workloads().stream().filter(Workload.Operating.class::isInstance).map(Workload.Operating.class::cast);
    }

    private List<String> writtenPrefixes() {
        return scenario.workloads().stream().filter(Workload.Writing.class::isInstance).map(workload -> ((Workload.Writing) workload).prefix()).toList();
    }

    private List<String> prefixes() {
        List<String> prefixes = new ArrayList<>(writtenPrefixes());
        if (simulated.leases() > 0) {
            prefixes.add(LeaseHolders.PREFIX);
        }
        prefixes.add(RECOVERY_PREFIX);
        return prefixes;
    }
}
