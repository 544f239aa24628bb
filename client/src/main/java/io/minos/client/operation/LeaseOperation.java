package io.minos.client.operation;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.LeaseAction;

/** What a client does with a lease. */
public sealed interface LeaseOperation extends Operation {
    long lease();

    /**
     * @param lease the id wanted; 0: the server chooses
     * @param ttlSeconds the server may grant more
     */
    record Grant(long lease, long ttlSeconds) implements LeaseOperation {
        @Override
        public String f() {
            return F.LEASE_GRANT;
        }

        @Override
        public Action asked() {
            return new LeaseAction.Grant(lease, ttlSeconds, 0);
        }
    }

    record KeepAlive(long lease) implements LeaseOperation {
        @Override
        public String f() {
            return F.LEASE_KEEP_ALIVE;
        }

        @Override
        public Action asked() {
            return new LeaseAction.KeepAlive(lease, null);
        }
    }

    record Revoke(long lease) implements LeaseOperation {
        @Override
        public String f() {
            return F.LEASE_REVOKE;
        }

        @Override
        public Action asked() {
            return new LeaseAction.Revoke(lease);
        }
    }

    /** Hangs a key on the lease. */
    record Put(long lease, String key, String value) implements LeaseOperation {
        @Override
        public String f() {
            return F.LEASE_PUT;
        }

        @Override
        public Action asked() {
            return new LeaseAction.Put(lease, key, value);
        }
    }
}
