package io.minos.checker.online;

import io.minos.checker.check.Check;
import io.minos.checker.check.Checks;
import io.minos.checker.history.Event;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges a run while it goes on. What it finds is a violation, and the whole history shows it too; what it does not find
 * may be there all the same: a key is looked at while it is young. For one thread.
 */
public final class OnlineJudge {
    /** What a run is found guilty of before it has ended: promises that hold of every beginning of a history that keeps them. */
    private static final List<String> CHECKS = List.of("linearizable-register", "linearizable-txn", "serializable-txn", "set", "watch", "revision");

    private final Window window;
    private final List<Check> checks = Checks.named(CHECKS, Map.of());
    private final Supplier<Budget> budgets;

    /**
     * @param weightMax how many operations, and keys shown to readers and watchers, are kept at most; at some hundred bytes each
     * @param budgets of each check, each time
     */
    public OnlineJudge(int weightMax, Supplier<Budget> budgets) {
        this.window = new Window(weightMax);
        this.budgets = budgets;
    }

    /** The next event of the run. */
    public void accept(Event event) {
        window.accept(event);
    }

    /** The first check that finds what it has seen so far to be INVALID. Takes as long as judging what is kept. */
    public Optional<CheckResult> look() {
        History history = window.history();
        for (Check check : checks) {
            if (!check.concerns(history)) continue;
            CheckResult result = check.check(history, budgets.get());
            if (result.verdict() == Verdict.INVALID) return Optional.of(result);
        }
        return Optional.empty();
    }

    /** How much is kept. */
    public int size() {
        return window.size();
    }

    /** How many keys it has stopped looking at. */
    public long keysLetGo() {
        return window.keysLetGo();
    }
}
