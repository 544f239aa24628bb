package io.minos.node.lease;

import io.minos.node.Invariants;

/**
 * What every member knows of a lease.
 *
 * @param remainingTtlSeconds as last recorded by a checkpoint, 0 if never: then a new leader starts the granted time anew
 */
public record LeaseTerms(long id, long grantedTtlSeconds, long remainingTtlSeconds) {
    public LeaseTerms {
        Invariants.check(id != 0 && grantedTtlSeconds > 0 && remainingTtlSeconds >= 0, "lease terms", id, grantedTtlSeconds);
    }

    long startingTtlSeconds() {
        return remainingTtlSeconds > 0 ? remainingTtlSeconds : grantedTtlSeconds;
    }
}
