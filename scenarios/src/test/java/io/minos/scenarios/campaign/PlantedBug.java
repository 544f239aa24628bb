package io.minos.scenarios.campaign;

import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Scenarios, and a player that breaks a promise whenever a scenario has what it takes. It plays nothing. */
final class PlantedBug implements Player {
    static final String PROMISE = "one-leader-a-term";

    private final Condition condition;
    private final List<Long> seedsPlayed = new ArrayList<>();

    /** What it takes. */
    interface Condition {
        boolean breaks(SimulatedScenario scenario, long seed);
    }

    PlantedBug(Condition condition) {
        this.condition = condition;
    }

    List<Long> seedsPlayed() {
        return seedsPlayed;
    }

    @Override
    public synchronized Played play(SimulatedScenario scenario, long seed) {
        seedsPlayed.add(seed);
        Optional<Violation> violation = condition.breaks(scenario, seed) ? Optional.of(new Violation(PROMISE, "n1 and n2 in term 7")) : Optional.empty();
        long load = scenario.scenario().duration().toNanos();
        return new Played(seed, scenario, seed * 31, violation.isPresent() ? load / 2 : load, (long) scenario.scenario().rate() * load / 1_000_000_000 / 2,
                List.of(), List.of(), List.of(), violation);
    }

    /** Five nodes, four workloads, many faults, nothing plain. */
    static SimulatedScenario large() {
        List<FaultSpec> faults = new ArrayList<>();
        for (int second = 1; second <= 12; second++) {
            FaultKind kind = second % 3 == 0 ? FaultKind.KILL : second % 3 == 1 ? FaultKind.PAUSE : FaultKind.PARTITION;
            Target target = second == 9 ? new Target.Named(List.of("n5")) : new Target.Leader();
            faults.add(new FaultSpec(kind, target, Map.of(), new Trigger.After(Duration.ofSeconds(second)), Duration.ofSeconds(2)));
        }
        var scenario = new Scenario("large", "", new Scenario.Cluster("reference", 5, Map.of("snapshot-count", "50"), 1 << 30),
                List.of(new Workload.Register(4, 5, 120), new Workload.Set(2, 300), new Workload.Txn(2, 3, 3, 60), new Workload.Watch(4, 1, Duration.ofSeconds(4))),
                faults, Duration.ofSeconds(60), 100, 8, Duration.ofSeconds(1), Duration.ofSeconds(5), List.of(), OptionalLong.empty());
        WorldOptions quiet = WorldOptions.quiet(5);
        var net = new WorldOptions.Net(1_000, 5_000_000, WorldOptions.Net.Shape.LONG_TAIL, 0.01, 0.02, false);
        return new SimulatedScenario(scenario, Alteration.with(quiet, "net", net).orElseThrow(), Duration.ofSeconds(30), 3, Long.MAX_VALUE);
    }
}
