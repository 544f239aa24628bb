package io.minos.checker.linear.zones;

import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Blocks on the axis of time: each from its least return to its greatest call, or, where that is earlier, the other way round. */
final class Zones {
    private Zones() {}

    /**
     * Two that each have to come before the other; null: there are none.
     *
     * @param words an operation in words
     */
    static <A> @Nullable Clash clash(List<Block<A>> blocks, Function<Span<A>, String> words) {
        List<Block<A>> forward = blocks.stream().filter(Block::forward).sorted(Comparator.comparingLong(Block::leastReturn)).toList();
        TreeMap<Long, Block<A>> byLeastReturn = new TreeMap<>();
        for (int i = 0; i < forward.size(); i++) {
            // If any two overlap, then two neighbours do.
            if (i > 0 && forward.get(i).comesBefore(forward.get(i - 1))) return clash(forward.get(i - 1), forward.get(i), words);
            byLeastReturn.put(forward.get(i).leastReturn(), forward.get(i));
        }
        for (Block<A> block : blocks) {
            if (block.forward()) continue;
            var around = byLeastReturn.lowerEntry(block.greatestCall());
            if (around != null && block.comesBefore(around.getValue())) return clash(around.getValue(), block, words);
        }
        return null;
    }

    private static <A> Clash clash(Block<A> one, Block<A> other, Function<Span<A>, String> words) {
        List<Finding.Blocked> blocked = new ArrayList<>();
        tell(one, other, words, blocked);
        tell(other, one, words, blocked);
        return new Clash(blocked);
    }

    private static <A> void tell(Block<A> before, Block<A> after, Function<Span<A>, String> words, List<Finding.Blocked> into) {
        Span<A> first = before.firstToReturn();
        Span<A> second = after.lastToCall();
        if (second == null) return;
        String earlier = first == null ? "what was there at first was there before all" : "#" + first.id() + " (" + words.apply(first) + ") had returned before it was called";
        if (first != null) into.add(new Finding.Blocked(first.id(), words.apply(first) + " returned before #" + second.id() + " (" + words.apply(second) + ") was called, so its value was there before; others show the opposite"));
        into.add(new Finding.Blocked(second.id(), words.apply(second) + " comes too late: " + earlier + ", and its value was gone by then"));
    }

    /** Ids, first to last, if nothing clashes. */
    static <A> List<Long> order(List<Block<A>> blocks) {
        List<Long> order = new ArrayList<>();
        // At the same place a zone that goes backward comes first: it may have to be, the other never.
        blocks.stream().sorted(Comparator.<Block<A>>comparingLong(Block::place).thenComparing(Block::forward)).forEach(block -> block.order().forEach(span -> order.add(span.id())));
        return order;
    }
}
