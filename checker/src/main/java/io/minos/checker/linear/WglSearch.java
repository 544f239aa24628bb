package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One search of {@link Wgl}. Actions are numbered: definite ones first, by invocation, then optional ones, by invocation. */
final class WglSearch<S, A> {
    /** A frame of the depth-first search: the action placed last, and the state before it. */
    private record Frame<S>(int action, S before, boolean forced) {}

    private static final int STATES_SHOWN_MAX = 5;

    private final Model<S, A> model;
    private final Budget budget;
    private final List<Span<A>> spans;
    private final boolean[] pure;
    private final Pending pending;
    private final Visited<S> visited;
    private final ArrayList<Frame<S>> stack = new ArrayList<>();
    private S state;
    private long steps;

    private int deepest = -1;
    private List<Long> deepestPrefix = List.of();
    private final Set<Finding.Blocked> deepestBlocked = new LinkedHashSet<>();
    private final Set<S> deepestStates = new LinkedHashSet<>();

    WglSearch(List<Span<A>> given, Model<S, A> model, Budget budget) {
        this.model = model;
        this.budget = budget;
        this.pending = new Pending(given);
        this.spans = pending.order(given);
        this.pure = new boolean[spans.size()];
        for (int i = 0; i < pure.length; i++) pure[i] = model.footprint(spans.get(i).action()).pure();
        this.visited = new Visited<>(pending);
        this.state = model.initial();
    }

    private enum Placing { PLACED, IMPOSSIBLE, DEAD_END }

    Finding run() {
        int from = pending.first();
        while (!pending.allPlaced()) {
            int action = pending.candidate(from);
            Placing placing = action == Pending.NONE ? Placing.DEAD_END : place(action);
            if (budget.exhausted()) return new Finding.Undecided(Math.max(deepest, pending.placed()), pending.definite(), steps);
            if (placing == Placing.PLACED) {
                from = pending.first();
            } else if (placing == Placing.IMPOSSIBLE) {
                from = pending.after(action);
            } else {
                if (action == Pending.NONE) noteDeadEnd();
                from = backtrack();
                if (from == Pending.NONE) return contradiction();
            }
        }
        return new Finding.Linearizable(placed(), steps);
    }

    private Placing place(int action) {
        steps++;
        S next = model.step(state, spans.get(action).action());
        boolean idle = pending.optional(action) && state.equals(next);
        if (!budget.spend(0) || next == null || idle) return Placing.IMPOSSIBLE;
        pending.place(action);
        long words = visited.add(next);
        if (words == 0) {
            pending.unplace(action);
            // What follows was explored in vain. A pure action stands for all its alternatives, so they are in vain too.
            return pure[action] ? Placing.DEAD_END : Placing.IMPOSSIBLE;
        }
        budget.spend(words);
        stack.add(new Frame<>(action, state, pure[action]));
        state = next;
        return Placing.PLACED;
    }

    /** Takes back the last choice, and all that was forced before it; answers where to go on looking. */
    private int backtrack() {
        while (!stack.isEmpty()) {
            Frame<S> frame = stack.remove(stack.size() - 1);
            pending.unplace(frame.action());
            state = frame.before();
            if (!frame.forced()) return pending.after(frame.action());
        }
        return Pending.NONE;
    }

    private void noteDeadEnd() {
        int depth = pending.placed();
        if (depth < deepest) return;
        if (depth > deepest) {
            deepest = depth;
            deepestStates.clear();
            deepestBlocked.clear();
            deepestPrefix = placed();
        }
        if (deepestStates.size() < STATES_SHOWN_MAX && deepestStates.add(state)) deepestBlocked.addAll(blocked());
    }

    private List<Long> placed() {
        return stack.stream().map(frame -> spans.get(frame.action()).id()).toList();
    }

    private List<Finding.Blocked> blocked() {
        List<Finding.Blocked> blocked = new ArrayList<>();
        for (int action : pending.definiteWithinTime()) {
            Span<A> span = spans.get(action);
            int before = pending.rankBlocker(action);
            String why = before == Pending.NONE
                    ? model.describeAction(span.action()) + " cannot be: " + model.describe(state)
                    : model.describeAction(span.action()) + " has a higher revision than #" + spans.get(before).id() + " (" + model.describeAction(spans.get(before).action()) + "), which has not taken effect";
            blocked.add(new Finding.Blocked(span.id(), why));
        }
        return blocked;
    }

    private Finding contradiction() {
        return new Finding.NotLinearizable(deepestPrefix, deepestStates.stream().map(model::describe).toList(), List.copyOf(deepestBlocked), steps);
    }
}
