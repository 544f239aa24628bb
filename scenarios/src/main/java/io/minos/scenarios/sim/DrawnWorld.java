package io.minos.scenarios.sim;

import io.minos.node.sim.Randomness;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws a world. What is unusual is left out as often as not: who is busy with everything at once gets nowhere near the rare
 * states.
 */
final class DrawnWorld {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private DrawnWorld() {}

    static int members(Randomness randomness) {
        Dice dice = new Dice(randomness.stream("swarm-members", 0));
        return dice.oneOf(1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 7, 7);
    }

    /** The part that real clusters can be told as well. */
    static Scenario.Cluster cluster(Randomness randomness, int members) {
        Dice dice = new Dice(randomness.stream("swarm-cluster", 0));
        Map<String, String> flags = new TreeMap<>();
        int heartbeatMillis = dice.oneOf(20, 50, 100, 100, 100);
        flags.put("heartbeat-interval", Integer.toString(heartbeatMillis));
        flags.put("election-timeout", Integer.toString(heartbeatMillis * dice.oneOf(5, 10, 10, 10, 20)));
        flags.put("snapshot-count", Long.toString(dice.chance(0.3) ? 10_000 : dice.scaled(10, 3_000)));
        if (dice.chance(0.15)) {
            flags.put("quota-backend-bytes", Long.toString(dice.scaled(64 * KIB, 2 * MIB)));
        }
        if (dice.chance(0.2)) {
            flags.put("auto-compaction-mode", "revision");
            flags.put("auto-compaction-retention", Long.toString(dice.scaled(50, 2_000)));
        }
        if (dice.chance(0.5)) {
            flags.put(EtcdFlags.WATCH_PROGRESS, dice.scaled(50, 5_000) + "ms");
        }
        long diskBytes = dice.chance(0.06) ? dice.scaled(2 * MIB, 8 * MIB) : 1 << 30;
        return new Scenario.Cluster("reference", members, flags, diskBytes);
    }

    static WorldOptions of(Randomness randomness, Scenario.Cluster cluster) {
        WorldOptions base = EtcdFlags.world(cluster);
        long electionNanos = base.node().electionTicks() * base.node().tick();
        return new WorldOptions(base.members(),
                net(new Dice(randomness.stream("swarm-net", 0)), electionNanos),
                disk(new Dice(randomness.stream("swarm-disk", 0)), base.disk(), electionNanos),
                clocks(new Dice(randomness.stream("swarm-clocks", 0))),
                node(new Dice(randomness.stream("swarm-node", 0)), base.node()));
    }

    /** A round trip must fit into an election timeout several times, or there is never a leader. */
    private static WorldOptions.Net net(Dice dice, long electionNanos) {
        return new WorldOptions.Net(
                dice.scaled(20 * MICRO, 2 * MILLI),
                dice.scaled(50 * MICRO, Math.min(30 * MILLI, electionNanos / 20)),
                dice.oneOf(WorldOptions.Net.Shape.values()),
                dice.chance(0.35) ? dice.scaledRate(0.001, 0.1) : 0,
                dice.chance(0.35) ? dice.scaledRate(0.001, 0.1) : 0,
                dice.chance(0.6));
    }

    private static WorldOptions.Disk disk(Dice dice, WorldOptions.Disk base, long electionNanos) {
        return new WorldOptions.Disk(dice.scaled(20 * MICRO, Math.min(20 * MILLI, electionNanos / 20)), base.capacityBytes());
    }

    private static WorldOptions.Clocks clocks(Dice dice) {
        return new WorldOptions.Clocks(dice.chance(0.6) ? dice.scaledRate(0.00001, 0.03) : 0, dice.scaled(10 * MICRO, 5 * MILLI));
    }

    private static WorldOptions.Node node(Dice dice, WorldOptions.Node base) {
        return new WorldOptions.Node(base.tick(), base.electionTicks(), base.electionSpreadTicks(), base.heartbeatTicks(), base.requestTimeout(),
                base.quotaBytes(), base.snapshotCount(),
                (int) dice.scaled(1, 5_000),
                (int) dice.scaled(256, 64 * KIB),
                (int) (dice.chance(0.5) ? MIB : dice.scaled(64, 64 * KIB)),
                dice.chance(0.5) ? 256 : (int) dice.scaled(1, 64),
                (int) (dice.chance(0.5) ? MIB : dice.scaled(128, 64 * KIB)),
                base.watchProgress(), base.compactRetention());
    }
}
