package io.minos.checker.linear.justintime;

/** Sets of small numbers, as immutable words of equal length. */
final class Bits {
    private Bits() {}

    static boolean has(long[] set, int bit) {
        return (set[bit >> 6] & 1L << bit) != 0;
    }

    static long[] with(long[] set, int bit) {
        long[] more = set.clone();
        more[bit >> 6] |= 1L << bit;
        return more;
    }

    static long[] without(long[] set, int bit) {
        long[] less = set.clone();
        less[bit >> 6] &= ~(1L << bit);
        return less;
    }

    /** The least member from {@code from} on; -1: there is none. */
    static int next(long[] set, int from) {
        int word = from >> 6;
        if (word >= set.length) return -1;
        long rest = set[word] & -1L << from;
        while (rest == 0) {
            if (++word == set.length) return -1;
            rest = set[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }
}
