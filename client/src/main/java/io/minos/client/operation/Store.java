package io.minos.client.operation;

import io.minos.client.Outcome;
import java.util.concurrent.CompletableFuture;

/** A key-value store as one client sees it, at one endpoint. */
public interface Store {
    /** Sends the operation once. The future always completes normally, at the latest at the client's timeout. */
    CompletableFuture<Outcome<Answer>> perform(Operation operation);

    /**
     * Opens a watch; see {@link WatchedStream}.
     *
     * @param watch the stream's name in the history
     */
    WatchedStream watch(String watch, WatchSpec spec, WatchSink sink);
}
