package io.minos.node.v2;

import java.util.Arrays;
import java.util.List;

/** How often what succeeded and failed. */
final class Counters {
    private final long[] counts = new long[2 * Counter.values().length];

    void count(Counter counter, boolean failed) {
        counts[2 * counter.ordinal() + (failed ? 1 : 0)]++;
    }

    /** Of each {@link Counter} in order: successes, failures. */
    List<Long> all() {
        return Arrays.stream(counts).boxed().toList();
    }

    void restore(List<Long> all) {
        for (int i = 0; i < Math.min(counts.length, all.size()); i++) {
            counts[i] = all.get(i);
        }
    }
}
