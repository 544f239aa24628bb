package io.minos.client;

/** Why a watch stream ended. */
public sealed interface WatchEnd {
    /** {@link WatchStream#close()} was called. */
    record Closed() implements WatchEnd {}

    /** The server ended the stream properly, as it does after a cancellation. */
    record Finished() implements WatchEnd {}

    /** The connection broke, or the server refused. What was sent and not received is lost with the stream. */
    record Broken(CallError error) implements WatchEnd {}
}
