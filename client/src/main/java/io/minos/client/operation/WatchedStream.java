package io.minos.client.operation;

import java.io.Closeable;

/** An open watch. Closing it is asynchronous: the sink's {@code end} follows. */
public interface WatchedStream extends Closeable {
    @Override
    void close();
}
