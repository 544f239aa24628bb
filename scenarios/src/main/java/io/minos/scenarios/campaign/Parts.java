package io.minos.scenarios.campaign;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.sim.SimulatedScenario;
import java.util.List;
import java.util.Optional;

/** Copies of simulated scenarios with one part changed: none, when it may not be so. */
final class Parts {
    private Parts() {}

    static List<SimulatedScenario> faults(SimulatedScenario scenario, List<FaultSpec> faults) {
        return scenario(scenario, "faults", faults);
    }

    /** Of the scenario that a real run knows as well. */
    static List<SimulatedScenario> scenario(SimulatedScenario scenario, String component, Object value) {
        return Alteration.with(scenario.scenario(), component, value).flatMap(changed -> scenario(scenario, changed)).stream().toList();
    }

    static Optional<SimulatedScenario> scenario(SimulatedScenario scenario, Scenario changed) {
        return simulated(scenario, "scenario", changed);
    }

    static Optional<SimulatedScenario> simulated(SimulatedScenario scenario, String component, Object value) {
        return Alteration.with(scenario, component, value);
    }
}
