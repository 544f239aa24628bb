package io.minos.checker.txn;

import io.minos.checker.linear.Budget;

/** Keeps an analysis within its time: every loop over the history takes its steps here. For one thread. */
final class Pace {
    /** Thrown through the loops, so that none of them has to hand on that it was not finished. */
    static final class TimeOver extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TimeOver() {
            super("time is over", null, false, false);
        }
    }

    private final Budget budget;

    Pace(Budget budget) {
        this.budget = budget;
    }

    /** @throws TimeOver as all further steps do then */
    void step() {
        steps(1);
    }

    /** So many steps of much the same cost, as {@link #step}. */
    void steps(long count) {
        if (!budget.spend(0, count)) throw new TimeOver();
    }
}
