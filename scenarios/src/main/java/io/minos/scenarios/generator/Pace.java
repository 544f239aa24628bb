package io.minos.scenarios.generator;

import java.util.random.RandomGenerator;

/**
 * When the next operation is due: evenly at the rate asked for, each up to half an interval early or late, so that clients do
 * not march in step.
 *
 * @param perSecond operations a second
 */
public record Pace(double perSecond) {
    private static final double NANOS = 1e9;

    public Pace {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate must be positive: " + perSecond);
        }
    }

    /** Nanoseconds from one operation to the next. */
    public long intervalNanos(RandomGenerator random) {
        return Math.max(1, (long) (NANOS / perSecond * (0.5 + random.nextDouble())));
    }
}
