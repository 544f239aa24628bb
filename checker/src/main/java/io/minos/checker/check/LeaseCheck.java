package io.minos.checker.check;

import io.minos.checker.check.Leases.Lease;
import io.minos.checker.history.History;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.time.Duration;

/**
 * etcd's promises of leases. The kinds of anomaly:
 *
 * <ul>
 *   <li>gone: a key, or its lease, was gone while a grant or keep-alive that was answered covers it. It covers the time to live
 *       from the moment the request was sent, by the history's clock; the server counts by its own, later, so that only a clock
 *       that is faster by more than the slack could make a good store look bad.
 *   <li>outlives: a key was there long after nobody could have renewed its lease. It has its time to live, counted from the last
 *       answer to whoever may have renewed it and from when the cluster was last disturbed, because a new leader lets every lease
 *       run anew; and a bound on top: for the leader's extension (etcd: an election timeout), for noticing (half a second), for a
 *       proposal that is lost (tried again after 3 s).
 *   <li>unrevoked: a key was there at or after the revision at which its lease was revoked.
 *   <li>partial, split: some of a lease's keys were gone and others there, at one revision, or deleted at several.
 *   <li>renewed-after-revoke, renewed-after-gone: a keep-alive was told that the lease lives on, after it had ended.
 *   <li>granted-twice: an id was granted while the lease of that id lived.
 * </ul>
 */
public final class LeaseCheck implements Check {
    private static final double DRIFT = 0.01;
    private static final Duration END_BOUND = Duration.ofSeconds(8);

    private final double drift;
    private final long endBoundNanos;

    public LeaseCheck() {
        this(DRIFT, END_BOUND);
    }

    /**
     * @param drift how much faster than the history's clock the store's may be, as a part of the time: from 0 up to 1
     * @param endBound how long after its time to live a lease may last that nobody renews
     */
    public LeaseCheck(double drift, Duration endBound) {
        this.drift = drift;
        this.endBoundNanos = endBound.toNanos();
    }

    @Override
    public String name() {
        return "lease";
    }

    @Override
    public boolean concerns(History history) {
        return !history.operations(LeaseAction.class).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "What hangs on a lease stays while an answered renewal covers it, and goes as one when the lease is revoked or has run out; no lease comes back.");
        Leases leases = Leases.of(history);
        LeaseLives lives = new LeaseLives(history, drift, ruling);
        for (Lease lease : leases.all()) {
            if (!budget.spend(0, 1 + lease.keepAlives.size())) {
                ruling.doubt("the budget ran out before all leases were judged");
                break;
            }
            lives.judge(lease);
        }
        LeaseEnds ends = new LeaseEnds(history, endBoundNanos, ruling);
        ends.judge();
        long granted = leases.all().stream().filter(lease -> lease.ttlSeconds() > 0).count();
        ruling.fact("leases", granted);
        ruling.fact("renewals", leases.all().stream().flatMap(lease -> lease.keepAlives.stream()).filter(Leases::renewed).count());
        ruling.fact("looksWhileCovered", lives.looksWhileCovered());
        ruling.fact("keysSeenToHaveGone", ends.keysGone());
        if (granted == 0) ruling.doubt("no lease was granted");
        else if (lives.looksWhileCovered() == 0) ruling.doubt("nobody looked at a key while an answered renewal covered it");
        else if (ends.keysGone() == 0) ruling.doubt("no key was seen to have gone with its lease");
        return ruling.result(Quantity.of(granted, "lease") + ", each there in all " + lives.looksWhileCovered() + " looks while it was covered, and gone with its keys in the end");
    }
}
