package io.minos.scenarios.bench.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** All rounds of a store for one line of the table. */
final class Rounds {
    private static final double MILLI = 1e6;
    private static final double MICRO = 1e3;

    private final List<Double> perSecond = new ArrayList<>();
    private final Histogram latencyNanos = new Histogram(3);
    private Duration stores = Duration.ZERO;
    private Duration own = Duration.ZERO;
    private double seconds;
    private long errors;
    private Optional<String> firstError = Optional.empty();

    static Duration ownProcessorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * @param store processor time of the store's processes
     * @param own processor time of this process, which makes the load
     */
    void add(Measured measured, Duration store, Duration own) {
        perSecond.add(measured.perSecond());
        latencyNanos.add(measured.latencyNanos());
        stores = stores.plus(store);
        this.own = this.own.plus(own);
        seconds += measured.seconds();
        errors += measured.errors();
        firstError = firstError.or(() -> Optional.ofNullable(measured.firstError()));
    }

    double perSecondMedian() {
        return perSecond.stream().sorted().toList().get(perSecond.size() / 2);
    }

    double millisAt(double percentile) {
        return latencyNanos.getValueAtPercentile(percentile) / MILLI;
    }

    /** Of the store, a request: changes little with what else the machine does. */
    double processorMicros() {
        return stores.toNanos() / MICRO / Math.max(1, latencyNanos.getTotalCount());
    }

    /** How much of the time the load's threads were busy; near 1 they are what is measured. */
    double loadBusy() {
        return own.toNanos() / (seconds * 1e9 * Connections.THREADS);
    }

    long errors() {
        return errors;
    }

    String firstError() {
        return firstError.orElse("");
    }
}
