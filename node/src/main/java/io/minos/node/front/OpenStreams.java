package io.minos.node.front;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The responses that are under way, of every kind: none is forgotten when the node stops, and none outlives its client. */
public final class OpenStreams {
    /** What the sender of a stream hears of it. Any thread. */
    public interface Listener {
        /** A write is done; what is now written over the same connection leaves together with what follows. */
        default void written() {}

        /** The stream is ready for more, after it had said that it is not. */
        void ready();

        /** Called once, whether the stream ended or the client is gone. */
        void ended(ResponseStream stream);
    }

    private final Map<ResponseStream, Consumer<ResponseStream>> streams = new ConcurrentHashMap<>();
    private final UnsentBytes unsent;

    /** @param unsent of all streams together */
    public OpenStreams(UnsentBytes unsent) {
        this.unsent = unsent;
    }

    /**
     * A response that stays open for as long as the client listens, however little is said.
     *
     * @param executor messages are encoded and written there
     * @param stop ends it when the node stops
     */
    public ResponseStream open(Exchange exchange, StreamForm form, Executor executor, Listener listener, Consumer<ResponseStream> stop) {
        ResponseStream stream = new ResponseStream(exchange, form, executor, unsent, listener::written, listener::ready, ended -> {
            listener.ended(ended);
            forget(ended);
        });
        streams.put(stream, stop);
        exchange.request().addFailureListener(stream::failed);
        exchange.request().addIdleTimeoutListener(timeout -> false);
        return stream;
    }

    public int count() {
        return streams.size();
    }

    public UnsentBytes unsent() {
        return unsent;
    }

    /** Ends all streams, and waits until their clients have been told, but no longer than this. */
    synchronized void endAll(long millisMax) throws InterruptedException {
        streams.forEach((stream, stop) -> stop.accept(stream));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
        long left = millisMax;
        while (!streams.isEmpty() && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    private synchronized void forget(ResponseStream ended) {
        streams.remove(ended);
        notifyAll();
    }
}
