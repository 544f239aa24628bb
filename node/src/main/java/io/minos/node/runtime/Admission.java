package io.minos.node.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much clients may have on its way through the replica at a time. What is refused here was never proposed: clients learn
 * that there are "too many requests", and that nothing has happened. Together with a window for each stream of watches, it is
 * what bounds the queues between the threads. Any thread.
 */
final class Admission {
    /** etcd refuses at 5,000 entries that are committed and not applied; here, what waits for its entry to be durable counts as well. */
    private static final int CALLS_MAX = 20_000;
    /** The share of memory for commands, of which there are up to four copies for a while. */
    private static final int MEMORY_SHARE = 16;
    private static final long COMMAND_BYTES_MIN = 32L << 20;

    private final int callsMax;
    private final long commandBytesMax;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong commandBytes = new AtomicLong();

    Admission(int callsMax, long commandBytesMax) {
        this.callsMax = callsMax;
        this.commandBytesMax = commandBytesMax;
    }

    static Admission ofThisProcess() {
        return new Admission(CALLS_MAX, Math.max(COMMAND_BYTES_MIN, Runtime.getRuntime().maxMemory() / MEMORY_SHARE));
    }

    /**
     * Each that is let in leaves once.
     *
     * @param bytes of the command; 0 for what is none
     */
    boolean enter(int bytes) {
        long all = commandBytes.addAndGet(bytes);
        boolean alone = all == bytes;
        if (calls.incrementAndGet() <= callsMax && (all <= commandBytesMax || bytes == 0 || alone)) {
            return true;
        }
        leave(bytes);
        return false;
    }

    void leave(int bytes) {
        calls.decrementAndGet();
        commandBytes.addAndGet(-bytes);
    }

    int calls() {
        return calls.get();
    }
}
