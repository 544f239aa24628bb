package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.Latency;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Holds each chunk until it is late enough. The delay is drawn when a chunk becomes the first, and counts from its arrival. */
final class LatencyStage extends Stage {
    private static final int CHUNKS_MAX = 1024;

    private final Latency attributes;
    private final RandomGenerator random;
    private boolean drawn;
    private long sleepNanos;
    private long dueNanos;

    LatencyStage(Latency attributes, RandomGenerator random) {
        super(CHUNKS_MAX);
        this.attributes = attributes;
        this.random = random;
    }

    @Override
    @Nullable Chunk poll(long nowNanos) {
        Chunk first = waiting.peek();
        if (first == null) {
            return null;
        }
        if (!drawn) {
            drawn = true;
            sleepNanos = delayNanos() - (nowNanos - first.arrivedNanos());
            dueNanos = nowNanos + Math.max(0, sleepNanos);
        }
        if (nowNanos < dueNanos) {
            return null;
        }
        drawn = false;
        // As Toxiproxy stamps it, so that several latencies in a row add up as they do there.
        return waiting.remove().arrivedAt(first.arrivedNanos() + sleepNanos);
    }

    private long delayNanos() {
        long millis = attributes.latency();
        if (attributes.jitter() > 0) {
            millis += random.nextLong(attributes.jitter() * 2) - attributes.jitter();
        }
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    long wakeAtNanos() {
        return drawn ? dueNanos : Long.MAX_VALUE;
    }
}
