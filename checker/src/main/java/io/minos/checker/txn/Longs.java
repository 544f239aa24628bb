package io.minos.checker.txn;

import java.util.Arrays;

/** Longs in a row that grows; what is behind its end is 0. */
final class Longs {
    private long[] values = new long[8];
    private int size;

    void add(long value) {
        set(size, value);
    }

    void set(int index, long value) {
        if (index >= values.length) values = Arrays.copyOf(values, Math.max(values.length * 2, index + 1));
        values[index] = value;
        size = Math.max(size, index + 1);
    }

    long get(int index) {
        return index < size ? values[index] : 0;
    }

    int size() {
        return size;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
