package io.minos.node.lease;

import java.util.List;

/** Skeleton. Leases: what is replicated, and what only the leader knows (when each runs out). */
public final class Lessor {
    /** This member leads now: every lease runs anew, for its remaining time and {@code extendNanos}. */
    public void promote(long nowNanos, long extendNanos) {}

    public void demote() {}

    public boolean isLeading() {
        return false;
    }

    public Renewal renew(long leaseId, long nowNanos) {
        return new Renewal.NotLeader();
    }

    /** Leases that ran out, to be proposed for expiry; each again only after {@code 3 s}, should the proposal be lost. At most 500. */
    public List<Long> expired(long nowNanos) {
        return List.of();
    }

    /** Remaining times to be proposed as checkpoints (every 5 minutes for leases longer than that). At most 1000. */
    public List<DueCheckpoint> checkpointsDue(long nowNanos) {
        return List.of();
    }

    public boolean exists(long leaseId) {
        return false;
    }
}
