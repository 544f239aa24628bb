package io.minos.node.sim.promise;

import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.StateMachine;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.replica.Effects.Done;
import io.minos.node.sim.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a lease promises. {@code lease-lives}: it does not expire while an answered grant or keep-alive covers it, whoever
 * leads, sleeps or is cut off. {@code lease-stays-gone}: nothing renews it after. {@code lease-ends}: it does expire, and its
 * keys with it. A grant or keep-alive covers its time to live from when it was asked for, by the fastest clock there may be.
 */
public final class LeasePromise {
    private static final long SECOND = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    /** A lease from its grant until it is gone: as the first member to apply those made them. */
    private static final class Lease {
        final long ttlSeconds;
        final long grantedIndex;
        long goneIndex = NEVER;
        long goneNanos = NEVER;
        boolean revoked;
        long coveredUntil;
        /** It may have been renewed then, at last. */
        long touchedNanos;

        Lease(long ttlSeconds, long grantedIndex, long nanos) {
            this.ttlSeconds = ttlSeconds;
            this.grantedIndex = grantedIndex;
            this.touchedNanos = nanos;
        }

        boolean isGone() {
            return goneNanos != NEVER;
        }
    }

    private final AppliedHistory history;
    private final double driftMax;
    /** Under its id a lease may be granted again when it is gone; this is the newest. */
    private final SortedMap<Long, Lease> leases = new TreeMap<>();
    private boolean idsRepeat;
    /** Named by expiries that were applied in this step. */
    private final List<Long> concerned = new ArrayList<>();

    LeasePromise(AppliedHistory history, double driftMax) {
        this.history = history;
        this.driftMax = driftMax;
    }

    // ---- what clients say

    /**
     * A client has received the answer to a grant, or to a keep-alive that found the lease.
     *
     * @param askedNanos when it was sent
     */
    public void answered(long leaseId, long askedNanos, long ttlSeconds) {
        Lease lease = leases.get(leaseId);
        if (lease == null) {
            throw new BrokenPromise("lease-stays-gone", "lease " + leaseId + " is said to have " + ttlSeconds + " s to live, but nobody has applied its grant");
        }
        if (idsRepeat) {
            return; // which of the two it was is not known
        }
        if (lease.isGone() && lease.goneNanos < askedNanos) {
            throw new BrokenPromise("lease-stays-gone", "lease " + leaseId + " is said to have " + ttlSeconds + " s to live, asked at " + askedNanos + "; it was "
                    + (lease.revoked ? "revoked" : "expired") + " at " + lease.goneNanos);
        }
        lease.coveredUntil = Math.max(lease.coveredUntil, askedNanos + (long) (ttlSeconds * SECOND / (1 + driftMax)));
        checkLived(leaseId, lease);
    }

    /** A client is about to ask for a keep-alive, or may still be waiting for one: the lease may live that much longer. */
    public void touched(long leaseId, long nanos) {
        Lease lease = leases.get(leaseId);
        if (lease != null) {
            lease.touchedNanos = Math.max(lease.touchedNanos, nanos);
        }
    }

    /**
     * Every lease that nobody renews is gone in time.
     *
     * @param healthyNanos since when there has been a leader that could see to it
     * @param slackNanos what may come on top: an election timeout for the leader's, the time to notice, to commit
     */
    public void checkEnded(long nowNanos, long healthyNanos, long slackNanos) {
        leases.forEach((id, lease) -> {
            long latest = Math.max(lease.touchedNanos, healthyNanos) + (long) (lease.ttlSeconds * SECOND / (1 - driftMax)) + slackNanos;
            if (!lease.isGone() && latest < nowNanos) {
                throw new BrokenPromise("lease-ends", "lease " + id + " of " + lease.ttlSeconds + " s, last touched at " + lease.touchedNanos + ", is still there at " + nowNanos
                        + ", in a cluster healthy since " + healthyNanos);
            }
        });
    }

    // ---- what members apply

    /** The first member to apply this entry. */
    void applied(Journal journal, Done done, long nanos) {
        Command command = done.command();
        switch (command.getRequestCase()) {
            case LEASE_GRANT -> {
                if (!done.refused()) {
                    granted(command.getLeaseGrant(), done, nanos);
                }
            }
            case LEASE_REVOKE -> {
                if (!done.refused()) {
                    gone(journal, command.getLeaseRevoke().getID(), done, nanos, true);
                }
            }
            case LEASE_EXPIRE -> {
                if (command.getLeaseExpire().getTerm() == done.entry().term()) { // else it is void, see command.proto
                    command.getLeaseExpire().getIdsList().forEach(id -> gone(journal, id, done, nanos, false));
                }
                concerned.addAll(command.getLeaseExpire().getIdsList());
            }
            default -> { }
        }
    }

    private void granted(LeaseGrantRequest grant, Done done, long nanos) {
        idsRepeat |= leases.put(grant.getID(), new Lease(Math.max(1, grant.getTTL()), done.entry().index(), nanos)) != null;
    }

    private void gone(Journal journal, long id, Done done, long nanos, boolean revoked) {
        Lease lease = leases.get(id);
        if (lease == null || lease.isGone()) {
            return;
        }
        lease.goneNanos = nanos;
        lease.goneIndex = done.entry().index();
        lease.revoked = revoked;
        checkLived(id, lease);
        checkKeys(journal, id);
    }

    /** The step that applied some entries for the first time is over: what they ended is gone, and nothing else. */
    void stepped(Journal journal) {
        for (long id : concerned) {
            Lease lease = leases.get(id);
            boolean exists = journal.member().state().lessor().exists(id);
            if (lease != null && lease.isGone() == exists) {
                throw new BrokenPromise(exists ? "lease-ends" : "lease-lives", journal.who() + " expires leases with an entry of a "
                        + (exists ? "leader in its own term, and still has lease " : "leader deposed since, and no more has lease ") + id);
            }
        }
        concerned.clear();
    }

    private static void checkLived(long id, Lease lease) {
        if (!lease.revoked && lease.goneNanos < lease.coveredUntil) {
            throw new BrokenPromise("lease-lives", "lease " + id + " of " + lease.ttlSeconds + " s expires at " + lease.goneNanos + " with entry " + lease.goneIndex
                    + ", but an answered keep-alive covers it until " + lease.coveredUntil);
        }
    }

    /** At this moment the history ends with the entry that ended the lease. */
    private void checkKeys(Journal journal, long id) {
        history.attachedTo(id).ifPresent(kv -> {
            throw new BrokenPromise("lease-ends", journal.who() + " ends lease " + id + " at revision " + history.newest() + ", but its key stays: " + AppliedHistory.text(kv));
        });
    }

    // ---- a whole state

    /** The difference between the leases of a state and those there must be at its index; empty if there is none. */
    Optional<String> differenceIn(StateMachine state) {
        long index = state.appliedIndex();
        SortedMap<Long, Long> expected = new TreeMap<>();
        leases.forEach((id, lease) -> {
            if (lease.grantedIndex <= index && index < lease.goneIndex) {
                expected.put(id, lease.ttlSeconds);
            }
        });
        SortedMap<Long, Long> found = new TreeMap<>();
        for (LeaseTerms terms : state.lessor().all()) {
            found.put(terms.id(), terms.grantedTtlSeconds());
        }
        return idsRepeat || found.equals(expected) ? Optional.empty() : Optional.of("has leases " + found + " (id to seconds) instead of " + expected);
    }
}
