package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;

/** Plays one scenario with one seed; the same for the same. Thread-safe. */
@FunctionalInterface
public interface Player {
    Played play(SimulatedScenario scenario, long seed);
}
