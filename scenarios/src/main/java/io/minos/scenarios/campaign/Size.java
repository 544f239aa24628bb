package io.minos.scenarios.campaign;

import io.minos.checker.history.Quantity;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.sim.Played;
import java.util.Locale;

/**
 * How much there is to a simulation.
 *
 * @param operations that were invoked
 * @param simulatedNanos to its end, which is where a promise was broken
 * @param options of the world that are unlike the quiet one's
 */
public record Size(long nodes, long faults, long workloads, long clients, long operations, long simulatedNanos, long options) {
    public static Size of(Played played) {
        Scenario scenario = played.scenario().scenario();
        WorldOptions world = played.scenario().world();
        return new Size(world.members(), scenario.faults().size(), scenario.workloads().size(), scenario.concurrency(), played.operations(), played.simulatedNanos(),
                Alteration.differences(world, WorldOptions.quiet(world.members())));
    }

    /** For a person, on one line. */
    public String line() {
        return String.format(Locale.ROOT, "%s, %s, %s, %s, %s, %.1f s, %s unlike a quiet world", Quantity.of(nodes, "node"), Quantity.of(faults, "fault"),
                Quantity.of(workloads, "workload"), Quantity.of(clients, "client"), Quantity.of(operations, "operation"), simulatedNanos / 1e9, Quantity.of(options, "option"));
    }
}
