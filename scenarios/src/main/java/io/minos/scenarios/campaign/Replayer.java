package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.util.function.Consumer;

/** Plays as a {@link Player} does, and tells everything that happens. */
@FunctionalInterface
public interface Replayer {
    /** @param events takes every event of the world as a line, when it happens */
    Played play(SimulatedScenario scenario, long seed, Consumer<String> events);
}
