package io.minos.node.sim;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What is to happen, and when: simulated time passes only from one occasion to the next. Equal times keep their order. */
public final class Agenda {
    private static final Runnable NOTHING = () -> { };
    private static final int SLOT_BITS = 22;
    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

    // A binary heap by (nanos, order), of numbers alone: this is the hottest place of the simulator, and moving references
    // costs the collector's barriers. What is to happen lies still in a slot until then.
    private long[] nanos = new long[256];
    private long[] keys = new long[256];
    private int size;
    private Runnable[] actions = new Runnable[256];
    /** From {@link #size} on: the slots that are free. */
    private int[] slots = IntStream.range(0, 256).toArray();
    private long now;
    private long order;

    /** Nanoseconds since the world began. */
    public long now() {
        return now;
    }

    /** @param when not before {@link #now} */
    public void at(long when, Runnable action) {
        if (size == nanos.length) {
            grow();
        }
        int slot = slots[size];
        actions[slot] = action;
        siftUp(size++, Math.max(when, now), order++ << SLOT_BITS | slot);
    }

    private void grow() {
        int length = 2 * size;
        if (length > 1 << SLOT_BITS) {
            throw new IllegalStateException("more than " + size + " occasions: something calls itself without end");
        }
        nanos = Arrays.copyOf(nanos, length);
        keys = Arrays.copyOf(keys, length);
        actions = Arrays.copyOf(actions, length);
        slots = IntStream.range(0, length).toArray(); // all of the old ones are taken
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
        int slot = (int) (keys[0] & SLOT_MASK);
        Runnable first = actions[slot];
        actions[slot] = NOTHING; // what is done must not be kept alive
        size--;
        slots[size] = slot;
        if (size > 0) {
            siftDown(nanos[size], keys[size]);
        }
        return first;
    }

    private void siftUp(int from, long when, long key) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (isBefore(nanos[parent], keys[parent], when, key)) {
                break;
            }
            nanos[at] = nanos[parent];
            keys[at] = keys[parent];
            at = parent;
        }
        nanos[at] = when;
        keys[at] = key;
    }

    private void siftDown(long when, long key) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(nanos[child + 1], keys[child + 1], nanos[child], keys[child])) {
                child++;
            }
            if (isBefore(when, key, nanos[child], keys[child])) {
                break;
            }
            nanos[at] = nanos[child];
            keys[at] = keys[child];
            at = child;
        }
        nanos[at] = when;
        keys[at] = key;
    }

    /** A key is the order, and below it the slot, which decides nothing: no order comes twice. */
    private static boolean isBefore(long nanos, long key, long otherNanos, long otherKey) {
        return nanos < otherNanos || nanos == otherNanos && key < otherKey;
    }
}
