package io.minos.node.sim;

import io.minos.etcd.api.WatchResponse;

/** A client at the end of a watch stream. */
public interface WatchSink {
    void response(WatchResponse response);

    /** The stream is over: the member died, or would not go on with it. */
    void ended();
}
