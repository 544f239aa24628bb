package io.minos.client;

import java.io.Closeable;

/** A watch that goes on until either side ends it. */
public interface OpenWatch extends Closeable {
    /** Ends the stream by closing its connection; the listener's last call follows. */
    @Override
    void close();
}
