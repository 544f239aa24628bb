package io.minos.node.sim;

import io.minos.node.replica.ReplicaConfig;

/**
 * What the world is like apart from its faults. All times in nanoseconds, all rates from 0 to 1.
 *
 * @param members voters at the start, ids 1 to this
 */
public record WorldOptions(int members, Net net, Disk disk, Clocks clocks, Node node) {

    /**
     * @param latencyMin of every message
     * @param latencyMean on top of that, by chance
     * @param shape of the chance
     * @param loss of peers' messages
     * @param duplication of peers' messages
     * @param ordered messages of one link arrive in the order they were sent, as on a TCP connection
     */
    public record Net(long latencyMin, long latencyMean, Shape shape, double loss, double duplication, boolean ordered) {
        public enum Shape { UNIFORM, EXPONENTIAL, LONG_TAIL }
    }

    /**
     * @param syncMean of one sync, by chance, exponential
     * @param capacityBytes of the log's disk; 0: without end
     */
    public record Disk(long syncMean, long capacityBytes) {}

    /**
     * @param driftMax a member's clock runs at most so much faster or slower, as 0.001
     * @param wakeMax a loop that has something to do begins at most so much later
     */
    public record Clocks(double driftMax, long wakeMax) {}

    /** The replicas' own settings, see {@link io.minos.node.replica.ReplicaConfig} and {@link io.minos.node.raft.RaftConfig}. */
    public record Node(long tick, int electionTicks, int electionSpreadTicks, int heartbeatTicks, long requestTimeout, long quotaBytes,
            long snapshotCount, int catchUpEntries, int snapshotPartBytes, int appendBytesMax, int inflightMax, int watchFragmentBytes, long watchProgress, long compactRetention) {}

    /** A quiet world of production's settings: three members, a local network, a good disk. */
    public static WorldOptions quiet(int members) {
        long milli = 1_000_000;
        return new WorldOptions(members, new Net(milli / 5, milli, Net.Shape.UNIFORM, 0, 0, true), new Disk(milli, 0), new Clocks(0, milli / 10),
                new Node(10 * milli, 100, 50, 10, 7_000 * milli, -1, 10_000, 5_000, 1 << 16, 1 << 20, 256, 1 << 20, ReplicaConfig.WATCH_PROGRESS_NANOS, 0));
    }
}
