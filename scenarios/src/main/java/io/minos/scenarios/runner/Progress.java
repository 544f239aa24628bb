package io.minos.scenarios.runner;

import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What is going on, for the person who watches. Thread-safe. */
public final class Progress {
    private static final double NANOS = 1e9;

    private final long startNanos = System.nanoTime();
    private final AtomicLong invoked = new AtomicLong();
    private final AtomicLong ok = new AtomicLong();
    private final AtomicLong fail = new AtomicLong();
    private final AtomicLong info = new AtomicLong();
    private volatile String phase = "setup";
    private volatile String leader = "";
    private volatile String faults = "";
    private long rateAtNanos = startNanos;
    private long rateAtOk;
    private long rate;

    void invoked(int operations) {
        invoked.addAndGet(operations);
    }

    long invocations() {
        return invoked.get();
    }

    void completed(Outcome<Answer> outcome) {
        (outcome instanceof Outcome.Ok ? ok : outcome instanceof Outcome.Fail ? fail : info).incrementAndGet();
    }

    void phase(String name) {
        phase = name;
    }

    void leader(Optional<String> node) {
        leader = node.orElse("");
    }

    /** @param names of those in force; empty: none */
    void faults(String names) {
        faults = names;
    }

    /** One line without its end. The rate is that since the last call at least half a second ago. */
    public synchronized String line() {
        long now = System.nanoTime();
        if (now - rateAtNanos > NANOS / 2) {
            rate = Math.round((ok.get() - rateAtOk) * NANOS / (now - rateAtNanos));
            rateAtNanos = now;
            rateAtOk = ok.get();
        }
        return String.format(Locale.ROOT, "%5.1f s  %-8s  %,7d ok %,5d fail %,5d info  %4d ok/s  leader %-3s  %s",
                (now - startNanos) / NANOS, phase, ok.get(), fail.get(), info.get(), rate, leader.isEmpty() ? "?" : leader, faults).stripTrailing();
    }
}
