package io.minos.checker.verdict;

import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Of times that were measured; median and p90 by nearest rank, so that each figure is one that was seen.
 *
 * @param count at least 1: what was never seen has no distribution
 */
public record Distribution(long count, long medianMillis, long p90Millis, long maxMillis) {
    /** Empty: there are none. */
    public static Optional<Distribution> of(LongStream millis) {
        long[] sorted = millis.sorted().toArray();
        return sorted.length == 0 ? Optional.empty() : Optional.of(new Distribution(sorted.length, rank(sorted, 50), rank(sorted, 90), sorted[sorted.length - 1]));
    }

    /** The smallest that at least so many percent do not exceed. */
    private static long rank(long[] sorted, int percent) {
        return sorted[(sorted.length * percent + 99) / 100 - 1];
    }
}
