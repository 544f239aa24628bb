package io.minos.scenarios.sim;

import io.minos.node.sim.Randomness;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Draws from a seed what a simulation is like: the world, the load, and every fault with its time. */
public final class Swarm {
    private static final Duration DURATION = Duration.ofSeconds(60);
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(60);

    private Swarm() {}

    public static SimulatedScenario draw(long seed) {
        return draw(seed, Overrides.none());
    }

    /** What is overridden changes nothing else that is drawn, but for the faults, which fit the size and the duration. */
    public static SimulatedScenario draw(long seed, Overrides overrides) {
        Randomness randomness = new Randomness(seed);
        int members = overrides.nodes().orElse(DrawnWorld.members(randomness));
        Duration duration = overrides.duration().orElse(DURATION);
        Scenario.Cluster cluster = DrawnWorld.cluster(randomness, members);
        DrawnLoad load = DrawnLoad.of(randomness);
        Scenario scenario = new Scenario("swarm-" + seed, "drawn from seed " + seed, cluster, load.workloads(),
                DrawnFaults.of(randomness, members, duration), duration, overrides.rate().orElse(load.rate()),
                overrides.concurrency().orElse(load.concurrency()), load.timeout(), load.compactEvery(), List.of(), OptionalLong.empty());
        return new SimulatedScenario(scenario, DrawnWorld.of(randomness, cluster), SETTLE_WITHIN, load.leases(), load.users(), SimulatedScenario.WITHOUT_END);
    }
}
