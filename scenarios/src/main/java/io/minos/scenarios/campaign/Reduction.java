package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.util.List;

/** One way to make a failing scenario smaller. */
interface Reduction {
    /**
     * Scenarios that are smaller than the one that was played, the boldest first. Finitely many in a row: a scenario can only
     * be made smaller so often.
     */
    List<SimulatedScenario> smaller(Played failing);
}
