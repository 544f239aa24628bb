package io.minos.checker.txn;

import java.util.Arrays;

/** From pairs of ints to an int that is not negative. Open addressing: no objects, for millions of entries. */
final class PairMap {
    static final int NONE = -1;

    private long[] pairs;
    private int[] values;
    private int size;

    PairMap(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected)) * 4;
        pairs = new long[capacity];
        values = empty(capacity);
    }

    private static int[] empty(int capacity) {
        int[] values = new int[capacity];
        Arrays.fill(values, NONE);
        return values;
    }

    int get(int left, int right) {
        return values[slot(pair(left, right))];
    }

    /** @return what was there before, or {@link #NONE} */
    int put(int left, int right, int value) {
        if (size * 2 > pairs.length) grow();
        long pair = pair(left, right);
        int slot = slot(pair);
        int before = values[slot];
        if (before == NONE) size++;
        pairs[slot] = pair;
        values[slot] = value;
        return before;
    }

    private void grow() {
        long[] oldPairs = pairs;
        int[] oldValues = values;
        pairs = new long[oldPairs.length * 2];
        values = empty(pairs.length);
        for (int i = 0; i < oldPairs.length; i++) {
            if (oldValues[i] == NONE) continue;
            int slot = slot(oldPairs[i]);
            pairs[slot] = oldPairs[i];
            values[slot] = oldValues[i];
        }
    }

    private int slot(long pair) {
        int mask = pairs.length - 1;
        long mixed = pair * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed ^ mixed >>> 32) & mask;
        while (values[slot] != NONE && pairs[slot] != pair) slot = slot + 1 & mask;
        return slot;
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right & 0xFFFFFFFFL;
    }
}
