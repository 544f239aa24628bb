package io.minos.nemesis.network;

import io.minos.nemesis.relay.Course;
import io.minos.nemesis.relay.Duplex;
import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.relay.EventLoop.Listener;
import io.minos.nemesis.relay.Flow.AtEnd;
import io.minos.nemesis.relay.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a link leaves Toxiproxy: leads each connection on to the node and counts what really came through, and answers our
 * probes itself so that the node never sees them. To tell the two apart it dials the node at the first byte; the dialer speaks
 * first in every protocol of a key-value store that we know.
 */
final class Outlet {
    private static final Logger log = LoggerFactory.getLogger(Outlet.class);

    private final EventLoop loop;
    private final InetSocketAddress node;
    private final Meter meter;
    private final Probes probes;
    private final Listener listener;

    /** On the loop's thread. */
    Outlet(EventLoop loop, InetSocketAddress node, Meter meter, Probes probes) throws IOException {
        this.loop = loop;
        this.node = node;
        this.meter = meter;
        this.probes = probes;
        listener = loop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::accept);
    }

    InetSocketAddress address() {
        return listener.address();
    }

    private void accept(Wire wire) {
        wire.readBy(new FirstBytes(wire));
        wire.wantRead(true);
    }

    private final class FirstBytes implements Wire.Reader {
        private final Wire wire;

        FirstBytes(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void received(byte[] bytes) {
            wire.wantRead(false);
            if (probes.isProbe(bytes)) {
                probes.arrived(bytes);
                wire.write(ByteBuffer.wrap(bytes));
                wire.readBy(new UntilEnd(wire));
                wire.wantRead(true);
            } else {
                lead(wire, bytes);
            }
        }

        @Override
        public void sourceEnded() {
            wire.close();
        }

        @Override
        public void sourceBroke() {
            wire.close();
        }
    }

    /** A probe that was answered; the prober hangs up. */
    private record UntilEnd(Wire wire) implements Wire.Reader {
        @Override
        public void received(byte[] bytes) {
            wire.close();
        }

        @Override
        public void sourceEnded() {
            wire.close();
        }

        @Override
        public void sourceBroke() {
            wire.close();
        }
    }

    private void lead(Wire fromToxiproxy, byte[] first) {
        loop.connect(node, toNode -> relay(fromToxiproxy, toNode, first), failure -> {
            log.debug("{} does not accept: {}", node, failure.toString());
            fromToxiproxy.close();
        });
    }

    private void relay(Wire fromToxiproxy, Wire toNode, byte[] first) {
        Course up = Course.straight();
        up.offer(first, loop.nowNanos());
        new Duplex(loop, fromToxiproxy, toNode, AtEnd.HALF_CLOSE,
                new Duplex.Lane(up, bytes -> {}, meter.upDelivered::addAndGet),
                new Duplex.Lane(Course.straight(), meter.downOffered::addAndGet, bytes -> {}),
                () -> {}).start();
    }

    /** On the loop's thread. */
    void close() {
        listener.close();
    }
}
