package io.minos.scenarios.cli;

import io.minos.checker.history.Quantity;
import io.minos.checker.verdict.Verdict;
import io.minos.scenarios.campaign.Tally;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.Violation;
import java.util.List;
import java.util.Locale;

/** What is said of simulations, in lines for people. */
final class SimulationText {
    /** Of the last transitions, how many are shown; events.log has all. */
    private static final int TRANSITIONS_SHOWN = 24;
    /** One seed of so many may be undecided. */
    private static final int UNDECIDED_PART = 10;
    private static final int DETAIL_MAX = 160;
    private static final double NANOS = 1e9;

    private SimulationText() {}

    /** @param nanos of the wall clock that it took */
    static String result(Played played, long nanos) {
        return String.format(Locale.ROOT, "%s  hash %016x, %s, %.1f s simulated, %,.0f cluster-seconds a wall second",
                verdict(played), played.eventHash(), Quantity.of(played.operations(), "operation"),
                played.simulatedNanos() / NANOS, (double) played.simulatedNanos() / Math.max(1, nanos));
    }

    static List<String> transitions(Played played) {
        List<String> newest = played.newest();
        return newest.subList(Math.max(0, newest.size() - TRANSITIONS_SHOWN), newest.size());
    }

    /** Of what may be long, the beginning. */
    private static String brief(String detail) {
        return detail.length() <= DETAIL_MAX ? detail : detail.substring(0, DETAIL_MAX - 1) + "…";
    }

    /** The promise and what broke it. */
    static String violation(Violation violation) {
        return violation.promise() + ": " + violation.detail();
    }

    /** Of a campaign that goes on. */
    static String progress(Tally tally, long nanos) {
        return String.format(Locale.ROOT, "%,9d seeds  %,10.0f s simulated  %,12d operations  %,7.0f cluster-s/s  %s", tally.seeds(),
                tally.simulatedNanos() / NANOS, tally.operations(), (double) tally.simulatedNanos() / Math.max(1, nanos), Quantity.of(tally.broken(), "violation"));
    }

    /** Of a campaign that is over. */
    static String total(Tally tally, long nanos) {
        return String.format(Locale.ROOT, "%s, %,.0f s simulated, %s in %.1f s: %,.0f cluster-seconds a wall second", Quantity.of(tally.seeds(), "seed"),
                tally.simulatedNanos() / NANOS, Quantity.of(tally.operations(), "operation"), nanos / NANOS, (double) tally.simulatedNanos() / Math.max(1, nanos));
    }

    static String found(Tally.Found found) {
        return String.format(Locale.ROOT, "  %-24s %s, first %d: %s", found.violation().promise(), Quantity.of(found.seeds(), "seed"), found.seed(), brief(found.violation().detail()));
    }

    /** A doubt is no violation, and no pass either. */
    static Verdict verdict(Played played) {
        return played.violation().isPresent() ? Verdict.INVALID : played.doubts().isEmpty() ? Verdict.VALID : Verdict.UNKNOWN;
    }

    /** A violation dominates. That a few seeds could not be decided is told; when they are more, not enough was judged. */
    static int exitCode(Tally tally) {
        if (tally.broken() > 0) {
            return Verdict.INVALID.exitCode();
        }
        if (tally.failed() > 0) {
            return Main.HARNESS_FAILED;
        }
        return (tally.undecided() * UNDECIDED_PART > tally.seeds() || tally.seeds() == 0 ? Verdict.UNKNOWN : Verdict.VALID).exitCode();
    }
}
