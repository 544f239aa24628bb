package io.minos.node.sim;

import java.util.Arrays;

/** What is to happen, and when: simulated time passes only from one occasion to the next. Equal times keep their order. */
public final class Agenda {
    private static final Runnable NOTHING = () -> { };

    // A binary heap by (nanos, order), its columns side by side: this is the hottest place of the simulator.
    private long[] nanos = new long[256];
    private long[] orders = new long[256];
    private Runnable[] actions = new Runnable[256];
    private int size;
    private long now;
    private long order;

    /** Nanoseconds since the world began. */
    public long now() {
        return now;
    }

    /** @param when not before {@link #now} */
    public void at(long when, Runnable action) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        siftUp(size++, Math.max(when, now), order++, action);
    }

    public void after(long delayNanos, Runnable action) {
        at(now + delayNanos, action);
    }

    /** Everything up to and including this time happens. */
    public void runUntil(long until) {
        while (size > 0 && nanos[0] <= until) {
            now = nanos[0];
            removeFirst().run();
        }
        now = Math.max(now, until);
    }

    private Runnable removeFirst() {
        Runnable first = actions[0];
        size--;
        long lastNanos = nanos[size];
        long lastOrder = orders[size];
        Runnable lastAction = actions[size];
        actions[size] = NOTHING; // what is done must not be kept alive
        if (size > 0) {
            siftDown(lastNanos, lastOrder, lastAction);
        }
        return first;
    }

    private void siftUp(int from, long when, long which, Runnable action) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (isBefore(nanos[parent], orders[parent], when, which)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, when, which, action);
    }

    private void siftDown(long when, long which, Runnable action) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(nanos[child + 1], orders[child + 1], nanos[child], orders[child])) {
                child++;
            }
            if (isBefore(when, which, nanos[child], orders[child])) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, when, which, action);
    }

    private void move(int from, int to) {
        set(to, nanos[from], orders[from], actions[from]);
    }

    private void set(int at, long when, long which, Runnable action) {
        nanos[at] = when;
        orders[at] = which;
        actions[at] = action;
    }

    private static boolean isBefore(long nanos, long order, long otherNanos, long otherOrder) {
        return nanos < otherNanos || nanos == otherNanos && order < otherOrder;
    }
}
