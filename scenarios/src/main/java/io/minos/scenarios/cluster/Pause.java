package io.minos.scenarios.cluster;

import java.io.IOException;

/** The rest between two looks at a node that is not yet what it shall be. */
final class Pause {
    private static final long POLL_MILLIS = 25;

    private Pause() {}

    /** @throws IOException the thread was interrupted, which it stays */
    static void brief() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
