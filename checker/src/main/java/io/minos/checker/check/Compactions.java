package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.List;

/**
 * Reads of old revisions: below a compaction they are refused; at and above it they are answered, exactly as it was. A
 * serializable one is answered by what its member has applied: it may come before a compaction that others have seen, and
 * before the revision asked for.
 */
public final class Compactions implements Check {
    /** Of the run event: true when members compact of their own accord, so that a refusal needs no compaction in the history. */
    public static final String COMPACTS_ITSELF = "compactsItself";
    private static final String COMPACTED = "compacted";
    private static final String FUTURE = "future-revision";

    @Override
    public String name() {
        return "compaction";
    }

    @Override
    public boolean concerns(History history) {
        return !history.operations(Action.ReadAt.class).isEmpty() && !history.operations(Action.Compact.class).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Reads below a compaction are refused; at and above it they show what was there at that revision, exactly.");
        List<Operation> compactions = history.operations(Action.Compact.class).stream().filter(operation -> !operation.failed()).toList();
        boolean compactsItself = history.run().path(COMPACTS_ITSELF).asBoolean();
        Past past = Past.of(history);
        Told told = Told.of(history);
        long refused = 0;
        long exact = 0;
        for (Operation read : history.operations(Action.ReadAt.class)) {
            Action.ReadAt at = (Action.ReadAt) read.action();
            if (read.ok()) {
                exact++;
                answered(read, at, compactions, past, ruling);
            } else if (COMPACTED.equals(read.error())) {
                refused++;
                if (!compactsItself) refused(read, at, compactions, ruling);
            } else if (FUTURE.equals(read.error()) && !at.serializable() && at.revision() <= told.newestBefore(read.index())) {
                ruling.anomaly("future", read.describe() + ": refused as of the future, although others had been told revision " + told.newestBefore(read.index()) + " before.", at.key(), List.of(read.index()), List.of());
            }
        }
        ruling.fact("compactions", compactions.size());
        ruling.fact("refusedBelow", refused);
        ruling.fact("answered", exact);
        if (compactions.stream().noneMatch(Operation::ok)) ruling.doubt("no compaction was acknowledged");
        // That none was below a compaction is chance in a short run; the result says how many were.
        if (exact == 0) ruling.doubt("no read of an old revision was answered");
        return ruling.result(Quantity.of(exact, "read") + " of old revisions exact, " + refused + " below a compaction refused");
    }

    private static void answered(Operation read, Action.ReadAt at, List<Operation> compactions, Past past, Ruling ruling) {
        if (!at.serializable()) {
            compactions.stream().filter(compaction -> compaction.ok() && compaction.completed() < read.index() && of(compaction) > at.revision()).findFirst().ifPresent(compaction ->
                    ruling.anomaly("served-below", read.describe() + ": below revision " + of(compaction) + ", compacted before.", at.key(),
                            List.of(compaction.index(), read.index()), List.of(compaction.describe() + ".", read.describe() + ".")));
        }
        if (at.seen() == null) return;
        Past.Wrong wrong = past.wrong(read, at.key(), at.seen().kv(), at.revision());
        if (wrong != null) wrong.put("inexact", read, ruling);
    }

    private static void refused(Operation read, Action.ReadAt at, List<Operation> compactions, Ruling ruling) {
        long most = compactions.stream().filter(compaction -> compaction.index() < read.completed()).mapToLong(Compactions::of).max().orElse(0);
        if (at.revision() < most) return;
        ruling.anomaly("refused-above", read.describe() + ": refused as compacted, although nobody had compacted further than revision " + most + ".", at.key(), List.of(read.index()), List.of());
    }

    private static long of(Operation compaction) {
        return ((Action.Compact) compaction.action()).revision();
    }
}
