package io.minos.nemesis.relay;

import io.minos.nemesis.relay.Flow.AtEnd;
import java.util.function.LongConsumer;

/** Both directions of a relayed connection: upstream from the one who dialed, downstream back to them. */
public final class Duplex {
    private final Wire dialer;
    private final Wire dialed;
    private final Flow upstream;
    private final Flow downstream;
    private final Runnable closed;
    private int flowing = 2;

    /** How one direction is treated and counted; see {@link Flow}. */
    public record Lane(Course course, LongConsumer offered, LongConsumer delivered) {}

    /** @param closed called once, when both ends are closed */
    public Duplex(EventLoop loop, Wire dialer, Wire dialed, AtEnd atEnd, Lane up, Lane down, Runnable closed) {
        this.dialer = dialer;
        this.dialed = dialed;
        this.closed = closed;
        upstream = new Flow(loop, dialer, dialed, up.course(), atEnd, up.offered(), up.delivered(), this::flowFinished);
        downstream = new Flow(loop, dialed, dialer, down.course(), atEnd, down.offered(), down.delivered(), this::flowFinished);
    }

    public void start() {
        upstream.start();
        downstream.start();
    }

    public Flow upstream() {
        return upstream;
    }

    public Flow downstream() {
        return downstream;
    }

    public void close() {
        dialer.close();
        dialed.close();
    }

    private void flowFinished() {
        flowing--;
        if (flowing == 0) {
            close();
            closed.run();
        }
    }
}
