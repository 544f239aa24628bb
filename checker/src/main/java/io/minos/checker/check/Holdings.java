package io.minos.checker.check;

import io.minos.checker.check.Leases.Cover;
import io.minos.checker.check.Leases.Lease;
import io.minos.checker.history.History;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who was told to own which lock, and until when he could believe it. */
final class Holdings {
    /** @param acquired the first try whose answer made the contender the owner */
    private record Holding(Operation acquired, LockAction.Try attempt, long untilNanos) {
        long fromNanos() {
            return acquired.completedNanos();
        }
    }

    private final Leases leases;
    /** By lock, in order of the answers. */
    private final Map<String, List<Operation>> acquired = new TreeMap<>();
    /** By contender's key: when he first began to let go of it, if he did. */
    private final Map<String, Long> released = new HashMap<>();
    private long count;

    static Holdings of(History history) {
        return new Holdings(history);
    }

    private Holdings(History history) {
        this.leases = Leases.of(history);
        Map<String, Operation> first = new HashMap<>();
        for (Operation operation : history.operations(LockAction.class)) {
            if (operation.action() instanceof LockAction.Release release && !operation.failed()) released.merge(release.key(), operation.invokedNanos(), Math::min);
            if (operation.ok() && operation.action() instanceof LockAction.Try attempt && attempt.owns()) {
                first.merge(attempt.key(), operation, (one, other) -> one.completed() < other.completed() ? one : other);
            }
        }
        first.values().stream().sorted(Comparator.comparingLong(Operation::completed)).forEach(operation ->
                acquired.computeIfAbsent(((LockAction.Try) operation.action()).lock(), absent -> new ArrayList<>()).add(operation));
        count = first.size();
    }

    /** How many times a lock went from one to another. */
    long overlaps(double drift, Ruling ruling) {
        long handovers = 0;
        for (List<Operation> ofLock : acquired.values()) {
            Holding longest = null;
            for (Operation operation : ofLock) {
                Holding holding = holding(operation, drift);
                if (longest != null) {
                    handovers++;
                    if (holding.fromNanos() < Math.min(longest.untilNanos(), holding.untilNanos())) overlap(longest, holding, ruling);
                }
                if (longest == null || holding.untilNanos() > longest.untilNanos()) longest = holding;
            }
        }
        return handovers;
    }

    private Holding holding(Operation operation, double drift) {
        LockAction.Try attempt = (LockAction.Try) operation.action();
        @Nullable Lease lease = leases.byId(attempt.lease());
        long until = lease == null ? 0 : lease.cover(drift).map(Cover::untilNanos).orElse(0L);
        if (lease != null && !lease.revokes.isEmpty()) until = Math.min(until, lease.revokes.get(0).invokedNanos());
        return new Holding(operation, attempt, Math.min(until, released.getOrDefault(attempt.key(), Long.MAX_VALUE)));
    }

    private static void overlap(Holding one, Holding other, Ruling ruling) {
        long together = Math.min(one.untilNanos(), other.untilNanos()) - other.fromNanos();
        ruling.anomaly("two-holders", "Lock " + one.attempt().lock() + " had two holders for " + together / 1_000_000 + " ms, " + one.attempt().key() + " and " + other.attempt().key() + ", both with leases that an answered renewal covers.", one.attempt().lock(),
                List.of(one.acquired().index(), other.acquired().index()),
                List.of(told(one), told(other)));
    }

    private static String told(Holding holding) {
        return holding.acquired().describe() + ", at " + holding.fromNanos() / 1_000_000 + " ms; held until " + holding.untilNanos() / 1_000_000 + " ms.";
    }

    /** Of all locks. */
    long count() {
        return count;
    }
}
