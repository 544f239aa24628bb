package io.minos.nemesis.network;

import io.minos.nemesis.process.SocketOwner;
import io.minos.nemesis.relay.Course;
import io.minos.nemesis.relay.Duplex;
import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.relay.EventLoop.Listener;
import io.minos.nemesis.relay.Flow.AtEnd;
import io.minos.nemesis.relay.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peer address that a node advertises. All peers dial the same one, so the gate finds out for each connection whose process
 * holds the other end, and leads it to the Toxiproxy proxy of that link. Nothing is remembered from one connection to the next:
 * a port may be another node's a moment later.
 */
final class Gate {
    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    private final EventLoop loop;
    private final String node;
    private final NodePids pids;
    private final Executor finder;
    private final Function<String, Optional<Link>> linkFrom;
    private final Listener listener;
    private final AtomicLong dropped = new AtomicLong();

    /**
     * On the loop's thread.
     *
     * @param finder where the owner of a connection is looked up, which takes a few milliseconds
     * @param linkFrom the link from that node to this
     */
    Gate(EventLoop loop, String node, NodePids pids, Executor finder, Function<String, Optional<Link>> linkFrom) throws IOException {
        this.loop = loop;
        this.node = node;
        this.pids = pids;
        this.finder = finder;
        this.linkFrom = linkFrom;
        listener = loop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::accept);
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /** Connections of nobody we know. */
    long dropped() {
        return dropped.get();
    }

    private void accept(Wire wire) {
        try {
            finder.execute(() -> find(wire));
        } catch (RejectedExecutionException e) {
            wire.close();
        }
    }

    private void find(Wire wire) {
        Optional<String> dialer = dialer(wire);
        loop.run(() -> dialer.flatMap(linkFrom).ifPresentOrElse(link -> lead(wire, link), () -> drop(wire)));
    }

    private Optional<String> dialer(Wire wire) {
        try {
            return SocketOwner.of(wire.remote(), wire.local(), pids.running());
        } catch (IOException | RuntimeException e) {
            log.warn("gate of {}: cannot tell who dials: {}", node, e.toString());
            return Optional.empty();
        }
    }

    private void drop(Wire wire) {
        if (dropped.getAndIncrement() == 0) {
            log.warn("gate of {}: dropped a connection that no node of the cluster holds (later ones are not logged)", node);
        }
        wire.close();
    }

    private void lead(Wire dialer, Link link) {
        loop.connect(link.entry(), toToxiproxy -> relay(dialer, toToxiproxy, link.meter()), failure -> {
            log.debug("gate of {}: {} does not accept: {}", node, link.entry(), failure.toString());
            dialer.close();
        });
    }

    private void relay(Wire dialer, Wire toToxiproxy, Meter meter) {
        new Duplex(loop, dialer, toToxiproxy, AtEnd.HALF_CLOSE,
                new Duplex.Lane(Course.straight(), meter.upOffered::addAndGet, bytes -> {}),
                new Duplex.Lane(Course.straight(), bytes -> {}, meter.downDelivered::addAndGet),
                () -> {}).start();
    }

    /** On the loop's thread. */
    void close() {
        listener.close();
    }
}
