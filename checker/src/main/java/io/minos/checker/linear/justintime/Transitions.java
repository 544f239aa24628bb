package io.minos.checker.linear.justintime;

import io.minos.checker.model.Footprint.Fact;
import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model in numbers: states and actions as they are first met, and what was found out of the one by the other. */
final class Transitions<S, A> {
    static final int NONE = -1;

    private static final int CAPACITY_MIN = 64;

    private final Model<S, A> model;
    private final List<A> actions = new ArrayList<>();
    private final Map<A, Integer> actionNumbers = new HashMap<>();
    private final List<S> states = new ArrayList<>();
    private final Map<S, Integer> stateNumbers = new HashMap<>();
    /** Open addressing: state and action in one long, NONE for a free place. */
    private long[] pairs = free(CAPACITY_MIN);
    private int[] results = new int[CAPACITY_MIN];
    private int known;

    Transitions(Model<S, A> model) {
        this.model = model;
    }

    private static long[] free(int capacity) {
        long[] pairs = new long[capacity];
        Arrays.fill(pairs, NONE);
        return pairs;
    }

    int initial() {
        return number(model.initial());
    }

    int numberOf(A action) {
        Integer number = actionNumbers.putIfAbsent(action, actions.size());
        if (number != null) return number;
        actions.add(action);
        return actions.size() - 1;
    }

    int actions() {
        return actions.size();
    }

    private int number(S state) {
        Integer number = stateNumbers.putIfAbsent(state, states.size());
        if (number != null) return number;
        states.add(state);
        return states.size() - 1;
    }

    /** The state after the action; {@link #NONE}: it cannot be there. */
    int step(int state, int action) {
        long pair = (long) state << 32 | action;
        int place = place(pairs, pair);
        if (pairs[place] == pair) return results[place];
        S next = model.step(states.get(state), actions.get(action));
        int result = next == null ? NONE : number(next);
        if (++known > pairs.length / 2) grow();
        place = place(pairs, pair);
        pairs[place] = pair;
        results[place] = result;
        return result;
    }

    private static int place(long[] pairs, long pair) {
        int place = (int) (pair * 0x9E3779B97F4A7C15L >>> 32) & pairs.length - 1;
        while (pairs[place] != NONE && pairs[place] != pair) place = place + 1 & pairs.length - 1;
        return place;
    }

    private void grow() {
        long[] oldPairs = pairs;
        int[] oldResults = results;
        pairs = free(2 * oldPairs.length);
        results = new int[pairs.length];
        for (int i = 0; i < oldPairs.length; i++) {
            if (oldPairs[i] == NONE) continue;
            int place = place(pairs, oldPairs[i]);
            pairs[place] = oldPairs[i];
            results[place] = oldResults[i];
        }
    }

    boolean pure(int action) {
        return model.footprint(actions.get(action)).pure();
    }

    /** The state that the action leaves, whatever was there; {@link #NONE}: that depends. */
    int always(int action) {
        S always = model.always(actions.get(action));
        return always == null ? NONE : number(always);
    }

    @Nullable Fact tellable(int state) {
        return model.tellable(states.get(state));
    }

    String describe(int state) {
        return model.describe(states.get(state));
    }

    String describeAction(int action) {
        return model.describeAction(actions.get(action));
    }
}
