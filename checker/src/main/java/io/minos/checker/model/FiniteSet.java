package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set: add, remove, contains, and reads of the whole. It is empty at first. Elements are keys of their own: where nobody reads
 * the whole, each is judged apart.
 */
public final class FiniteSet implements Model<SortedSet<String>, FiniteSet.Action> {
    private static final String IN = "in";

    private final String name;
    private final SortedSet<String> universe = new TreeSet<>();

    /** @param actions all that will be asked of it: a read of the whole says of every element named there whether it is in */
    public FiniteSet(String name, Collection<Action> actions) {
        this.name = name;
        for (Action action : actions) {
            if (action instanceof Action.Read read) universe.addAll(read.seen());
            else universe.add(element(action));
        }
    }

    /** With its answer. */
    public sealed interface Action {
        /** @param added false: it was in already; null: not told */
        record Add(String element, @Nullable Boolean added) implements Action {}

        /** @param removed false: it was not in; null: not told */
        record Remove(String element, @Nullable Boolean removed) implements Action {}

        record Contains(String element, boolean in) implements Action {}

        record Read(SortedSet<String> seen) implements Action {
            public Read {
                seen = Collections.unmodifiableSortedSet(new TreeSet<>(seen));
            }
        }
    }

    private static String element(Action action) {
        if (action instanceof Action.Add add) return add.element();
        return action instanceof Action.Remove remove ? remove.element() : ((Action.Contains) action).element();
    }

    @Override
    public SortedSet<String> initial() {
        return Collections.emptySortedSet();
    }

    @Override
    public @Nullable SortedSet<String> step(SortedSet<String> state, Action action) {
        if (action instanceof Action.Read read) return read.seen().equals(state) ? state : null;
        boolean in = state.contains(element(action));
        if (action instanceof Action.Contains contains) return contains.in() == in ? state : null;
        boolean adds = action instanceof Action.Add;
        Boolean told = adds ? ((Action.Add) action).added() : ((Action.Remove) action).removed();
        boolean changes = in != adds;
        if (told != null && told != changes) return null;
        return changes ? changed(state, element(action), adds) : state;
    }

    private static SortedSet<String> changed(SortedSet<String> state, String element, boolean adds) {
        SortedSet<String> next = new TreeSet<>(state);
        if (adds) next.add(element);
        else next.remove(element);
        return Collections.unmodifiableSortedSet(next);
    }

    @Override
    public Footprint footprint(Action action) {
        if (action instanceof Action.Read read) return whole(read);
        if (action instanceof Action.Contains contains) return new Footprint(List.of(), List.of(fact(contains.element(), contains.in())), List.of());
        return action instanceof Action.Add add ? change(add.element(), true, add.added()) : change(element(action), false, ((Action.Remove) action).removed());
    }

    private static Footprint change(String element, boolean adds, @Nullable Boolean changed) {
        if (Boolean.FALSE.equals(changed)) return new Footprint(List.of(), List.of(fact(element, adds)), List.of());
        return new Footprint(List.of(fact(element, adds)), changed == null ? List.of() : List.of(fact(element, !adds)), List.of());
    }

    /** It senses the set itself, so that it belongs somewhere when no element was ever named. */
    private Footprint whole(Action.Read read) {
        List<Fact> facts = new ArrayList<>(universe.size());
        for (String element : universe) facts.add(fact(element, read.seen().contains(element)));
        return new Footprint(List.of(), facts, List.of(name));
    }

    private static Fact fact(String element, boolean in) {
        return new Fact(element, in ? IN : null);
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        if (action instanceof Action.Add add && !Boolean.FALSE.equals(add.added())) return new Action.Add(add.element(), null);
        if (action instanceof Action.Remove remove && !Boolean.FALSE.equals(remove.removed())) return new Action.Remove(remove.element(), null);
        return null;
    }

    @Override
    public Action withoutRevisions(Action action) {
        return action;
    }

    @Override
    public String describe(SortedSet<String> state) {
        return name + " is " + state;
    }

    @Override
    public String describeAction(Action action) {
        if (action instanceof Action.Read read) return "read " + name + " → " + read.seen();
        if (action instanceof Action.Contains contains) return name + " contains " + contains.element() + " → " + contains.in();
        if (action instanceof Action.Add add) return "add " + add.element() + " to " + name + told(add.added(), " → added", " → was in");
        return "remove " + element(action) + " from " + name + told(((Action.Remove) action).removed(), " → removed", " → was not in");
    }

    private static String told(@Nullable Boolean changed, String yes, String no) {
        return changed == null ? "" : changed ? yes : no;
    }
}
