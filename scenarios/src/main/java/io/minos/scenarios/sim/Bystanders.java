package io.minos.scenarios.sim;

import io.minos.node.sim.Network;
import io.minos.node.sim.Network.Link;
import io.minos.node.sim.SimulatedCluster;
import java.util.SortedSet;

/**
 * Those who are not healed for good. They stay as they are, with one exception: who reaches, or hears, only a part of the
 * survivors is cut off from all of them. Against half a connection Raft has no remedy: whom such a member leads will not vote
 * for anybody else, and whom it cannot reach has no leader.
 *
 * @see <a href="https://decentralizedthoughts.github.io/2020-12-12-raft-liveness-full-omission/">Raft does not Guarantee Liveness in the face of Network Faults</a>
 */
final class Bystanders {
    private Bystanders() {}

    static void takeSides(SimulatedCluster cluster, SortedSet<Long> survivors) {
        for (long bystander : cluster.members().keySet()) {
            if (!survivors.contains(bystander) && survivors.stream().anyMatch(survivor -> isBroken(cluster.network(), bystander, survivor))) {
                survivors.forEach(survivor -> {
                    cluster.network().cut(new Link(bystander, survivor));
                    cluster.network().cut(new Link(survivor, bystander));
                });
            }
        }
    }

    private static boolean isBroken(Network network, long one, long other) {
        Link there = new Link(one, other);
        return isBroken(network, there) || isBroken(network, there.reversed());
    }

    private static boolean isBroken(Network network, Link link) {
        return network.isCut(link) || network.isClogged(link);
    }
}
