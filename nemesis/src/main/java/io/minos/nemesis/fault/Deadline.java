package io.minos.nemesis.fault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for the world outside, which tells nobody when it changes. */
final class Deadline {
    private static final long LOOK_MILLIS = 10;

    private Deadline() {}

    /** Looks every 10 ms; false when the deadline is over, or the thread was interrupted, and it still is not so. */
    static boolean await(Duration deadline, BooleanSupplier condition) {
        long endNanos = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNanos > 0 || !pause(LOOK_MILLIS)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** False when interrupted; the interrupt stays pending. */
    static boolean pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
