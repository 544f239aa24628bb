package io.minos.nemesis.network;

import java.util.concurrent.atomic.AtomicLong;

/** Counts a link's bytes: at its gate, where the dialer's come in and the answers go out, and at its outlet. Read from any thread. */
final class Meter {
    final AtomicLong upOffered = new AtomicLong();
    final AtomicLong upDelivered = new AtomicLong();
    final AtomicLong downOffered = new AtomicLong();
    final AtomicLong downDelivered = new AtomicLong();

    Traffic upstream() {
        return new Traffic(upOffered.get(), upDelivered.get());
    }

    Traffic downstream() {
        return new Traffic(downOffered.get(), downDelivered.get());
    }
}
