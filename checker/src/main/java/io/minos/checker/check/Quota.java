package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.Action.Administration;
import io.minos.checker.history.History;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a full store owes: while NOSPACE stands, every member refuses writes with that error, and answers reads and deletions;
 * once space was made and the alarm disarmed, writes work again. (That nothing acknowledged is lost is durability's.)
 *
 * <p>The alarm certainly stands from an answer that lists it to the next disarming, since it is raised, listed and disarmed by
 * the log. A refusal before that is no mistake: the write that trips the quota is refused first, and raises it.
 */
public final class Quota implements Check {
    /** The client's name for "etcdserver: mvcc: database space exceeded". */
    private static final String NO_SPACE = "no-space";

    private static final long CATCHES_UP_NANOS = 5_000_000_000L;

    /** Both are indices of the history: from the answer that listed the alarm to the invocation that may have ended it. */
    private record Standing(long from, long to) {
        boolean covers(Operation operation) {
            return operation.index() > from && operation.completed() < to;
        }
    }

    @Override
    public String name() {
        return "quota";
    }

    @Override
    public boolean concerns(History history) {
        return history.operations(Administration.Alarms.class).stream().anyMatch(Quota::lists) || history.operations().stream().anyMatch(operation -> NO_SPACE.equals(operation.error()));
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "While NOSPACE stands every member refuses writes with that error, and answers reads and deletions; disarmed, it takes writes again.");
        List<Standing> standings = standings(history);
        Tally refused = new Tally();
        Tally reads = new Tally();
        Tally deletions = new Tally();
        for (Operation operation : history.operations()) {
            boolean stands = standings.stream().anyMatch(standing -> standing.covers(operation));
            boolean write = writes(operation);
            boolean refusal = NO_SPACE.equals(operation.error());
            if (write && stands && operation.ok()) accepted(operation, standings, ruling);
            if (write && refusal) refused.count(operation);
            if (refusal && (operation.action() instanceof Action.Delete || reads(operation))) ruling.anomaly(operation.action() instanceof Action.Delete ? "deletion-refused" : "read-refused", operation.describe() + ": refused for want of space, which it does not need.", null, List.of(operation.index()), List.of());
            if (stands && operation.ok() && operation.action() instanceof Action.Delete) deletions.count(operation);
            else if (stands && operation.ok() && reads(operation)) reads.count(operation);
        }
        ruling.fact("alarmsSeen", standings.size());
        ruling.fact("writesRefused", refused.all());
        ruling.fact("readsMeanwhile", reads.all());
        ruling.fact("deletionsMeanwhile", deletions.all());
        if (standings.isEmpty()) ruling.doubt("nobody saw the alarm NOSPACE stand");
        if (refused.all() == 0) ruling.doubt("no write was refused for want of space");
        if (reads.all() == 0) ruling.doubt("no read was answered while NOSPACE stood");
        if (deletions.all() == 0) ruling.doubt("no deletion was answered while NOSPACE stood");
        reads.unlike(refused).forEach(node -> ruling.doubt(node + " answered while NOSPACE stood, and was seen to refuse no write"));
        worksAgain(history, ruling);
        return ruling.result(Quantity.of(refused.all(), "write") + " refused by " + refused.nodes() + "; meanwhile " + Quantity.of(reads.all(), "read") + " and " + Quantity.of(deletions.all(), "deletion") + " answered, and writes after disarming");
    }

    private static List<Standing> standings(History history) {
        List<Standing> standings = new ArrayList<>();
        List<Operation> disarmings = history.operations(Administration.Disarm.class).stream().filter(operation -> !operation.failed()).toList();
        for (Operation operation : history.operations(Administration.Alarms.class)) {
            if (!lists(operation)) continue;
            // one that is under way may take effect at any time
            long to = disarmings.stream().filter(disarm -> disarm.completed() > operation.index()).mapToLong(Operation::index).min().orElse(Long.MAX_VALUE);
            if (to > operation.completed()) standings.add(new Standing(operation.completed(), to));
        }
        return standings;
    }

    private static boolean lists(Operation operation) {
        return operation.action() instanceof Administration.Alarms alarms && alarms.alarms() != null
                && alarms.alarms().stream().anyMatch(alarm -> alarm.kind().equals(Action.Alarm.NOSPACE));
    }

    /** Whether it puts anything: a comparison that fails, a deletion and what only reads need no space. */
    private static boolean writes(Operation operation) {
        Action action = operation.action();
        if (action instanceof Action.Cas cas) return !Boolean.FALSE.equals(cas.succeeded());
        if (action instanceof LockAction.Try attempt) return attempt.entered();
        if (action instanceof LockAction.GuardedWrite write) return !Boolean.FALSE.equals(write.succeeded());
        return action instanceof Action.Write || action instanceof LeaseAction.Grant || action instanceof LeaseAction.Put || action instanceof Action.Txn txn && txn.micros().stream().anyMatch(Action.Micro.Write.class::isInstance);
    }

    /** A comparison that fails only reads. What is done with a lease or a lock may need space; so may what this version does not know. */
    private static boolean reads(Operation operation) {
        Action action = operation.action();
        boolean other = action instanceof Action.Compact || action instanceof Action.Other || action instanceof Action.Delete || action instanceof LeaseAction || action instanceof LockAction;
        return operation.ofLoad() && !other && !Changes.mayMakeRevision(operation);
    }

    private static void accepted(Operation write, List<Standing> standings, Ruling ruling) {
        Standing standing = standings.stream().filter(one -> one.covers(write)).findFirst().orElseThrow();
        ruling.anomaly("accepted", write.describe() + ": accepted while NOSPACE stood, as the answer #" + standing.from() + " lists it.", null, List.of(write.index()), List.of(write.describe() + "."));
    }

    /**
     * After the last disarming each member that still refused a write must have taken one as well; unless the store was full
     * again, of which the alarm that the refusal raised tells: nobody can have disarmed it since.
     */
    private static void worksAgain(History history, Ruling ruling) {
        long disarmed = history.operations(Administration.Disarm.class).stream().filter(Operation::ok).mapToLong(Operation::completed).max().orElse(Long.MAX_VALUE);
        Tally taken = new Tally();
        Map<String, Operation> stuck = new TreeMap<>();
        for (Operation operation : history.operations()) {
            if (operation.index() < disarmed || !writes(operation)) continue;
            if (operation.ok()) taken.count(operation);
            else if (NO_SPACE.equals(operation.error()) && isUpToDate(operation, Calm.of(history))) stuck.put(String.valueOf(operation.node()), operation);
        }
        ruling.fact("writesAfterwards", taken.all());
        stuck.keySet().removeAll(taken.byNode.keySet());
        long silent = history.operations(Administration.Alarms.class).stream().filter(operation -> operation.ok() && !lists(operation)).mapToLong(Operation::index).max().orElse(-1);
        stuck.values().removeIf(refused -> refused.index() > silent);
        stuck.forEach((node, last) -> ruling.anomaly("stuck", node + " took no write after the last disarming: " + last.describe() + ".", null, List.of(last.index()), List.of(last.describe() + ".")));
        if (disarmed == Long.MAX_VALUE) ruling.doubt("nobody disarmed NOSPACE");
        else if (taken.all() == 0) ruling.doubt("no write was answered after the last disarming");
    }

    /** One that was cut off or down may not know yet that the alarm is disarmed. */
    private static boolean isUpToDate(Operation refused, Calm calm) {
        long since = calm.sinceNanos(refused.invokedNanos());
        return since == 0 || since < Long.MAX_VALUE && refused.invokedNanos() - since >= CATCHES_UP_NANOS;
    }

    /** How often, by node. */
    private static final class Tally {
        private final Map<String, Long> byNode = new TreeMap<>();

        void count(Operation operation) {
            byNode.merge(String.valueOf(operation.node()), 1L, Long::sum);
        }

        long all() {
            return byNode.values().stream().mapToLong(Long::longValue).sum();
        }

        String nodes() {
            return String.join(", ", byNode.keySet());
        }

        Set<String> unlike(Tally other) {
            Set<String> nodes = new TreeSet<>(byNode.keySet());
            nodes.removeAll(other.byNode.keySet());
            return nodes;
        }
    }
}
