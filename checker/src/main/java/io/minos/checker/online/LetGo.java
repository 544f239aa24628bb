package io.minos.checker.online;

import java.util.BitSet;

/**
 * The keys that were let go, in memory that does not grow: a Bloom filter. It may take a key for one of them that is not; such
 * a key goes unwatched, which does no harm. After a million keys that happens to one in twenty.
 */
final class LetGo {
    private static final int BITS = 1 << 23;

    private final BitSet bits = new BitSet(BITS);

    void add(String key) {
        bits.set(first(key));
        bits.set(second(key));
    }

    boolean mayContain(String key) {
        return bits.get(first(key)) && bits.get(second(key));
    }

    private static int first(String key) {
        return mixed(key.hashCode()) & BITS - 1;
    }

    /** Of the characters read backwards: keys that share the first hash seldom share this one. */
    private static int second(String key) {
        int hash = 17;
        for (int i = key.length() - 1; i >= 0; i--) hash = hash * 131 + key.charAt(i);
        return mixed(hash) & BITS - 1;
    }

    /** The finalizer of MurmurHash3 (Appleby): neighbouring keys must not have neighbouring bits. */
    private static int mixed(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
