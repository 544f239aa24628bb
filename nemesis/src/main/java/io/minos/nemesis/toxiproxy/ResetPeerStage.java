package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.ResetPeer;
import java.util.concurrent.TimeUnit;

final class ResetPeerStage extends Stage {
    private final long timeoutNanos;
    private long closeAtNanos = Long.MAX_VALUE;

    ResetPeerStage(ResetPeer attributes) {
        timeoutNanos = TimeUnit.MILLISECONDS.toNanos(attributes.timeout());
    }

    @Override
    boolean accepts() {
        return closeAtNanos == Long.MAX_VALUE && super.accepts();
    }

    @Override
    void offer(Chunk chunk, long nowNanos) {
        begin(nowNanos);
    }

    @Override
    void end(long nowNanos) {
        super.end(nowNanos);
        begin(nowNanos);
    }

    private void begin(long nowNanos) {
        if (closeAtNanos == Long.MAX_VALUE) {
            closeAtNanos = nowNanos + timeoutNanos;
        }
    }

    @Override
    boolean ended(long nowNanos) {
        return closed() || nowNanos >= closeAtNanos;
    }

    @Override
    long wakeAtNanos() {
        return closeAtNanos;
    }
}
