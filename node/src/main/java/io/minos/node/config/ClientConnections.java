package io.minos.node.config;

import java.time.Duration;

/**
 * What is asked of HTTP/2 connections of clients.
 *
 * @param keepAliveInterval a client that has said nothing for so long is asked whether it is there
 * @param keepAliveTimeout and given up if it does not answer within this
 * @param pingIntervalMin a client that pings more often, time and again, is sent away
 * @param streamsMax calls and streams that one connection may have open at a time
 */
public record ClientConnections(Duration keepAliveInterval, Duration keepAliveTimeout, Duration pingIntervalMin, int streamsMax) {
    /** Shorter intervals are taken for this, as by grpc-go. */
    private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);
    /** grpc-go's own, which etcd falls back to when it is told that there is none. */
    private static final Duration PING_INTERVAL_MIN_OF_GRPC = Duration.ofMinutes(5);

    /**
     * etcd has no bound by default. Here each stream costs memory until it is answered and the answer is read, and gRPC's clients
     * keep to what the server tells them: more calls than this wait in the client.
     */
    public static final int STREAMS_MAX_DEFAULT = 10_000;
    public static final ClientConnections DEFAULT = new ClientConnections(Duration.ofHours(2), Duration.ofSeconds(20), Duration.ofSeconds(5), STREAMS_MAX_DEFAULT);

    public ClientConnections {
        if (keepAliveInterval.compareTo(INTERVAL_MIN) < 0) {
            keepAliveInterval = INTERVAL_MIN;
        }
        if (pingIntervalMin.compareTo(Duration.ZERO) <= 0) {
            pingIntervalMin = PING_INTERVAL_MIN_OF_GRPC;
        }
        if (keepAliveTimeout.isNegative() || keepAliveTimeout.isZero() || streamsMax < 1) {
            throw new IllegalArgumentException("keepAliveTimeout " + keepAliveTimeout + ", streamsMax " + streamsMax);
        }
    }
}
