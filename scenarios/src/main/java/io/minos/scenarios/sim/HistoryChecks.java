package io.minos.scenarios.sim;

import io.minos.checker.check.AvailabilityCheck;
import io.minos.checker.check.Check;
import io.minos.checker.check.Compactions;
import io.minos.checker.check.Convergence;
import io.minos.checker.check.Durability;
import io.minos.checker.check.EnoughEvidence;
import io.minos.checker.check.LeaseCheck;
import io.minos.checker.check.LinearizableRegister;
import io.minos.checker.check.LinearizableTxn;
import io.minos.checker.check.LockCheck;
import io.minos.checker.check.Members;
import io.minos.checker.check.Quota;
import io.minos.checker.check.RevisionMonotonic;
import io.minos.checker.check.SerializableReads;
import io.minos.checker.check.Sessions;
import io.minos.checker.check.SetCheck;
import io.minos.checker.check.WatchCheck;
import io.minos.checker.history.Event;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checks of real runs over a simulation's history, one after the other. What they may spend is counted in steps, so that a
 * verdict is the same on every machine.
 */
final class HistoryChecks {
    private static final long STEPS_MAX = 20_000_000;
    private static final long WORDS_MAX = 8L << 20;
    /** That all comes in time {@link Settling} sees to; here it would depend on how bad the world is. */
    private static final Duration WHENEVER = Duration.ofDays(1);

    /** Not whether each fault did something: that is judged over many simulations. */
    private static List<Check> checks(double driftMax) {
        return List.of(new LinearizableRegister(), new LinearizableTxn(), new SetCheck(), new WatchCheck(WHENEVER), new LeaseCheck(driftMax, WHENEVER), new LockCheck(driftMax), new Durability(),
                new Convergence(WHENEVER), new RevisionMonotonic(), new SerializableReads(), new Sessions(), new Compactions(), new Quota(), new Members(), new AvailabilityCheck(), new EnoughEvidence());
    }

    /** @param doubts of the checks that could not decide, a line each */
    record Ruling(Optional<Violation> violation, List<String> doubts) {}

    private HistoryChecks() {}

    /**
     * @param names of the checks wanted; empty: all
     * @param driftMax of the members' clocks, see {@link io.minos.node.sim.WorldOptions.Clocks}
     */
    static Ruling judge(List<Event> events, List<String> names, double driftMax) {
        History history = History.of(events);
        List<String> doubts = new ArrayList<>();
        Optional<Violation> violation = Optional.empty();
        for (Check check : checks(driftMax)) {
            if (!check.concerns(history) || !names.isEmpty() && !names.contains(check.name())) {
                continue;
            }
            CheckResult result = check.check(history, Budget.ofSteps(STEPS_MAX, WORDS_MAX));
            if (result.verdict() == Verdict.INVALID && violation.isEmpty()) {
                violation = Optional.of(new Violation(check.name(), detail(result)));
            } else if (result.verdict() == Verdict.UNKNOWN) {
                doubts.add(check.name() + ": " + result.reason());
            }
        }
        return new Ruling(violation, doubts);
    }

    private static String detail(CheckResult result) {
        Anomaly first = result.anomalies().get(0);
        return first.kind() + ": " + first.summary();
    }
}
