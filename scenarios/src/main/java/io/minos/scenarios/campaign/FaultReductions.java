package io.minos.scenarios.campaign;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Fewer faults, and shorter ones. */
final class FaultReductions {
    /** Below this a fault is as short as it gets. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private FaultReductions() {}

    /** Without all, without either half, without each quarter, … without each single one (delta debugging's complements). */
    static List<SimulatedScenario> fewer(Played failing) {
        List<FaultSpec> faults = failing.scenario().scenario().faults();
        List<SimulatedScenario> smaller = new ArrayList<>();
        for (int chunk = faults.size(); chunk >= 1; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
            for (int from = 0; from < faults.size(); from += chunk) {
                smaller.addAll(Parts.faults(failing.scenario(), without(faults, from, Math.min(faults.size(), from + chunk))));
            }
        }
        return smaller;
    }

    private static List<FaultSpec> without(List<FaultSpec> faults, int from, int to) {
        List<FaultSpec> rest = new ArrayList<>(faults.subList(0, from));
        rest.addAll(faults.subList(to, faults.size()));
        return rest;
    }

    /** Those that would begin only after the promise was broken. They never happened, so this always succeeds. */
    static List<SimulatedScenario> onlyThoseThatBegan(Played failing) {
        List<FaultSpec> faults = failing.scenario().scenario().faults();
        List<FaultSpec> began = faults.stream().filter(fault -> !(fault.trigger() instanceof Trigger.After after) || after.delay().toNanos() <= failing.simulatedNanos()).toList();
        return began.size() == faults.size() ? List.of() : Parts.faults(failing.scenario(), began);
    }

    /** One fault at a time, for half as long; at most once for each power of two. */
    static List<SimulatedScenario> shorter(Played failing) {
        List<FaultSpec> faults = failing.scenario().scenario().faults();
        return IntStream.range(0, faults.size()).boxed().filter(i -> faults.get(i).duration().compareTo(SHORT) > 0)
                .flatMap(i -> Parts.faults(failing.scenario(), shortened(faults, i)).stream()).toList();
    }

    private static List<FaultSpec> shortened(List<FaultSpec> faults, int which) {
        List<FaultSpec> all = new ArrayList<>(faults);
        FaultSpec fault = faults.get(which);
        Duration half = Duration.ofMillis(Math.max(SHORT.toMillis(), fault.duration().toMillis() / 2));
        all.set(which, new FaultSpec(fault.kind(), fault.target(), fault.parameters(), fault.trigger(), half));
        return all;
    }
}
