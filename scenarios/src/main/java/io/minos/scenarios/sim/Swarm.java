package io.minos.scenarios.sim;

/** Draws from a seed what a simulation is like: the world, the load, and every fault with its time. */
public final class Swarm {
    private Swarm() {}

    public static SimulatedScenario draw(long seed) {
        throw new UnsupportedOperationException("not written yet: " + seed);
    }
}
