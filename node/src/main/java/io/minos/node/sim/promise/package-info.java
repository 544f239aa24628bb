/**
 * What the simulated cluster promises, checked while it runs: {@link io.minos.node.sim.promise.Promises} sees every step and
 * hands it to the classes here, one a promise or a few that belong together. Each keeps its own account of what happened,
 * out of what members hand to their disks, send and apply, and shares no code with what it judges.
 *
 * <p>Sources: the Raft paper's figure 2 and 3 (cited as Raft), the thesis, and etcd's documents for watches and leases.
 */
@NullMarked
package io.minos.node.sim.promise;

import org.jspecify.annotations.NullMarked;
