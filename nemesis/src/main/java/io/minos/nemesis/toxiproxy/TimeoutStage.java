package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.Timeout;
import java.util.concurrent.TimeUnit;

/** A black hole. Data starts the timeout anew, as in Toxiproxy; an end passes. */
final class TimeoutStage extends Stage {
    private final long timeoutNanos;
    private long closeAtNanos;

    TimeoutStage(Timeout attributes, long nowNanos) {
        timeoutNanos = TimeUnit.MILLISECONDS.toNanos(attributes.timeout());
        restart(nowNanos);
    }

    private void restart(long nowNanos) {
        closeAtNanos = timeoutNanos > 0 ? nowNanos + timeoutNanos : Long.MAX_VALUE;
    }

    @Override
    void offer(Chunk chunk, long nowNanos) {
        restart(nowNanos);
    }

    @Override
    boolean ended(long nowNanos) {
        return super.ended(nowNanos) || nowNanos >= closeAtNanos;
    }

    @Override
    long wakeAtNanos() {
        return closeAtNanos;
    }
}
