/**
 * Scenarios in the simulator: the same workloads, faults and checks as against real processes, in a world that exists in
 * memory ({@code io.minos.node.sim}) and that one seed decides.
 *
 * <p>{@link io.minos.scenarios.sim.Swarm} draws a {@link io.minos.scenarios.sim.SimulatedScenario} from a seed, or a file says
 * it; {@link io.minos.scenarios.sim.SimulatedRun} plays it and judges; the rest plays many, or makes one smaller.
 */
@NullMarked
package io.minos.scenarios.sim;

import org.jspecify.annotations.NullMarked;
