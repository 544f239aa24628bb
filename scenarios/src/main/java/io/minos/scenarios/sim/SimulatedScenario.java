package io.minos.scenarios.sim;

import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import java.time.Duration;

/**
 * A scenario with what only the simulator can be told. Faults act during the scenario's duration (anything may happen, nothing
 * may break); then a random majority of the voters is healed for good, the rest stays as it is, and within {@code settleWithin} the
 * cluster must elect, commit, deliver all watch events, and converge.
 *
 * @param scenario its {@code cluster.nodes} equals {@code world.members}; its seed is ignored
 * @param leases clients that hold a lease with keys on it
 * @param operationsMax the load ends early after so many operations; how a failure is made smaller
 */
public record SimulatedScenario(Scenario scenario, WorldOptions world, Duration settleWithin, int leases, long operationsMax) {}
