package io.minos.checker.linear.witness;

import io.minos.checker.linear.witness.Told.Do;
import io.minos.checker.linear.witness.Told.Entry;
import io.minos.checker.model.Footprint;
import io.minos.checker.model.Model;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** etcd as one state after the other, its revision included: with it a search says what the witness should. */
final class PlainEtcd implements Model<PlainEtcd.State, Told> {
    record State(int revision, TreeMap<String, Entry> entries) {}

    @Override
    public State initial() {
        return new State(1, new TreeMap<>());
    }

    @Override
    public @Nullable State step(State state, Told told) {
        TreeMap<String, Entry> entries = new TreeMap<>(state.entries());
        int next = state.revision() + 1;
        boolean changed = false;
        for (Do part : told.parts()) {
            if (!fits(part, entries)) return null;
            changed |= apply(part, entries, next);
        }
        int revision = changed ? next : state.revision();
        if (!told.unknown() && told.revision() != revision) return null;
        return new State(revision, entries);
    }

    private static boolean fits(Do part, TreeMap<String, Entry> entries) {
        if (part instanceof Do.Read read) return agrees(read.seen(), entries.getOrDefault(read.key(), Entry.MISSING));
        if (part instanceof Do.Delete delete) return delete.found() == null || delete.found() == entries.containsKey(delete.key());
        if (part instanceof Do.Compare compare) return compare.equal() == Objects.equals(compare.value(), entries.getOrDefault(compare.key(), Entry.MISSING).value());
        if (part instanceof Do.Count count) return entries.keySet().stream().filter(key -> key.startsWith(count.prefix())).count() == count.keys();
        return true;
    }

    private static boolean agrees(Entry seen, Entry there) {
        return Objects.equals(seen.value(), there.value()) && (seen.mod() == 0 || seen.mod() == there.mod())
                && (seen.create() == 0 || seen.create() == there.create()) && (seen.version() == 0 || seen.version() == there.version());
    }

    static boolean apply(Do part, TreeMap<String, Entry> entries, int revision) {
        if (part instanceof Do.Put put) {
            Entry before = entries.get(put.key());
            entries.put(put.key(), before == null ? new Entry(put.value(), revision, revision, 1) : new Entry(put.value(), revision, before.create(), before.version() + 1));
            return true;
        }
        return part instanceof Do.Delete delete && entries.remove(delete.key()) != null;
    }

    @Override
    public Footprint footprint(Told told) {
        boolean changes = told.parts().stream().anyMatch(part -> part instanceof Do.Put || part instanceof Do.Delete);
        return new Footprint(changes ? List.of(new Footprint.Fact("any", "thing")) : List.of(), List.of(), List.of());
    }

    @Override
    public @Nullable Told unanswered(Told told) {
        return told;
    }

    @Override
    public Told withoutRevisions(Told told) {
        return told;
    }

    @Override
    public String describe(State state) {
        return state.toString();
    }

    @Override
    public String describeAction(Told told) {
        return told.toString();
    }
}
