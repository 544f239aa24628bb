package io.minos.nemesis.fault;

import java.time.Duration;

/** When a fault is injected; kept by the runner. */
public sealed interface Trigger {
    /** This long after the load began. */
    record After(Duration delay) implements Trigger {
        public After {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a delay cannot be negative: " + delay);
            }
        }
    }

    /**
     * Again and again: first so long after the load began, then one a period. One that is due while another repeated fault is in
     * force waits until that is healed, and puts off those after it.
     */
    record Every(Duration first, Duration period) implements Trigger {
        public Every {
            if (first.isNegative()) {
                throw new IllegalArgumentException("a delay cannot be negative: " + first);
            }
            if (period.isNegative() || period.isZero()) {
                throw new IllegalArgumentException("a period must be positive");
            }
        }
    }

    /** Once so many operations were invoked. */
    record Operations(long count) implements Trigger {
        public Operations {
            if (count < 0) {
                throw new IllegalArgumentException("a number of operations cannot be negative: " + count);
            }
        }
    }
}
