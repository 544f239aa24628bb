/**
 * A world for replicas that exists in memory: network, disks, clocks and scheduling. Pure, and decided by one seed. The
 * replicas in it are the class files that run in production.
 *
 * <p>{@link io.minos.node.sim.SimulatedCluster} holds the {@link io.minos.node.sim.Agenda}, which is the only clock there is,
 * the {@link io.minos.node.sim.Network}, and the {@link io.minos.node.sim.SimulatedMember}s. Whoever wants to know what
 * happens is an {@link io.minos.node.sim.Observer}; one that sees a promise broken throws
 * {@link io.minos.node.sim.BrokenPromise}, which ends the simulation at that very step.
 */
@NullMarked
package io.minos.node.sim;

import org.jspecify.annotations.NullMarked;
