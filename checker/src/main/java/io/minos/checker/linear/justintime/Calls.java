package io.minos.checker.linear.justintime;

import java.util.Arrays;

/** Slots of operations that were called since somebody last took them over: configurations learn of calls when something returns. */
final class Calls {
    private final long[] slots;

    Calls(int words) {
        slots = new long[words];
    }

    void add(int slot) {
        slots[slot >> 6] |= 1L << slot;
    }

    void clear() {
        Arrays.fill(slots, 0);
    }

    Configuration dueIn(Configuration configuration) {
        long[] due = configuration.due().clone();
        for (int i = 0; i < due.length; i++) due[i] |= slots[i];
        return configuration.with(due, configuration.spare());
    }
}
