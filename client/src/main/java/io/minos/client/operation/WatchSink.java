package io.minos.client.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.client.WatchEnd;

/** Receives a watch's responses as the history records them, as soon as each has arrived, one at a time. */
public interface WatchSink {
    /** @param response in the shape of {@code watch-response} in {@link io.minos.checker.history.F}, without the watch's id */
    void response(ObjectNode response, Event.Facts facts);

    /** The last call. */
    void end(WatchEnd end);
}
