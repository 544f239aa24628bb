package io.minos.node.front;

import io.minos.node.config.ClientConnections;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Gives up clients of HTTP/1.1 that watch and do not read: stopped ones, and those behind something that acknowledges for them.
 * HTTP/1.1 has no ping. Who has shown for {@code --grpc-keepalive-interval} no sign of reading is sent blanks, which every reader
 * of JSON skips: more than buffers take. Who leaves them lying for {@code --grpc-keepalive-timeout} is cut off.
 */
final class ReaderWatch implements Runnable {
    /** Without it, a kernel may take megabytes on its own. */
    private static final int SEND_BUFFER_BYTES = 64 << 10;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A response that its client may have stopped to read. */
    interface Watched {
        boolean isEnded();

        ReadProof proof();

        /** Writes {@link ReadProof#PROOF_BYTES} that mean nothing, unless something is being written. */
        void ask();

        void failed(Throwable why);
    }

    private final Request request;
    private final long intervalNanos;
    private final long timeoutNanos;
    private final Watched watched;

    private ReaderWatch(Request request, ClientConnections options, Watched watched) {
        this.request = request;
        this.intervalNanos = options.keepAliveInterval().toNanos();
        this.timeoutNanos = options.keepAliveTimeout().toNanos();
        this.watched = watched;
    }

    /** Over HTTP/2 there are pings: see {@link ConnectionWatch}. */
    static void start(Request request, ClientConnections options, Watched watched) {
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            bufferLittle(request.getConnectionMetaData().getConnection().getEndPoint());
            new ReaderWatch(request, options, watched).again();
        }
    }

    private static void bufferLittle(EndPoint endPoint) {
        EndPoint socket = endPoint instanceof EndPoint.Wrapper secured ? secured.unwrap() : endPoint;
        try {
            if (socket.getTransport() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            }
        } catch (IOException closed) {
            // whoever writes to it next will notice
        }
    }

    private void again() {
        request.getComponents().getScheduler().schedule(this, LOOK_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        if (watched.isEnded()) {
            return;
        }
        long now = System.nanoTime();
        if (watched.proof().isRefuted(now, intervalNanos, timeoutNanos)) {
            watched.failed(new TimeoutException("the client does not read"));
            return;
        }
        if (watched.proof().isDue(now, intervalNanos)) {
            watched.ask();
        }
        again();
    }
}
