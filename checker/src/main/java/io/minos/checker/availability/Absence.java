package io.minos.checker.availability;

import org.jspecify.annotations.Nullable;

/**
 * Of successes, or of a leader.
 *
 * @param fromNanos since the start
 * @param toNanos when it was over, or up to when somebody looked
 * @param ended false: nobody saw its end, so it was longer than this
 */
public record Absence(long fromNanos, long toNanos, boolean ended) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    long nanos() {
        return toNanos - fromNanos;
    }

    public long millis() {
        return nanos() / NANOS_PER_MILLI;
    }

    /** Null: its end was not seen, so nobody knows. */
    public @Nullable Long seenMillis() {
        return ended ? (Long) millis() : null;
    }

    public boolean exceeds(long limitMillis) {
        return nanos() > limitMillis * NANOS_PER_MILLI;
    }
}
