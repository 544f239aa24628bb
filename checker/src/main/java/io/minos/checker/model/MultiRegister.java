package io.minos.checker.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several keys and actions over them, each made of parts that take effect together, one after the other: a part sees what
 * the parts before it did. The state holds the keys that are there.
 */
public final class MultiRegister implements Model<SortedMap<String, Cell>, MultiRegister.Action> {
    public record Action(List<Part> parts) {
        public Action {
            parts = List.copyOf(parts);
        }
    }

    public record Part(String key, Register.Action action) {}

    @Override
    public SortedMap<String, Cell> initial() {
        return Collections.emptySortedMap();
    }

    @Override
    public @Nullable SortedMap<String, Cell> step(SortedMap<String, Cell> state, Action action) {
        TreeMap<String, Cell> next = null;
        for (Part part : action.parts()) {
            SortedMap<String, Cell> now = next == null ? state : next;
            Cell before = now.getOrDefault(part.key(), Cell.MISSING);
            Cell after = register(part).step(before, part.action());
            if (after == null) return null;
            if (after.equals(before)) continue;
            if (next == null) next = new TreeMap<>(state);
            if (after.missing()) next.remove(part.key());
            else next.put(part.key(), after);
        }
        return next == null ? state : next;
    }

    @Override
    public Footprint footprint(Action action) {
        if (action.parts().size() == 1) return footprint(action.parts().get(0));
        List<Footprint> footprints = new ArrayList<>(action.parts().size());
        for (Part part : action.parts()) footprints.add(footprint(part));
        return Footprint.union(footprints);
    }

    private static Footprint footprint(Part part) {
        return register(part).footprint(part.action());
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        List<Part> parts = new ArrayList<>();
        for (Part part : action.parts()) {
            Register.Action bare = register(part).unanswered(part.action());
            if (bare != null) parts.add(new Part(part.key(), bare));
        }
        return parts.isEmpty() ? null : new Action(parts);
    }

    @Override
    public List<Action> weaker(Action action) {
        List<Action> weaker = new ArrayList<>();
        for (int i = 0; i < action.parts().size(); i++) {
            Part part = action.parts().get(i);
            boolean changesNothing = footprint(part).pure();
            if (changesNothing && action.parts().size() > 1) weaker.add(replaced(action, i, List.of()));
            for (Register.Action one : register(part).weaker(part.action())) weaker.add(replaced(action, i, List.of(new Part(part.key(), one))));
        }
        return weaker;
    }

    private static Action replaced(Action action, int at, List<Part> by) {
        List<Part> parts = new ArrayList<>(action.parts());
        parts.remove(at);
        parts.addAll(at, by);
        return new Action(parts);
    }

    @Override
    public Action withoutRevisions(Action action) {
        return new Action(action.parts().stream().map(part -> new Part(part.key(), register(part).withoutRevisions(part.action()))).toList());
    }

    @Override
    public String describe(SortedMap<String, Cell> state) {
        if (state.isEmpty()) return "every key is missing";
        return state.entrySet().stream().map(entry -> entry.getKey() + " is " + entry.getValue()).collect(Collectors.joining(", "));
    }

    @Override
    public String describeAction(Action action) {
        return action.parts().stream().map(part -> register(part).describeAction(part.action())).collect(Collectors.joining("; "));
    }

    private static Register register(Part part) {
        return new Register(part.key());
    }
}
