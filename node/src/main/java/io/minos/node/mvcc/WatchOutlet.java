package io.minos.node.mvcc;

import io.minos.etcd.api.WatchResponse;

/** Where the {@link WatchHub} puts what it has for a stream. Called only from within {@link WatchHub#poll}. */
public interface WatchOutlet {
    /** False while the client is not reading: the stream then waits, and catches up from history later. */
    boolean isReady(long streamId);

    void send(long streamId, WatchResponse response);

    /** The client asks and asks without reading the answers; the stream is closed already, tell the client why. */
    void overflowed(long streamId);
}
