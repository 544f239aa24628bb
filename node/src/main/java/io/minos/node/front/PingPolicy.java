package io.minos.node.front;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Which pings of a client are too many, as grpc-go has it (transport/http2_server.go, handlePing): the third that follows its
 * predecessor too soon, where nothing was said to the client in between. Pings are told by one thread, all else by any.
 */
final class PingPolicy {
    private static final int STRIKES_MAX = 2;
    /** Of a client that has nothing open, and so nothing to keep alive. */
    private static final long IDLE_INTERVAL_NANOS = TimeUnit.HOURS.toNanos(2);

    private final long intervalNanosMin;
    private OptionalLong lastNanos = OptionalLong.empty();
    private int strikes;
    private volatile boolean said;

    PingPolicy(long intervalNanosMin) {
        this.intervalNanosMin = intervalNanosMin;
    }

    /** Headers or data are sent to the client: it may well ping to measure how fast they come. */
    void said() {
        said = true;
    }

    /** @param hasStreams whether the client has calls or streams open */
    boolean isTooMany(long nowNanos, boolean hasStreams) {
        long interval = hasStreams ? intervalNanosMin : IDLE_INTERVAL_NANOS;
        boolean tooSoon = lastNanos.isPresent() && nowNanos - lastNanos.getAsLong() < interval;
        lastNanos = OptionalLong.of(nowNanos);
        if (said) {
            said = false;
            strikes = 0;
        } else if (tooSoon) {
            strikes++;
        }
        return strikes > STRIKES_MAX;
    }
}
