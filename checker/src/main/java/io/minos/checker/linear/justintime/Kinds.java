package io.minos.checker.linear.justintime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Optional operations that do the same are of one kind, and are used in the order they were invoked: none of them ever has to be
 * before anything.
 */
final class Kinds {
    private final Transitions<?, ?> transitions;
    /** By kind. */
    private final int[] action;
    private final int[][] operations;

    private final IntUnaryOperator call;
    /** All of them, ascending. */
    private final int[] calls;
    private final int[] blind;
    private final Map<Integer, int[]> changing = new HashMap<>();

    /**
     * @param optional operations in the order of their calls
     * @param action by operation
     * @param call the event, by operation
     */
    Kinds(int[] optional, Transitions<?, ?> transitions, IntUnaryOperator action, IntUnaryOperator call) {
        this.transitions = transitions;
        this.call = call;
        calls = Arrays.stream(optional).map(call).toArray();
        int[] distinct = Arrays.stream(optional).map(action).distinct().toArray();
        Map<Integer, List<Integer>> byAction = new HashMap<>();
        for (int one : optional) byAction.computeIfAbsent(action.applyAsInt(one), absent -> new ArrayList<>(1)).add(one);
        this.action = distinct;
        operations = new int[distinct.length][];
        Arrays.setAll(operations, kind -> byAction.get(distinct[kind]).stream().mapToInt(Integer::intValue).toArray());
        blind = where(this::blind);
    }

    private int[] where(IntPredicate holds) {
        return IntStream.range(0, action.length).filter(holds).toArray();
    }

    private boolean blind(int kind) {
        return transitions.always(action[kind]) != Transitions.NONE;
    }

    /** Those of blind writes. */
    int[] blind() {
        return blind;
    }

    /** The others that change this state. */
    int[] changing(int state) {
        return changing.computeIfAbsent(state, absent -> where(kind -> !blind(kind) && changes(state, kind)));
    }

    private boolean changes(int state, int kind) {
        int next = transitions.step(state, action[kind]);
        return next != Transitions.NONE && next != state;
    }

    /** The operation to use next after so many; {@link Transitions#NONE}: no more were called before the event. */
    int next(int kind, int times, int event) {
        boolean called = times < operations[kind].length && call.applyAsInt(operations[kind][times]) < event;
        return called ? operations[kind][times] : Transitions.NONE;
    }

    /** The last call of any before the event; {@link Transitions#NONE}: there is none. */
    int lastCallBefore(int event) {
        int place = Arrays.binarySearch(calls, event);
        int before = (place < 0 ? -place - 1 : place) - 1;
        return before < 0 ? Transitions.NONE : calls[before];
    }
}
