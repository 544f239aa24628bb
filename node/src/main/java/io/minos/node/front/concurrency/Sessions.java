package io.minos.node.front.concurrency;

import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.node.front.Backend;
import java.util.concurrent.CompletableFuture;

/** Whose keys they are: a lease. */
final class Sessions {
    private static final long TTL_SECONDS = 60;

    private Sessions() {}

    /** Who brings no lease is given one; nobody but the client keeps it alive. */
    static CompletableFuture<Long> lease(Backend backend, long lease) {
        return lease != 0
                ? CompletableFuture.completedFuture(lease)
                : backend.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(TTL_SECONDS).build()).thenApply(LeaseGrantResponse::getID);
    }
}
