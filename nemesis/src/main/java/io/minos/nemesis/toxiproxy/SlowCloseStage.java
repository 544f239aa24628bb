package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.SlowClose;
import java.util.concurrent.TimeUnit;

final class SlowCloseStage extends Stage {
    private final long delayNanos;
    private long endAtNanos = Long.MAX_VALUE;

    SlowCloseStage(SlowClose attributes) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(attributes.delay());
    }

    @Override
    void end(long nowNanos) {
        super.end(nowNanos);
        endAtNanos = nowNanos + delayNanos;
    }

    @Override
    boolean ended(long nowNanos) {
        return super.ended(nowNanos) && (closed() || nowNanos >= endAtNanos);
    }

    @Override
    long wakeAtNanos() {
        return endAtNanos;
    }
}
