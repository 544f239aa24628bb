package io.minos.node.lease;

import com.google.protobuf.ByteString;
import io.minos.node.Invariants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Leases. Which there are, for how long they were granted, and which keys hang on them is replicated: only entries of the log
 * change it, alike on every member. When each runs out only the leader knows; it proposes their expiry.
 *
 * <p>Times are nanoseconds of one monotonic clock of the caller's, from 0 up. One thread.
 *
 * <p>Race: a leader is paused, another is elected, a client renews there, the old one wakes, sees the lease run out, and
 * proposes its expiry. Such a proposal carries the term it was made in, and applying it in another term does nothing, see
 * {@code StateMachineTest.a_deposed_leader_revokes_no_lease}.
 */
public final class Lessor {
    /** About 285 years; etcd's limit. */
    public static final long TTL_SECONDS_MAX = 9_000_000_000L;

    static final int EXPIRED_MAX = 500;
    static final int CHECKPOINTS_MAX = 1000;
    static final long CHECKPOINT_INTERVAL_SECONDS = 300;
    /** After this an expiry that did not come to pass is proposed again. */
    static final long RETRY_NANOS = 3_000_000_000L;
    /** A new leader lets no more than this run out in one second, if there are many. */
    static final int EXPIRIES_PER_SECOND = 750;
    private static final int MANY = 1000;
    private static final long SECOND = 1_000_000_000L;
    private static final Comparator<Deadline> SOONEST_FIRST = Comparator.comparingLong(Deadline::atNanos).thenComparingLong(Deadline::leaseId);

    private record Deadline(long atNanos, long leaseId) {}

    private static final class Lease {
        LeaseTerms terms;
        final SortedSet<ByteString> keys = new TreeSet<>(ByteString.unsignedLexicographicalComparator());

        Lease(LeaseTerms terms) {
            this.terms = terms;
        }
    }

    private final TreeMap<Long, Lease> leases = new TreeMap<>();

    // The leader's own.
    private boolean leading;
    private final TreeMap<Long, Long> expiries = new TreeMap<>();
    private final TreeSet<Deadline> toExpire = new TreeSet<>(SOONEST_FIRST);
    private final TreeSet<Deadline> toCheckpoint = new TreeSet<>(SOONEST_FIRST);
    private final TreeMap<Long, Deadline> checkpoints = new TreeMap<>();
    /** Granted or checkpointed since time was last told: applying knows no time. */
    private final TreeSet<Long> granted = new TreeSet<>();
    private final TreeSet<Long> checkpointed = new TreeSet<>();

    // Replicated.

    public boolean exists(long leaseId) {
        return leases.containsKey(leaseId);
    }

    /** By id. */
    public List<LeaseTerms> all() {
        return leases.values().stream().map(lease -> lease.terms).toList();
    }

    public int count() {
        return leases.size();
    }

    public Optional<LeaseTerms> terms(long leaseId) {
        return Optional.ofNullable(leases.get(leaseId)).map(lease -> lease.terms);
    }

    /** The keys that hang on the lease, ascending; none if there is no such lease. */
    public List<ByteString> keys(long leaseId) {
        Lease lease = leases.get(leaseId);
        return lease == null ? List.of() : List.copyOf(lease.keys);
    }

    /** Applying: there must not be such a lease yet. */
    public void grant(LeaseTerms terms) {
        Invariants.check(!exists(terms.id()), "the lease is new", terms.id(), 0);
        leases.put(terms.id(), new Lease(terms));
        if (leading) {
            granted.add(terms.id());
        }
    }

    /** Applying: the lease is gone; its keys are to be deleted. */
    public void revoke(long leaseId) {
        Invariants.check(leases.remove(leaseId) != null, "the lease exists", leaseId, 0);
        granted.remove(leaseId);
        checkpointed.remove(leaseId);
        expiries.remove(leaseId);
    }

    /** Applying: what is left of the lease, 0 for all. Unknown leases are ignored. */
    public void checkpoint(long leaseId, long remainingTtlSeconds) {
        Lease lease = leases.get(leaseId);
        if (lease != null) {
            lease.terms = new LeaseTerms(leaseId, lease.terms.grantedTtlSeconds(), Math.max(0, remainingTtlSeconds));
            if (leading) {
                checkpointed.add(leaseId);
            }
        }
    }

    public void attach(long leaseId, ByteString key) {
        Lease lease = leases.get(leaseId);
        Invariants.check(lease != null, "the lease a key is attached to exists", leaseId, 0);
        lease.keys.add(key);
    }

    public void detach(long leaseId, ByteString key) {
        Lease lease = leases.get(leaseId);
        if (lease != null) {
            lease.keys.remove(key);
        }
    }

    // The leader's.

    /**
     * This member leads from now on: every lease runs anew, for what is left of it by the last checkpoint, and
     * {@code extendNanos} more (etcd: an election timeout), for clients that had no leader to renew at.
     */
    public void promote(long nowNanos, long extendNanos) {
        demote();
        leading = true;
        for (Lease lease : leases.values()) {
            expireAt(lease.terms.id(), later(later(nowNanos, lease.terms.startingTtlSeconds()), 0, extendNanos));
            scheduleCheckpoint(lease.terms, nowNanos);
        }
        if (leases.size() >= MANY) {
            spread();
        }
    }

    /** Nothing runs out here any more. */
    public void demote() {
        leading = false;
        expiries.clear();
        toExpire.clear();
        toCheckpoint.clear();
        checkpoints.clear();
        granted.clear();
        checkpointed.clear();
    }

    public boolean isLeading() {
        return leading;
    }

    /** A keep-alive. Only what {@link Renewal.Renewed} says has happened. */
    public Renewal renew(long leaseId, long nowNanos) {
        settle(nowNanos);
        if (!leading) {
            return new Renewal.NotLeader();
        }
        Lease lease = leases.get(leaseId);
        if (lease == null) {
            return new Renewal.NotFound();
        }
        if (hasRunOut(leaseId, nowNanos)) {
            return new Renewal.Expiring();
        }
        boolean clearsCheckpoint = lease.terms.remainingTtlSeconds() > 0;
        expireAt(leaseId, later(nowNanos, lease.terms.grantedTtlSeconds()));
        return new Renewal.Renewed(lease.terms.grantedTtlSeconds(), clearsCheckpoint);
    }

    /** Leases that ran out, for a proposal; each again after 3 s, in case that was lost. At most 500, the soonest first. */
    public List<Long> expired(long nowNanos) {
        settle(nowNanos);
        List<Long> due = new ArrayList<>();
        while (due.size() < EXPIRED_MAX && !toExpire.isEmpty() && toExpire.first().atNanos() <= nowNanos) {
            Deadline deadline = toExpire.first();
            toExpire.remove(deadline);
            if (!leases.containsKey(deadline.leaseId())) {
                continue;
            }
            if (hasRunOut(deadline.leaseId(), nowNanos)) {
                due.add(deadline.leaseId());
                toExpire.add(new Deadline(later(nowNanos, 0, RETRY_NANOS), deadline.leaseId()));
            }
        }
        return due;
    }

    /** Remaining times for proposals: of leases longer than 5 minutes, every 5 minutes. At most 1000. */
    public List<DueCheckpoint> checkpointsDue(long nowNanos) {
        settle(nowNanos);
        List<DueCheckpoint> due = new ArrayList<>();
        while (due.size() < CHECKPOINTS_MAX && !toCheckpoint.isEmpty() && toCheckpoint.first().atNanos() <= nowNanos) {
            Deadline deadline = toCheckpoint.first();
            toCheckpoint.remove(deadline);
            checkpoints.remove(deadline.leaseId());
            Lease lease = leases.get(deadline.leaseId());
            if (lease == null || hasRunOut(deadline.leaseId(), nowNanos)) {
                continue;
            }
            long remaining = ceilSeconds(remainingNanos(deadline.leaseId(), nowNanos));
            if (remaining < lease.terms.grantedTtlSeconds()) {
                due.add(new DueCheckpoint(deadline.leaseId(), remaining));
            }
            // Also when the proposal should be lost, or when none is due because it was renewed a moment ago: etcd forgets
            // such a lease until it is checkpointed again, that is, for good.
            scheduleCheckpoint(lease.terms, nowNanos);
        }
        return due;
    }

    /** Until the lease runs out, as the leader knows it; negative once it has. {@link Long#MAX_VALUE} elsewhere: never. */
    public long remainingNanos(long leaseId, long nowNanos) {
        settle(nowNanos);
        Long expiry = expiries.get(leaseId);
        return expiry == null ? Long.MAX_VALUE : expiry - nowNanos;
    }

    private boolean hasRunOut(long leaseId, long nowNanos) {
        Long expiry = expiries.get(leaseId);
        return expiry != null && expiry <= nowNanos;
    }

    /** Starts what was granted since time was last told: a lease may so run a little longer, never shorter. */
    private void settle(long nowNanos) {
        Invariants.check(nowNanos >= 0, "time is not negative", nowNanos, 0);
        for (long id : granted) {
            LeaseTerms terms = leases.get(id).terms;
            expireAt(id, later(nowNanos, terms.grantedTtlSeconds()));
            scheduleCheckpoint(terms, nowNanos);
        }
        granted.clear();
        for (long id : checkpointed) {
            LeaseTerms terms = leases.get(id).terms;
            scheduleCheckpoint(terms, nowNanos);
            if (terms.remainingTtlSeconds() == 0) {
                // renewed, perhaps at a predecessor, whose last entries come after this member was promoted
                expireAt(id, Math.max(expiries.getOrDefault(id, 0L), later(nowNanos, terms.grantedTtlSeconds())));
            }
        }
        checkpointed.clear();
    }

    private void expireAt(long leaseId, long atNanos) {
        Long before = expiries.put(leaseId, atNanos);
        if (before != null) {
            toExpire.remove(new Deadline(before, leaseId));
        }
        toExpire.add(new Deadline(atNanos, leaseId));
    }

    private void scheduleCheckpoint(LeaseTerms terms, long nowNanos) {
        if (terms.startingTtlSeconds() > CHECKPOINT_INTERVAL_SECONDS) {
            Deadline next = new Deadline(later(nowNanos, CHECKPOINT_INTERVAL_SECONDS), terms.id());
            Deadline before = checkpoints.put(terms.id(), next);
            if (before != null) {
                toCheckpoint.remove(before);
            }
            toCheckpoint.add(next);
        }
    }

    /** Leases that piled up while there was no leader are not all revoked at once: each waits for the one 750 before it. */
    private void spread() {
        List<Deadline> soonest = List.copyOf(toExpire);
        long[] at = new long[soonest.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = soonest.get(i).atNanos();
            if (i >= EXPIRIES_PER_SECOND) {
                at[i] = Math.max(at[i], later(at[i - EXPIRIES_PER_SECOND], 1));
            }
            expireAt(soonest.get(i).leaseId(), at[i]);
        }
    }

    private static long ceilSeconds(long nanos) {
        return (nanos + SECOND - 1) / SECOND;
    }

    private static long later(long nanos, long seconds) {
        return later(nanos, seconds, 0);
    }

    /** The longest leases outlast the clock: they end with it. */
    private static long later(long nanos, long seconds, long moreNanos) {
        try {
            return Math.addExact(Math.addExact(nanos, Math.multiplyExact(seconds, SECOND)), moreNanos);
        } catch (ArithmeticException beyondTheClock) {
            return Long.MAX_VALUE;
        }
    }
}
