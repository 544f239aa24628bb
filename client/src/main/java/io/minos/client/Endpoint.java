package io.minos.client;

import com.google.protobuf.Message;
import io.minos.etcd.api.WatchCreateRequest;
import java.util.concurrent.CompletableFuture;

/** One member of an etcd cluster as one client reaches it, over whatever network there is. */
public interface Endpoint {
    /** Sends the request once. The future always completes normally, at the latest at the client's timeout. */
    <Q extends Message, R extends Message> CompletableFuture<Outcome<R>> call(Rpc<Q, R> rpc, Q request);

    /** Opens a watch on a connection of its own; see {@link WatchListener} for what is reported, and when. */
    OpenWatch watch(WatchCreateRequest request, WatchListener listener);
}
