package io.minos.node.runtime;

import io.minos.etcd.api.WatchRequest;
import io.minos.node.auth.Claim;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.WatchSend;
import io.minos.node.replica.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The watch streams of this member's clients: which sink belongs to which stream, and how far each has been delivered. */
final class Streams {
    private final Consumer<Event> events;
    private final BooleanSupplier overloaded;
    private final IntConsumer sent;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Stream> open = new ConcurrentHashMap<>();

    /**
     * @param overloaded requests are no longer taken
     * @param sent is told how many events each response holds
     */
    Streams(Consumer<Event> events, BooleanSupplier overloaded, IntConsumer sent) {
        this.events = events;
        this.overloaded = overloaded;
        this.sent = sent;
    }

    Backend.WatchStream open(Backend.WatchSink sink, Claim claim) {
        Stream stream = new Stream(last.incrementAndGet(), sink);
        open.put(stream.id, stream);
        events.accept(new Event.WatchOpened(stream.id, claim));
        return stream;
    }

    void send(List<WatchSend> sends) {
        for (WatchSend send : sends) {
            Stream stream = open.get(send.stream());
            if (stream == null) {
                continue; // closed while it was on its way
            }
            if (send instanceof WatchSend.Response response) {
                stream.deliver(response);
            } else {
                stream.end(EtcdError.TOO_MANY_REQUESTS);
            }
        }
    }

    /** The node stops. */
    void endAll() {
        open.values().forEach(stream -> stream.end(EtcdError.STOPPED));
    }

    private final class Stream implements Backend.WatchStream {
        private final long id;
        private final Backend.WatchSink sink;
        private final AtomicInteger undelivered = new AtomicInteger();

        Stream(long id, Backend.WatchSink sink) {
            this.id = id;
            this.sink = sink;
        }

        void deliver(WatchSend.Response response) {
            sink.send(response.response());
            sent.accept(response.response().getEventsCount());
            undelivered.incrementAndGet();
            if (sink.isReady()) {
                ready();
            }
        }

        void end(EtcdError error) {
            sink.fail(new RpcException(error));
            close();
        }

        @Override
        public void request(WatchRequest request) {
            if (overloaded.getAsBoolean()) {
                end(EtcdError.TOO_MANY_REQUESTS);
                return;
            }
            events.accept(new Event.WatchRequested(id, request));
        }

        @Override
        public void ready() {
            int delivered = undelivered.getAndSet(0);
            if (delivered > 0) {
                events.accept(new Event.WatchDelivered(id, delivered));
            }
        }

        @Override
        public void close() {
            if (open.remove(id) != null) {
                events.accept(new Event.WatchClosed(id));
            }
        }
    }
}
