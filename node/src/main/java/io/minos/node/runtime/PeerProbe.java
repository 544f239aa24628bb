package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import io.minos.node.metrics.PeerMetrics;
import io.minos.node.transport.PeerTransport;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** How long the way to each peer and back takes: an empty call, as often as etcd's prober. */
final class PeerProbe {
    static final Duration INTERVAL = Duration.ofSeconds(4);
    private static final String METHOD = "probe";

    private final PeerTransport transport;
    private final PeerMetrics metrics;

    PeerProbe(PeerTransport transport, PeerMetrics metrics) {
        this.transport = transport;
        this.metrics = metrics;
        transport.serve(METHOD, body -> CompletableFuture.completedFuture(ByteString.EMPTY));
    }

    /** Does not wait; a peer that does not answer is not measured. */
    void probe(Collection<Long> peers) {
        for (long peer : peers) {
            long begun = System.nanoTime();
            transport.call(peer, METHOD, ByteString.EMPTY, INTERVAL).thenRun(() -> metrics.roundTrip(peer, System.nanoTime() - begun));
        }
    }
}
