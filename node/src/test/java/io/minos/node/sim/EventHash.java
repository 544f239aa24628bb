package io.minos.node.sim;

import java.util.List;

/** A little world with a bit of everything that is drawn by chance; its hash. Also a program, for another JVM. */
final class EventHash {
    private static final long SECOND = 1_000_000_000L;

    private EventHash() {}

    public static void main(String[] seeds) {
        for (String seed : seeds) {
            System.out.println(of(Long.parseLong(seed)));
        }
    }

    static long of(long seed) {
        WorldOptions quiet = WorldOptions.quiet(3);
        WorldOptions.Net net = new WorldOptions.Net(100_000, 1_000_000, WorldOptions.Net.Shape.EXPONENTIAL, 0.01, 0.01, false);
        WorldOptions options = new WorldOptions(3, net, quiet.disk(), new WorldOptions.Clocks(0.001, 200_000), quiet.node());
        SimulatedCluster cluster = new SimulatedCluster(options, seed, List.of());
        new Puts(cluster).anywhere(50, 10);
        cluster.agenda().at(4 * SECOND, () -> cluster.leader().ifPresent(SimulatedMember::powerCut));
        cluster.agenda().at(5 * SECOND, () -> cluster.leader().ifPresent(SimulatedMember::pause));
        cluster.agenda().at(7 * SECOND, () -> cluster.members().values().forEach(SimulatedMember::start));
        cluster.agenda().at(8 * SECOND, () -> cluster.members().values().forEach(SimulatedMember::resume));
        cluster.agenda().runUntil(10 * SECOND);
        return cluster.log().hash();
    }
}
