package io.minos.node.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen, and when: simulated time passes only from one occasion to the next. Equal times keep their order. */
public final class Agenda {
    private record Occasion(long nanos, long order, Runnable action) {}

    private final PriorityQueue<Occasion> occasions =
            new PriorityQueue<>(Comparator.comparingLong(Occasion::nanos).thenComparingLong(Occasion::order));
    private long now;
    private long order;

    /** Nanoseconds since the world began. */
    public long now() {
        return now;
    }

    /** @param nanos not before {@link #now} */
    public void at(long nanos, Runnable action) {
        occasions.add(new Occasion(Math.max(nanos, now), order++, action));
    }

    public void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Everything up to and including this time happens. */
    public void runUntil(long nanos) {
        while (!occasions.isEmpty() && occasions.peek().nanos() <= nanos) {
            Occasion next = occasions.poll();
            now = next.nanos();
            next.action().run();
        }
        now = Math.max(now, nanos);
    }
}
