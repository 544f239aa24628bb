package io.minos.scenarios.cluster;

import java.util.concurrent.atomic.AtomicLong;

/** Names for client processes in the history, each used once. */
public final class ProcessIds {
    private final AtomicLong next = new AtomicLong();

    public String next() {
        return Long.toString(next.getAndIncrement());
    }
}
