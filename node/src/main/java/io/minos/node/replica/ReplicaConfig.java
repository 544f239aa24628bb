package io.minos.node.replica;

import io.minos.node.raft.RaftConfig;

/**
 * @param tickNanos length of one Raft tick; finer than the heartbeat, so that election timeouts differ
 * @param requestTimeoutNanos a call without an outcome is given up after this time: its outcome is unknown
 * @param electionTimeoutNanos by how much a new leader extends every lease: its predecessor may have renewed it so lately
 * @param quotaBytes negative for none
 * @param snapshotCount entries applied between two snapshots
 * @param snapshotBytes log bytes applied between two snapshots, so that large values do not fill the memory
 * @param catchUpEntries entries kept behind a snapshot for slow followers
 * @param watchProgressNanos a watcher that heard nothing for so long, and asked for it, is told how far it is
 * @param tokenTtlNanos how long a simple token holds that is not used
 * @param strictReconfigCheck refuse changes of members that could cost the cluster its quorum
 */
public record ReplicaConfig(
        long clusterId,
        long memberId,
        RaftConfig raft,
        long tickNanos,
        long electionTimeoutNanos,
        long requestTimeoutNanos,
        long quotaBytes,
        long snapshotCount,
        long snapshotBytes,
        int catchUpEntries,
        int watchFragmentBytes,
        long watchProgressNanos,
        AutoCompaction autoCompaction,
        long tokenTtlNanos,
        boolean strictReconfigCheck) {
    /** etcd's. */
    public static final long WATCH_PROGRESS_NANOS = 10 * 60 * 1_000_000_000L;
    public static final long TOKEN_TTL_NANOS = 5 * 60 * 1_000_000_000L;

    /** With etcd's defaults: changes of members that could cost the cluster its quorum are refused. */
    public ReplicaConfig(long clusterId, long memberId, RaftConfig raft, long tickNanos, long electionTimeoutNanos,
            long requestTimeoutNanos, long quotaBytes, long snapshotCount, long snapshotBytes, int catchUpEntries, int watchFragmentBytes,
            AutoCompaction autoCompaction) {
        this(clusterId, memberId, raft, tickNanos, electionTimeoutNanos, requestTimeoutNanos, quotaBytes, snapshotCount,
                snapshotBytes, catchUpEntries, watchFragmentBytes, WATCH_PROGRESS_NANOS, autoCompaction, TOKEN_TTL_NANOS, true);
    }

    /** etcd's {@code --auto-compaction-mode} and {@code -retention}. {@code retention} 0: off; revisions or nanoseconds. */
    public record AutoCompaction(Mode mode, long retention) {
        public enum Mode { PERIODIC, REVISION }

        public static final AutoCompaction OFF = new AutoCompaction(Mode.PERIODIC, 0);
    }
}
