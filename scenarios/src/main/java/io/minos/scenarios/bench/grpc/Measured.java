package io.minos.scenarios.bench.grpc;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a round gave.
 *
 * @param seconds as they went by, from the first request to the last answer
 * @param firstError of them, for a person
 */
record Measured(Histogram latencyNanos, long errors, double seconds, @Nullable String firstError) {
    double perSecond() {
        return latencyNanos.getTotalCount() / seconds;
    }
}
