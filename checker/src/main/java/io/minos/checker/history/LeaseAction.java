package io.minos.checker.history;

import org.jspecify.annotations.Nullable;

/** What is done with a lease. Ids are the client's choice as a rule, so that a grant of unknown outcome has a name all the same. */
public sealed interface LeaseAction extends Action {
    /** 0 in a grant that leaves the choice to the server, until it is answered. */
    long lease();

    /**
     * f {@code lease-grant}.
     *
     * @param ttl seconds asked for
     * @param granted seconds given, which may be more; 0 until it is answered
     */
    record Grant(long lease, long ttl, long granted) implements LeaseAction {}

    /**
     * f {@code lease-keep-alive}.
     *
     * @param ttl seconds the lease lives on; 0: it is gone; null until it is answered
     */
    record KeepAlive(long lease, @Nullable Long ttl) implements LeaseAction {}

    /** f {@code lease-revoke}. */
    record Revoke(long lease) implements LeaseAction {}

    /** f {@code lease-put}: the key hangs on the lease, and goes with it. */
    record Put(long lease, String key, String value) implements LeaseAction {}
}
