package io.minos.node.front;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Notices that an HTTP/1.1 client left while its response streams. Jetty does not look at a connection whose request it
 * has read to the end until the response is complete, so a quiet watch would never hear of it. HTTP/2 needs none of this.
 */
final class ClientProbe implements Runnable {
    private static final long INTERVAL_SECONDS = 1;

    private final Request request;
    private final BooleanSupplier needed;
    private final Consumer<Throwable> gone;
    private boolean stopped;

    private ClientProbe(Request request, BooleanSupplier needed, Consumer<Throwable> gone) {
        this.request = request;
        this.needed = needed;
        this.gone = gone;
    }

    /** Call it only once the request is read to its end: before that, the bytes on the connection belong to Jetty. */
    static ClientProbe start(Request request, BooleanSupplier needed, Consumer<Throwable> gone) {
        ClientProbe probe = new ClientProbe(request, needed, gone);
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            probe.again();
        }
        return probe;
    }

    /** At return it has looked for the last time. To be called before a response that ends, as the bytes after that are Jetty's again. */
    synchronized void stop() {
        stopped = true;
    }

    private void again() {
        request.getComponents().getScheduler().schedule(this, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void run() {
        if (stopped || !needed.getAsBoolean()) {
            return;
        }
        try {
            int filled = request.getConnectionMetaData().getConnection().getEndPoint().fill(BufferUtil.allocate(1));
            if (filled == 0) {
                again();
            } else {
                // A byte means a client that pipelines behind an endless response: it will never be served.
                gone.accept(new EofException(filled < 0 ? "the client left" : "the client does not wait for the stream's end"));
            }
        } catch (IOException e) {
            gone.accept(e);
        }
    }
}
