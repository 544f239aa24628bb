package io.minos.reports.series;

import java.util.Arrays;

/** Nearest-rank percentiles of latencies, in nanoseconds; exact, and zero when there are none. */
public record Percentiles(long count, long p50Nanos, long p99Nanos, long maxNanos) {
    static Percentiles of(long[] latencies) {
        if (latencies.length == 0) {
            return new Percentiles(0, 0, 0, 0);
        }
        long[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted.length, rank(sorted, 0.50), rank(sorted, 0.99), sorted[sorted.length - 1]);
    }

    private static long rank(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
