package io.minos.node.apply;

import io.minos.etcd.api.LeaseGrantRequest;
import java.util.random.RandomGenerator;

/** Skeleton. What the proposer decides, so that applying needs no chance and no local setting. */
public final class Proposals {
    private Proposals() {}

    /** Chooses an id when the client gave none, and raises the TTL to {@code minTtlSeconds} (etcd: 1.5 election timeouts, rounded up). */
    public static LeaseGrantRequest leaseGrant(LeaseGrantRequest request, long minTtlSeconds, RandomGenerator random) {
        return request;
    }
}
