package io.minos.checker.check;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.Objects;

/**
 * Mutual exclusion by etcd's recipe, as far as etcd promises it. The kinds of anomaly:
 *
 * <ul>
 *   <li>two-holders: two contenders had been told that they own a lock, at a time when an answered renewal covered the leases of
 *       both and neither had begun to let go of it.
 *   <li>fence: a fenced write took effect after its holder had lost the lock.
 *   <li>unfenced: an unfenced write did so. etcd does not promise otherwise: whoever is paused for longer than his lease, or whose
 *       request is, finds out too late. So this is a finding, told in the reason and the facts, and breaks the promise only where
 *       the run asked for it ({@link #STRICT}).
 * </ul>
 */
public final class LockCheck implements Check {
    /** Field of the run event: true if unfenced writes must exclude one another too. */
    public static final String STRICT = "strictLocks";

    private static final double DRIFT = 0.01;

    private final double drift;

    public LockCheck() {
        this(DRIFT);
    }

    /** @param drift see {@link LeaseCheck} */
    public LockCheck(double drift) {
        this.drift = drift;
    }

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public boolean concerns(History history) {
        return !history.operations(LockAction.class).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "A lock has one holder at a time, by its leases' rules; what is fenced by the holder's revision happens only while he holds it.");
        Holdings holdings = Holdings.of(history);
        long handovers = holdings.overlaps(drift, ruling);
        boolean strict = history.notes(F.RUN).stream().map(Event::value).filter(Objects::nonNull).anyMatch(run -> run.path(STRICT).asBoolean());
        GuardedWrites writes = new GuardedWrites(history);
        GuardedWrites.Account fenced = writes.account(true);
        GuardedWrites.Account unfenced = writes.account(false);
        fenced.overlaps().forEach(ruling::anomaly);
        if (strict) unfenced.overlaps().forEach(ruling::anomaly);
        ruling.fact("holdings", holdings.count());
        ruling.fact("handovers", handovers);
        ruling.fact("fencedWrites", fenced.succeeded());
        ruling.fact("refusedByTheFence", fenced.refused());
        ruling.fact("unfencedWrites", unfenced.succeeded());
        ruling.fact("unfencedOverlaps", unfenced.overlaps().size());
        if (!unfenced.overlaps().isEmpty()) ruling.fact("firstUnfencedOverlap", unfenced.overlaps().get(0).summary() + " " + String.join(" ", unfenced.overlaps().get(0).steps()));
        if (handovers == 0) ruling.doubt("no lock went from one holder to another");
        else if (fenced.succeeded() == 0) ruling.doubt("no fenced write succeeded");
        return ruling.result(Quantity.of(holdings.count(), "holding") + ", no two at a time, and " + Quantity.of(fenced.succeeded(), "fenced write") + " all within theirs" + finding(unfenced));
    }

    private static String finding(GuardedWrites.Account unfenced) {
        if (unfenced.overlaps().isEmpty()) return "";
        return ". Finding: of " + Quantity.of(unfenced.succeeded(), "write") + " without a fence " + unfenced.overlaps().size() + " overlapped with another holder's, which etcd's locks are known to allow; not held against the store";
    }
}
