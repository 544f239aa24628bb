package io.minos.scenarios.bench;

import io.minos.checker.check.Check;
import io.minos.checker.check.Checks;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedRun;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.Swarm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * How fast the simulator is, on the caller's thread alone, all checks on. Measured is the thread's time on a processor, so that
 * what else the machine does, and the compiler's threads, change little; the wall clock's figure is told as well. What pairing and judging the history take is measured
 * by doing both once more; the rest is the world, with its clients and the checks in its loop.
 */
public final class SimBench {
    private static final int NODES = 3;
    private static final double RATE = 100;
    private static final Duration LOAD = Duration.ofSeconds(60);
    private static final double NANOS = 1e9;

    private final int seeds;
    private final int warmUp;
    private final Consumer<String> out;

    public SimBench(int seeds, int warmUp, Consumer<String> out) {
        this.seeds = seeds;
        this.warmUp = warmUp;
        this.out = out;
    }

    private static final class Spent {
        private long simulated;
        private long operations;
        private long wall;
        private long playing;
        private long pairing;
        private final Map<String, Long> checking = new TreeMap<>();
    }

    public void run() {
        out.accept(String.format(Locale.ROOT, "%d nodes, %.0f operations a simulated second, loads of %d simulated seconds, one thread; %d seeds after %d for warming up",
                NODES, RATE, LOAD.toSeconds(), seeds, warmUp));
        var overrides = new Overrides(Optional.empty(), Optional.of(NODES), Optional.of(LOAD), Optional.of(RATE), Optional.empty());
        measure("a quiet world", seed -> quiet());
        measure("drawn, with faults", seed -> Swarm.draw(seed, overrides));
    }

    private static SimulatedScenario quiet() {
        List<Workload> workloads = List.of(new Workload.Register(4, 5, 120), new Workload.Set(2, 300), new Workload.Txn(2, 3, 3, 60),
                new Workload.Watch(4, 1, Duration.ofSeconds(4)));
        var scenario = new Scenario("quiet", "", new Scenario.Cluster("reference", NODES, Map.of(), 1 << 30), workloads, List.of(), LOAD, RATE, 8,
                Duration.ofSeconds(3), Duration.ofSeconds(15), List.of(), OptionalLong.empty());
        return SimulatedScenario.inQuietWorld(scenario, Duration.ofSeconds(60), 2);
    }

    private void measure(String name, LongFunction<SimulatedScenario> scenarios) {
        for (long seed = 1; seed <= warmUp; seed++) {
            add(new Spent(), scenarios.apply(-seed), -seed);
        }
        Spent spent = new Spent();
        for (long seed = 1; seed <= seeds; seed++) {
            add(spent, scenarios.apply(seed), seed);
        }
        tell(name, spent);
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void add(Spent spent, SimulatedScenario scenario, long seed) {
        long wall = System.nanoTime();
        long start = now();
        Played played = SimulatedRun.play(scenario, seed);
        long end = now();
        spent.playing += end - start;
        spent.wall += System.nanoTime() - wall;
        spent.simulated += played.simulatedNanos();
        spent.operations += played.operations();
        History history = History.of(played.history());
        spent.pairing += now() - end;
        for (Check check : Checks.concerning(history, Map.of())) {
            long before = now();
            check.check(history, Budget.unlimited());
            spent.checking.merge(check.name(), now() - before, Long::sum);
        }
    }

    private void tell(String name, Spent spent) {
        out.accept("");
        out.accept(String.format(Locale.ROOT, "%s: %,.0f cluster-seconds a second on a core, %,.0f a wall second (%,.0f s simulated, %,d operations, %.1f s on the core)", name,
                (double) spent.simulated / spent.playing, (double) spent.simulated / spent.wall, spent.simulated / NANOS, spent.operations, spent.playing / NANOS));
        long checking = spent.checking.values().stream().mapToLong(Long::longValue).sum();
        line("world, clients, checks in the loop", spent.playing - spent.pairing - checking, spent);
        line("pairing the history", spent.pairing, spent);
        line("checks of the history", checking, spent);
        spent.checking.forEach((check, nanos) -> line("  " + check, nanos, spent));
    }

    private void line(String what, long nanos, Spent spent) {
        out.accept(String.format(Locale.ROOT, "  %-36s %5.1f %%  %8.2f ms a seed", what, 100.0 * nanos / spent.playing, nanos / 1e6 / seeds));
    }
}
