package io.minos.node.front.concurrency;

import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.atomic.AtomicBoolean;

/** A watch of our own, of one key or range, until it is closed or fails. */
final class KeyWatch implements Backend.WatchSink {
    /** Called one at a time, on any thread. */
    interface Listener {
        void event(Event event, WatchResponse in);

        /** It saw its last event; it need not be closed. */
        void failed(RpcException why);
    }

    private final Listener listener;
    private final Backend.WatchStream stream;
    private final AtomicBoolean closed = new AtomicBoolean();

    private KeyWatch(Backend backend, Listener listener) {
        this.listener = listener;
        this.stream = backend.watch(this);
    }

    /** Nothing is heard before {@link #begin}: whoever is to close it can be told of it before. */
    static KeyWatch open(Backend backend, Listener listener) {
        return new KeyWatch(backend, listener);
    }

    void begin(WatchCreateRequest.Builder what) {
        stream.request(WatchRequest.newBuilder().setCreateRequest(what).build());
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            stream.close();
        }
    }

    @Override
    public void send(WatchResponse response) {
        if (response.getCanceled()) {
            fail(response.getCompactRevision() > 0 ? new RpcException(EtcdError.COMPACTED) : new RpcException(Code.UNKNOWN, response.getCancelReason()));
            return;
        }
        for (Event event : response.getEventsList()) {
            if (!closed.get()) {
                listener.event(event, response);
            }
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void fail(RpcException error) {
        if (closed.compareAndSet(false, true)) {
            stream.close();
            listener.failed(error);
        }
    }
}
