package io.minos.client;

import io.minos.etcd.api.WatchResponse;

/** Receives what a watch stream delivers, response by response, in order, on one thread at a time. */
public interface WatchListener {
    /**
     * One response exactly as it was sent: its events are not split, merged or filtered, and responses without events
     * (creation, progress, cancellation) are delivered as well. Called as soon as the response's last byte has arrived.
     */
    void onResponse(WatchResponse response);

    /** The last call. The stream may be ended by us, by the server, or by a broken connection. */
    void onEnd(WatchEnd end);
}
