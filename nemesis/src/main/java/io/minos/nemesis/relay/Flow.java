package io.minos.nemesis.relay;

import io.minos.nemesis.relay.EventLoop.Timer;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One direction of a relayed connection: bytes read from one wire, led through a {@link Course}, written to another. */
public final class Flow implements Wire.Reader {
    /** What happens to the destination when the course has ended and all is delivered. */
    public enum AtEnd {
        /** The whole connection is closed, as Toxiproxy does. */
        CLOSE,
        /** The end is passed on and the other direction lives; a reset is passed on as a reset. */
        HALF_CLOSE
    }

    private final EventLoop loop;
    private final Wire from;
    private final Wire to;
    private final Course course;
    private final AtEnd atEnd;
    private final LongConsumer offered;
    private final LongConsumer delivered;
    private final Runnable finished;
    private boolean sourceEnded;
    private boolean done;
    private @Nullable Timer armed;

    /**
     * @param offered told the number of bytes of each read
     * @param delivered told the number of bytes of each write, when it is handed to the destination's socket
     * @param finished called once, when nothing will flow any more
     */
    public Flow(EventLoop loop, Wire from, Wire to, Course course, AtEnd atEnd, LongConsumer offered, LongConsumer delivered, Runnable finished) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.course = course;
        this.atEnd = atEnd;
        this.offered = offered;
        this.delivered = delivered;
        this.finished = finished;
    }

    /** Nothing is read before. */
    public void start() {
        from.readBy(this);
        to.writtenBy(this);
        if (from.closed()) {
            sourceEnded();
        }
        if (to.closed()) {
            destinationBroke();
        }
        pump();
    }

    /** Moves all that can move now; to be called again whenever the course was changed from outside. */
    public void pump() {
        if (done) {
            return;
        }
        long now = loop.nowNanos();
        while (to.idle() && !done) {
            ByteBuffer next = course.poll(now);
            if (next == null) {
                break;
            }
            delivered.accept(next.remaining());
            to.write(next);
        }
        if (done) {
            return;
        }
        if (to.idle() && course.ended(now)) {
            finish();
            return;
        }
        if (!from.closed()) {
            from.wantRead(!sourceEnded && course.accepts());
        }
        // While the destination is slow, its readiness is what wakes this flow.
        arm(to.idle() ? course.wakeAtNanos() : Long.MAX_VALUE);
    }

    private void arm(long atNanos) {
        if (armed != null && armed.atNanos() == atNanos) {
            return;
        }
        disarm();
        if (atNanos != Long.MAX_VALUE) {
            armed = loop.at(atNanos, () -> {
                armed = null;
                pump();
            });
        }
    }

    private void disarm() {
        if (armed != null) {
            loop.cancel(armed);
            armed = null;
        }
    }

    @Override
    public void received(byte[] bytes) {
        offered.accept(bytes.length);
        course.offer(bytes, loop.nowNanos());
        pump();
    }

    @Override
    public void sourceEnded() {
        if (sourceEnded || done) {
            return;
        }
        sourceEnded = true;
        if (!from.closed()) {
            from.wantRead(false);
        }
        course.end(loop.nowNanos());
        pump();
    }

    @Override
    public void sourceBroke() {
        if (atEnd == AtEnd.HALF_CLOSE) {
            to.resetOnClose();
            to.close();
            from.close();
        } else {
            sourceEnded();
        }
    }

    /** The destination was closed or refused a write: what is still under way is lost, as with any broken connection. */
    void destinationBroke() {
        if (done) {
            return;
        }
        over();
        if (atEnd == AtEnd.HALF_CLOSE) {
            from.close();
        }
    }

    private void finish() {
        over();
        if (atEnd == AtEnd.CLOSE) {
            to.close();
        } else if (from.closed()) {
            to.close();
        } else {
            to.shutdownOutput();
        }
    }

    private void over() {
        done = true;
        disarm();
        if (!from.closed()) {
            from.wantRead(false);
        }
        finished.run();
    }
}
