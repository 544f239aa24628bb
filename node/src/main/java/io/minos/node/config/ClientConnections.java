package io.minos.node.config;

import java.time.Duration;

/**
 * What is asked of HTTP/2 connections of clients.
 *
 * @param keepAliveInterval a client that has said nothing for so long is asked whether it is there
 * @param keepAliveTimeout and given up if it does not answer within this
 * @param streamsMax calls and streams that one connection may have open at a time
 */
public record ClientConnections(Duration keepAliveInterval, Duration keepAliveTimeout, int streamsMax) {
    /** Shorter intervals are taken for this, as by grpc-go. */
    private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);

    /**
     * etcd has no bound by default. Here each stream costs memory until it is answered and the answer is read, and gRPC's clients
     * keep to what the server tells them: more calls than this wait in the client.
     */
    public static final int STREAMS_MAX_DEFAULT = 10_000;
    public static final ClientConnections DEFAULT = new ClientConnections(Duration.ofHours(2), Duration.ofSeconds(20), STREAMS_MAX_DEFAULT);

    public ClientConnections {
        if (keepAliveInterval.compareTo(INTERVAL_MIN) < 0) {
            keepAliveInterval = INTERVAL_MIN;
        }
        if (keepAliveTimeout.isNegative() || keepAliveTimeout.isZero() || streamsMax < 1) {
            throw new IllegalArgumentException("keepAliveTimeout " + keepAliveTimeout + ", streamsMax " + streamsMax);
        }
    }
}
