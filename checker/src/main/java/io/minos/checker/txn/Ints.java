package io.minos.checker.txn;

import java.util.Arrays;

/** Ints in a row that grows. */
final class Ints {
    private int[] values;
    private int size;

    Ints() {
        this(8);
    }

    Ints(int capacity) {
        this.values = new int[capacity];
    }

    void add(int value) {
        if (size == values.length) values = Arrays.copyOf(values, Math.max(8, size * 2));
        values[size++] = value;
    }

    void addAll(int[] more, int from, int to) {
        if (size + to - from > values.length) values = Arrays.copyOf(values, Math.max(values.length * 2, size + to - from));
        System.arraycopy(more, from, values, size, to - from);
        size += to - from;
    }

    int get(int index) {
        return values[index];
    }

    void set(int index, int value) {
        values[index] = value;
    }

    int size() {
        return size;
    }

    int removeLast() {
        return values[--size];
    }

    /** The first index at which they differ; the shorter length if one begins with the other. */
    int common(int[] other, int length) {
        int both = Math.min(size, length);
        int mismatch = Arrays.mismatch(values, 0, both, other, 0, both);
        return mismatch < 0 ? both : mismatch;
    }

    int common(Ints other) {
        return common(other.values, other.size);
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
