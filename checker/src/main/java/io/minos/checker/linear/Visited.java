package io.minos.checker.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configurations reached so far: placed definite actions, state, and the least sets of optional actions they took. */
final class Visited<S> {
    /** Key, map entry, list, array headers and a small state. */
    private static final int WORDS_OVERHEAD = 32;

    private record Key(long[] definite, Object state, int hash) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && Arrays.equals(definite, key.definite) && state.equals(key.state);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Pending pending;
    private final Map<Key, List<long[]>> optionalsUsed = new HashMap<>();

    Visited(Pending pending) {
        this.pending = pending;
    }

    /** Adds the configuration as it stands, with {@code state}; how many words it takes, 0: one at least as able was there. */
    long add(S state) {
        long[] definite = pending.definiteKey();
        long[] used = pending.optionalKey();
        Key key = new Key(definite, state, hash(definite) * 31 + state.hashCode());
        List<long[]> others = optionalsUsed.computeIfAbsent(key, absent -> new ArrayList<>(1));
        for (long[] other : others) if (subset(other, used)) return 0;
        others.removeIf(other -> subset(used, other));
        others.add(used);
        return WORDS_OVERHEAD + definite.length + used.length;
    }

    /** The words are mostly runs of ones: only when multiplied do their low bits differ, by which a map finds the bucket. */
    private static int hash(long[] words) {
        long hash = 0;
        for (long word : words) {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    private static boolean subset(long[] small, long[] large) {
        for (int i = 0; i < small.length; i++) if ((small[i] & ~large[i]) != 0) return false;
        return true;
    }
}
