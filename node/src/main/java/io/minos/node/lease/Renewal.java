package io.minos.node.lease;

/** How a keep-alive ended. */
public sealed interface Renewal {
    /**
     * @param ttlSeconds the granted time to live, running from now on
     * @param clearsCheckpoint true if a checkpoint with remaining TTL 0 is to be proposed, since the recorded one is stale now
     */
    record Renewed(long ttlSeconds, boolean clearsCheckpoint) implements Renewal {}

    /** No such lease: answer with TTL 0. */
    record NotFound() implements Renewal {}

    /** It ran out, but is not revoked yet: answer only when it is (TTL 0), or when leadership is lost (ask the new leader). */
    record Expiring() implements Renewal {}

    /** Only the leader renews: ask it. */
    record NotLeader() implements Renewal {}
}
