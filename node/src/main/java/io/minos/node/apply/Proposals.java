package io.minos.node.apply;

import io.minos.etcd.api.LeaseGrantRequest;
import java.util.random.RandomGenerator;

/** What the proposer decides, so that applying needs no chance and no setting of one member's. */
public final class Proposals {
    private Proposals() {}

    /**
     * Chooses an id when the client gave none, and raises the TTL to the least one. etcd does the latter while applying, by
     * each member's own election timeout; here members with different settings still agree.
     *
     * @param minTtlSeconds at least 1 (etcd: one and a half election timeouts, rounded up)
     */
    public static LeaseGrantRequest leaseGrant(LeaseGrantRequest request, long minTtlSeconds, RandomGenerator random) {
        long id = request.getID();
        while (id == 0) {
            id = random.nextLong() & Long.MAX_VALUE;
        }
        return request.toBuilder().setID(id).setTTL(Math.max(request.getTTL(), minTtlSeconds)).build();
    }
}
