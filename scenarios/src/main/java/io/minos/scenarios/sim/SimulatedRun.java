package io.minos.scenarios.sim;

/** Plays one scenario with one seed, start to judgement. Single-threaded; many may run side by side. */
public final class SimulatedRun {
    private SimulatedRun() {}

    public static Played play(SimulatedScenario scenario, long seed) {
        throw new UnsupportedOperationException("not written yet: " + scenario + seed);
    }
}
