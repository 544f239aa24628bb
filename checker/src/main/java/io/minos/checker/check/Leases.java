package io.minos.checker.check;

import io.minos.checker.check.Changes.Change;
import io.minos.checker.history.History;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Operation;
import io.minos.checker.history.WatchStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every lease of a history, and what was asked of it; the same reading for every check. */
final class Leases {
    /** A lease by its id. Lists are in order of invocation and hold nothing that certainly failed, refused puts aside. */
    static final class Lease {
        final long id;
        final List<Operation> grants = new ArrayList<>();
        final List<Operation> keepAlives = new ArrayList<>();
        final List<Operation> revokes = new ArrayList<>();
        /** The answered changes that hung a key on it, by key, the first of each. */
        final Map<String, Operation> keys = new TreeMap<>();
        /** Puts that were refused because there is no such lease. */
        final List<Operation> refused = new ArrayList<>();

        Lease(long id) {
            this.id = id;
        }

        /** What is invoked from here on may concern another lease under the same id. */
        long until() {
            return grants.size() < 2 ? Long.MAX_VALUE : grants.get(1).index();
        }

        /** Seconds it was granted for; 0: no answer says so. */
        long ttlSeconds() {
            return grants.isEmpty() || !grants.get(0).ok() ? 0 : granted(grants.get(0));
        }

        /** The index from which on somebody may have revoked it. */
        long mayBeRevokedFrom() {
            return revokes.isEmpty() ? Long.MAX_VALUE : revokes.get(0).index();
        }

        /**
         * Until when it must live: its time to live from when the request was sent that was last answered to have renewed it. The
         * server counts from later on. Its clock may be faster than the client's.
         *
         * @param drift by how much, as a part of the time; 0.01 is a hundredth
         */
        Optional<Cover> cover(double drift) {
            Cover longest = ttlSeconds() == 0 ? null : new Cover(grants.get(0), ttlSeconds(), drift);
            for (Operation alive : keepAlives) {
                if (!renewed(alive) || alive.completed() > until()) continue; // else it may have renewed the one of the second grant
                Cover cover = new Cover(alive, seconds(alive), drift);
                if (longest == null || cover.untilNanos() > longest.untilNanos()) longest = cover;
            }
            return Optional.ofNullable(longest);
        }
    }

    /**
     * The promise of one answer.
     *
     * @param by a grant or keep-alive
     * @param untilNanos since the start
     */
    record Cover(Operation by, long untilNanos) {
        private Cover(Operation by, long seconds, double drift) {
            this(by, by.invokedNanos() + (long) (seconds * 1e9 * (1 - drift)));
        }
    }

    /** That a key which hangs on a lease is gone, as a watcher was told. */
    record Deletion(WatchStream stream, WatchStream.Response response, WatchStream.WatchEvent event, Lease lease) {}

    private static final String NO_LEASE = "lease-not-found";

    private final Map<Long, Lease> leases = new TreeMap<>();
    /** By key, the lease it hangs on. */
    private final Map<String, Long> ofKey = new HashMap<>();
    /** Keys with a second lease, or written without one: what becomes of them follows other rules. */
    private final Set<String> shared = new HashSet<>();
    /** By key, the index from which on a client may have deleted it. */
    private final Map<String, Long> deletedFrom = new HashMap<>();
    private final List<Deletion> deletions = new ArrayList<>();

    static Leases of(History history) {
        return history.derived(Leases.class, Leases::made);
    }

    private static Leases made(History history) {
        Leases leases = new Leases();
        for (Operation operation : history.operations(LeaseAction.class)) leases.asked(operation, (LeaseAction) operation.action());
        for (Change change : Changes.of(history)) leases.changed(change);
        for (WatchStream stream : history.watches()) leases.watched(stream);
        return leases;
    }

    private void asked(Operation operation, LeaseAction action) {
        if (action.lease() == 0) return;
        Lease lease = lease(action.lease());
        if (action instanceof LeaseAction.Put) {
            if (operation.failed() && NO_LEASE.equals(operation.error())) lease.refused.add(operation);
        } else if (!operation.failed()) {
            (action instanceof LeaseAction.Grant ? lease.grants : action instanceof LeaseAction.KeepAlive ? lease.keepAlives : lease.revokes).add(operation);
        }
    }

    private Lease lease(long id) {
        return leases.computeIfAbsent(id, Lease::new);
    }

    private void changed(Change change) {
        long lease = leaseOf(change.operation());
        if (lease != 0) {
            Long before = ofKey.putIfAbsent(change.key(), lease);
            if (before != null && before != lease) shared.add(change.key());
            if (change.operation().ok() && change.operation().revision() > 0) lease(lease).keys.putIfAbsent(change.key(), change.operation());
        } else if (change.value() == null) {
            deletedFrom.merge(change.key(), change.operation().index(), Math::min);
        } else {
            shared.add(change.key());
        }
    }

    private static long leaseOf(Operation operation) {
        if (operation.action() instanceof LeaseAction.Put put) return put.lease();
        return operation.action() instanceof LockAction.Try attempt ? attempt.lease() : 0;
    }

    private void watched(WatchStream stream) {
        for (WatchStream.Response response : stream.responses()) {
            for (WatchStream.WatchEvent event : response.events()) {
                Lease lease = event.delete() ? ofKey(event.kv().key()) : null;
                if (lease != null) deletions.add(new Deletion(stream, response, event, lease));
            }
        }
    }

    /** Stream by stream, in the order they were told. */
    List<Deletion> deletions() {
        return deletions;
    }

    Collection<Lease> all() {
        return leases.values();
    }

    /** Null: nobody speaks of it. */
    @Nullable Lease byId(long id) {
        return leases.get(id);
    }

    /** The lease that the key hangs on, and no other, as long as no client deletes it; null: there is none. */
    @Nullable Lease ofKey(String key) {
        Long id = shared.contains(key) ? null : ofKey.get(key);
        return id == null ? null : leases.get(id);
    }

    /** Every key that may ever have hung on a lease. */
    Set<String> keys() {
        return ofKey.keySet();
    }

    /** Whether a client may have deleted the key by the event of this index. */
    boolean mayBeDeletedBy(String key, long index) {
        return deletedFrom.getOrDefault(key, Long.MAX_VALUE) < index;
    }

    /** Of a grant that was answered. */
    static long granted(Operation grant) {
        LeaseAction.Grant action = (LeaseAction.Grant) grant.action();
        return action.granted() > 0 ? action.granted() : action.ttl();
    }

    /** Whether the keep-alive was told that the lease lives on. */
    static boolean renewed(Operation keepAlive) {
        return seconds(keepAlive) > 0;
    }

    /** Whether the keep-alive was told that there is no such lease. */
    static boolean toldGone(Operation keepAlive) {
        return keepAlive.ok() && seconds(keepAlive) == 0;
    }

    /** As a keep-alive was told; -1: it was not. */
    private static long seconds(Operation keepAlive) {
        Long ttl = ((LeaseAction.KeepAlive) keepAlive.action()).ttl();
        return !keepAlive.ok() || ttl == null ? -1 : ttl;
    }
}
