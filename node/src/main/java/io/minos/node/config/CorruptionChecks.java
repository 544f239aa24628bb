package io.minos.node.config;

import java.time.Duration;

/**
 * When a member looks whether the others hold the same keys.
 *
 * @param initial before it serves; it does not start if they do not
 * @param interval how often it does as the leader; zero for never
 */
public record CorruptionChecks(boolean initial, Duration interval) {
    public CorruptionChecks {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval " + interval);
        }
    }
}
