package io.minos.client.operation;

import io.minos.checker.history.Event;
import io.minos.checker.history.WatchStream;
import io.minos.client.WatchEnd;

/** Receives a watch's responses as the history records them, as soon as each has arrived, one at a time. */
public interface WatchSink {
    /** @param facts what the response's header said */
    void response(WatchStream.Message response, Event.Facts facts);

    /** The last call. */
    void end(WatchEnd end);
}
