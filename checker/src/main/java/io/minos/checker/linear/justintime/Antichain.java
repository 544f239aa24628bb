package io.minos.checker.linear.justintime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations none of which covers another: whatever a covered one could lead to, the one that covers it can. */
final class Antichain {
    private final Map<Integer, List<Configuration>> byState = new HashMap<>();
    private long comparisons;

    /** False: one that covers it was there. */
    boolean add(Configuration one, long[] openPure) {
        List<Configuration> others = byState.computeIfAbsent(one.state(), absent -> new ArrayList<>(2));
        comparisons += 1 + 2L * others.size();
        for (Configuration other : others) if (covers(other, one, openPure)) return false;
        int kept = 0;
        for (Configuration other : others) if (!covers(one, other, openPure)) others.set(kept++, other);
        others.subList(kept, others.size()).clear();
        others.add(one);
        return true;
    }

    boolean covered(Configuration one, long[] openPure) {
        @Nullable List<Configuration> others = byState.get(one.state());
        if (others == null) return false;
        for (Configuration other : others) if (covers(other, one, openPure)) return true;
        return false;
    }

    private static boolean covers(Configuration able, Configuration less, long[] openPure) {
        if (able.overwritten() < less.overwritten()) return false;
        for (int i = 0; i < able.due().length; i++) {
            if ((able.due()[i] & ~less.due()[i]) != 0) return false;
            // Only what changes the state is of use later.
            if (((less.due()[i] | less.spare()[i]) & ~openPure[i] & ~(able.due()[i] | able.spare()[i])) != 0) return false;
        }
        return Used.noMore(able.used(), less.used());
    }

    /** What it cost so far. */
    long comparisons() {
        return comparisons;
    }

    List<Configuration> all() {
        List<Configuration> all = new ArrayList<>();
        byState.values().forEach(all::addAll);
        return all;
    }
}
