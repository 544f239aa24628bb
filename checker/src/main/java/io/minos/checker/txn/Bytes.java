package io.minos.checker.txn;

import java.util.Arrays;

/** Small numbers in a row that grows. */
final class Bytes {
    private byte[] values = new byte[8];
    private int size;

    void add(int value) {
        if (size == values.length) values = Arrays.copyOf(values, size * 2);
        values[size++] = (byte) value;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(values, size);
    }
}
