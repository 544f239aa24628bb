package io.minos.checker.linear.justintime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Slots in groups of equal operations, the first to return first.
 *
 * @param blind blind writes, by what they leave
 * @param other what else changes the state, by what it does
 */
record Alike(List<int[]> blind, List<int[]> other) {
    static final Alike NONE = new Alike(List.of(), List.of());

    /**
     * @param by what is equal of equal ones, by slot
     * @param returned the event, by slot
     */
    static List<int[]> groups(long[] open, IntUnaryOperator by, IntUnaryOperator returned) {
        Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        for (int slot = Bits.next(open, 0); slot >= 0; slot = Bits.next(open, slot + 1)) groups.computeIfAbsent(by.applyAsInt(slot), absent -> new ArrayList<>(2)).add(slot);
        List<int[]> sorted = new ArrayList<>(groups.size());
        for (List<Integer> group : groups.values()) {
            group.sort(Comparator.comparingInt(returned::applyAsInt));
            sorted.add(group.stream().mapToInt(Integer::intValue).toArray());
        }
        return sorted;
    }
}
