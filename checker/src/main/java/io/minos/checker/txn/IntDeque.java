package io.minos.checker.txn;

/** A queue of ints with two ends, in a ring that grows. */
final class IntDeque {
    private int[] ring = new int[64];
    private int first;
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addFirst(int value) {
        room();
        first = first - 1 & ring.length - 1;
        ring[first] = value;
        size++;
    }

    void addLast(int value) {
        room();
        ring[first + size & ring.length - 1] = value;
        size++;
    }

    int removeFirst() {
        int value = ring[first];
        first = first + 1 & ring.length - 1;
        size--;
        return value;
    }

    private void room() {
        if (size < ring.length) return;
        int[] larger = new int[ring.length * 2];
        for (int i = 0; i < size; i++) larger[i] = ring[first + i & ring.length - 1];
        ring = larger;
        first = 0;
    }
}
