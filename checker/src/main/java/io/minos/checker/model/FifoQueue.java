package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue, first in, first out. It is empty at first. */
public final class FifoQueue implements Model<List<String>, FifoQueue.Action> {
    private final String name;
    private final String front;

    public FifoQueue(String name) {
        this.name = name;
        this.front = "front of " + name;
    }

    /** With its answer. */
    public sealed interface Action {
        record Enqueue(String value) implements Action {}

        /** Of an empty queue it takes nothing. @param taken missing: it was empty; null: not told */
        record Dequeue(@Nullable Cell taken) implements Action {}
    }

    @Override
    public List<String> initial() {
        return List.of();
    }

    @Override
    public @Nullable List<String> step(List<String> state, Action action) {
        if (action instanceof Action.Enqueue enqueue) {
            List<String> next = new ArrayList<>(state);
            next.add(enqueue.value());
            return List.copyOf(next);
        }
        Cell taken = ((Action.Dequeue) action).taken();
        Cell first = state.isEmpty() ? Cell.MISSING : Cell.of(state.get(0));
        if (taken != null && !taken.equals(first)) return null;
        return state.isEmpty() ? state : List.copyOf(state.subList(1, state.size()));
    }

    /**
     * What is in the queue and what was taken from its front are two things. A value that nobody certainly took may as well never
     * have been put in, and whoever perhaps took it, never have come: in any order that explains the answers nobody else met it at
     * the front. But where anybody was answered what was at the front, all that was perhaps taken before counts.
     */
    @Override
    public Footprint footprint(Action action) {
        if (action instanceof Action.Enqueue enqueue) return new Footprint(List.of(new Fact(name, enqueue.value())), List.of(), List.of());
        Cell taken = ((Action.Dequeue) action).taken();
        if (taken == null) return new Footprint(List.of(new Fact(front, null)), List.of(), List.of());
        if (taken.missing()) return new Footprint(List.of(), List.of(new Fact(name, null)), List.of(front));
        return new Footprint(List.of(new Fact(front, null)), List.of(new Fact(name, taken.value())), List.of(front));
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        if (!(action instanceof Action.Dequeue dequeue)) return action;
        return dequeue.taken() != null && dequeue.taken().missing() ? null : new Action.Dequeue(null);
    }

    @Override
    public Action withoutRevisions(Action action) {
        return action;
    }

    @Override
    public String describe(List<String> state) {
        return state.isEmpty() ? name + " is empty" : name + " holds " + String.join(", ", state);
    }

    @Override
    public String describeAction(Action action) {
        if (action instanceof Action.Enqueue enqueue) return "enqueue " + enqueue.value() + " to " + name;
        Cell taken = ((Action.Dequeue) action).taken();
        return "dequeue from " + name + (taken == null ? "" : taken.missing() ? " → empty" : " → " + taken.value());
    }
}
