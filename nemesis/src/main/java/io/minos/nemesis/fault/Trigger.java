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

    /** Once so many operations were invoked. */
    record Operations(long count) implements Trigger {
        public Operations {
            if (count < 0) {
                throw new IllegalArgumentException("a number of operations cannot be negative: " + count);
            }
        }
    }
}
