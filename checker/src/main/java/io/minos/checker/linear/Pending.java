package io.minos.checker.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which actions are not placed yet, and which of them may come next. Calls and returns of the definite actions are entries of
 * one list in order of time; an action may come next while its call lies before the first return in the list (else whoever
 * returned should have come before), and while no unplaced definite action has to come earlier by its rank. Placing takes an
 * action's entries out of the list, taking back puts them in again where they were: strictly last in, first out.
 *
 * <p>Entries of the two lists: call {@code i}, return {@code definite + i}, the head {@code 2 * definite}; then the optional
 * actions' head, and their calls. Both lists are rings.
 */
final class Pending {
    static final int NONE = -1;

    private final int definite;
    private final int head;
    private final int optionalHead;
    private long[] invoked = {};
    private long[] returned = {};
    private long[] low = {};
    private long[] high = {};
    private int[] next = {};
    private int[] prev = {};
    private int[] byHigh = {};
    private int[] placeInHigh = {};
    /** The equal optional action invoked just before, which has to be used first. */
    private int[] equalBefore = {};
    private final long[] placed;
    private int lowestHigh;
    private int definitePlaced;

    Pending(List<? extends Span<?>> spans) {
        definite = (int) spans.stream().filter(span -> !span.optional()).count();
        head = 2 * definite;
        optionalHead = head + 1;
        placed = new long[(spans.size() + 63) / 64];
    }

    /** The spans in the order of their numbers. */
    <A> List<Span<A>> order(List<Span<A>> given) {
        List<Span<A>> spans = new ArrayList<>(given);
        spans.sort(Comparator.<Span<A>, Boolean>comparing(Span::optional).thenComparingLong(Span::invoked));
        invoked = spans.stream().mapToLong(Span::invoked).toArray();
        returned = spans.stream().mapToLong(Span::returned).toArray();
        low = spans.stream().mapToLong(span -> span.rank().low()).toArray();
        high = spans.stream().mapToLong(span -> span.rank().high()).toArray();
        link(spans.size());
        sortByHigh();
        findEquals(spans);
        return spans;
    }

    private void link(int size) {
        next = new int[optionalHead + 1 + size - definite];
        prev = new int[next.length];
        // At the same time calls come before returns, as they do here before the sort, which is stable: such actions overlap.
        int[] entries = IntStream.range(0, head).boxed()
                .sorted(Comparator.comparingLong(entry -> entry < definite ? invoked[entry] : returned[entry - definite]))
                .mapToInt(Integer::intValue).toArray();
        int last = head;
        for (int entry : entries) last = append(last, entry);
        append(last, head);
        last = optionalHead;
        for (int entry = optionalHead + 1; entry < next.length; entry++) last = append(last, entry);
        append(last, optionalHead);
    }

    private int append(int last, int entry) {
        next[last] = entry;
        prev[entry] = last;
        return entry;
    }

    private void sortByHigh() {
        byHigh = IntStream.range(0, definite).boxed().sorted(Comparator.comparingLong(action -> high[action])).mapToInt(Integer::intValue).toArray();
        placeInHigh = new int[definite];
        for (int i = 0; i < definite; i++) placeInHigh[byHigh[i]] = i;
    }

    private <A> void findEquals(List<Span<A>> spans) {
        equalBefore = new int[spans.size()];
        Arrays.fill(equalBefore, NONE);
        Map<Span<A>, Integer> last = new HashMap<>();
        for (int action = definite; action < spans.size(); action++) {
            Span<A> span = spans.get(action);
            Integer before = last.put(new Span<>(0, 0, Span.NEVER, span.action(), span.rank()), action);
            if (before != null) equalBefore[action] = before;
        }
    }

    int first() {
        return next[head];
    }

    /** Where to look on after {@code action}. */
    int after(int action) {
        return next[call(action)];
    }

    /** The first action at or after the entry that may come next; NONE: there is none. */
    int candidate(int from) {
        int entry = from;
        if (entry <= head) {
            for (; entry < definite; entry = next[entry]) if (allowedByRank(entry)) return entry;
            entry = next[optionalHead];
        }
        long bound = firstReturn();
        for (; entry != optionalHead; entry = next[entry]) {
            int action = entry - optionalHead - 1 + definite;
            if (invoked[action] > bound) return NONE;
            boolean turn = equalBefore[action] == NONE || isPlaced(equalBefore[action]);
            if (turn && allowedByRank(action)) return action;
        }
        return NONE;
    }

    private long firstReturn() {
        int entry = next[head];
        while (entry < definite) entry = next[entry];
        return entry == head ? Long.MAX_VALUE : returned[entry - definite];
    }

    void place(int action) {
        placed[action >> 6] |= 1L << action;
        unlink(call(action));
        if (optional(action)) return;
        unlink(definite + action);
        definitePlaced++;
        while (lowestHigh < definite && isPlaced(byHigh[lowestHigh])) lowestHigh++;
    }

    void unplace(int action) {
        placed[action >> 6] &= ~(1L << action);
        if (!optional(action)) {
            relink(definite + action);
            definitePlaced--;
            lowestHigh = Math.min(lowestHigh, placeInHigh[action]);
        }
        relink(call(action));
    }

    private void unlink(int entry) {
        next[prev[entry]] = next[entry];
        prev[next[entry]] = prev[entry];
    }

    private void relink(int entry) {
        next[prev[entry]] = entry;
        prev[next[entry]] = entry;
    }

    private int call(int action) {
        return optional(action) ? optionalHead + 1 + action - definite : action;
    }

    boolean optional(int action) {
        return action >= definite;
    }

    boolean isPlaced(int action) {
        return (placed[action >> 6] & 1L << action) != 0;
    }

    boolean allPlaced() {
        return definitePlaced == definite;
    }

    /** How many definite actions are placed. */
    int placed() {
        return definitePlaced;
    }

    int definite() {
        return definite;
    }

    private boolean allowedByRank(int action) {
        return lowestHigh == definite || low[action] <= high[byHigh[lowestHigh]];
    }

    /** The unplaced definite action that has to come before {@code action} by its rank; NONE: it may come. */
    int rankBlocker(int action) {
        return allowedByRank(action) ? NONE : byHigh[lowestHigh];
    }

    /** Unplaced definite actions that may come next as far as time goes. */
    List<Integer> definiteWithinTime() {
        List<Integer> actions = new ArrayList<>();
        for (int entry = next[head]; entry < definite; entry = next[entry]) actions.add(entry);
        return actions;
    }

    /** A value of its own for each set of placed definite actions: the full words in front are only counted. */
    long[] definiteKey() {
        int full = 0;
        int words = (definite + 63) / 64;
        while (full < words && definiteWord(full) == -1L) full++;
        int end = words;
        while (end > full && definiteWord(end - 1) == 0) end--;
        long[] key = new long[1 + end - full];
        key[0] = full;
        for (int i = full; i < end; i++) key[1 + i - full] = definiteWord(i);
        return key;
    }

    private long definiteWord(int word) {
        boolean shared = word == definite >> 6;
        return shared ? placed[word] & (1L << definite) - 1 : placed[word];
    }

    /** The placed optional actions, as bits. */
    long[] optionalKey() {
        int from = definite >> 6;
        if (from == placed.length) return new long[0];
        long[] key = Arrays.copyOfRange(placed, from, placed.length);
        key[0] &= -1L << definite;
        return key;
    }
}
