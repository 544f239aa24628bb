package io.minos.node.front;

import io.minos.node.config.ClientConnections;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.FrameType;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Looks after HTTP/2 connections. A client that says nothing for an interval is asked whether it is still there, and given up
 * when it does not answer in time; as grpc-go does it (transport/http2_server.go), where only what the client sends counts, as
 * to one that is stopped much can be written and never be read. Given up is a client, too, that makes the server say much more
 * than it reads, or that pings too often ({@link PingPolicy}). Any thread.
 */
final class ConnectionWatch implements Connection.Listener {
    /** Headers, a message, trailers, a reset, for each stream at worst; and some for the connection itself. */
    private static final long UNREAD_FRAMES_PER_STREAM = 4;
    private static final long UNREAD_FRAMES_OF_CONNECTION = 1_000;

    private final ClientConnections options;
    private final Scheduler scheduler;

    ConnectionWatch(ClientConnections options, Scheduler scheduler) {
        this.options = options;
        this.scheduler = scheduler;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HTTP2Connection http2) {
            Watched watched = new Watched(http2.getSession());
            http2.getSession().addEventListener(watched);
            watched.lookAfter(options.keepAliveInterval().toNanos());
        }
    }

    private long unreadFramesMax() {
        return UNREAD_FRAMES_PER_STREAM * options.streamsMax() + UNREAD_FRAMES_OF_CONNECTION;
    }

    /** One connection. */
    private final class Watched implements HTTP2Session.FrameListener {
        private final HTTP2Session session;
        private final PingPolicy pings = new PingPolicy(options.pingIntervalMin().toNanos());
        private volatile long heardNanos = System.nanoTime();
        /** When it was asked, if it said nothing since. */
        private long askedNanos;
        private boolean asked;

        Watched(HTTP2Session session) {
            this.session = session;
        }

        @Override
        public void onIncomingFrame(Session from, Frame frame) {
            heardNanos = System.nanoTime();
            if (frame instanceof PingFrame ping && !ping.isReply() && pings.isTooMany(heardNanos, !session.getStreams().isEmpty())) {
                // told first: Jetty would drop what is not written yet, the word itself included
                session.close(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "too_many_pings", Callback.from(this::cut));
            }
            if (session.getFrameQueueSize() > unreadFramesMax()) {
                session.onConnectionFailure(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "reads less than it asks for");
                session.onWriteFailure(new TimeoutException("the client does not read"));
            }
        }

        @Override
        public void onOutgoingFrame(Session to, Frame frame) {
            if (frame.getType() == FrameType.HEADERS || frame.getType() == FrameType.DATA) {
                pings.said();
            }
        }

        private void cut() {
            session.onWriteFailure(new IOException("the client pings too often"));
        }

        void lookAfter(long nanos) {
            scheduler.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }

        /** One at a time: each schedules the next. */
        private void look() {
            if (session.isClosed() || !session.getEndPoint().isOpen()) {
                return;
            }
            long interval = options.keepAliveInterval().toNanos();
            long timeout = options.keepAliveTimeout().toNanos();
            long quiet = System.nanoTime() - heardNanos;
            if (asked && heardNanos - askedNanos < 0) {
                // nothing can be said to it any more: its streams fail here, and the connection is cut
                session.onWriteFailure(new TimeoutException("the client does not answer a ping"));
            } else if (quiet >= interval) {
                asked = true;
                askedNanos = System.nanoTime();
                session.ping(new PingFrame(false), Callback.NOOP);
                lookAfter(timeout);
            } else {
                asked = false;
                lookAfter(interval - quiet);
            }
        }
    }
}
