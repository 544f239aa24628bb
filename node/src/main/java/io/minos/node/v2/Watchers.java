package io.minos.node.v2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Who waits for what in the tree, each told of one event, or of all if it streams. Each member's own: nothing here is
 * replicated.
 */
public final class Watchers implements Outlet {
    /**
     * @param since the first index it wants to hear of; 0: what comes next
     * @param stream of all events, not of one
     */
    public record Watch(long id, String path, boolean recursive, boolean stream, long since) {}

    /** What a watcher is told. */
    public sealed interface Told {
        long id();

        /** It waits from now on, or an event of the past follows. */
        record Waits(long id, long etcdIndex) implements Told {}

        record Refused(long id, V2Error error) implements Told {}

        /** @param last nothing will follow */
        record Happened(long id, V2Event event, boolean last) implements Told {}

        /** It may have missed something: its client has to ask again. */
        record Ended(long id) implements Told {}
    }

    private final Consumer<Told> out;
    private Tree tree;
    private final Map<Long, Watch> byId = new LinkedHashMap<>();
    private final TreeMap<String, List<Watch>> byPath = new TreeMap<>();

    /** @param out told in order */
    public Watchers(Tree tree, Consumer<Told> out) {
        this.tree = tree;
        this.out = out;
        tree.tell(this);
    }

    public int count() {
        return byId.size();
    }

    public void watch(Watch watch) {
        long since = watch.since() == 0 ? tree.index() + 1 : watch.since();
        if (tree.history().hasForgotten(since)) {
            String cause = "the requested history has been cleared [" + tree.history().startIndex() + "/" + Long.toUnsignedString(since) + "]";
            out.accept(new Told.Refused(watch.id(), ErrorCode.EVENT_INDEX_CLEARED.at(cause, tree.index())));
            return;
        }
        out.accept(new Told.Waits(watch.id(), tree.index()));
        // One that streams hears of one event of the past and of nothing else, until its client leaves: so etcd has it.
        if (!toldOfPast(watch, since)) {
            Watch waiting = new Watch(watch.id(), watch.path(), watch.recursive(), watch.stream(), since);
            byId.put(watch.id(), waiting);
            byPath.computeIfAbsent(watch.path(), path -> new ArrayList<>()).add(waiting);
        }
    }

    private boolean toldOfPast(Watch watch, long since) {
        Optional<V2Event> past = tree.history().find(watch.path(), watch.recursive(), since);
        past.ifPresent(event -> out.accept(new Told.Happened(watch.id(), event, !watch.stream())));
        return past.isPresent();
    }

    /** Its client is gone, or has what it waited for. */
    public void close(long id) {
        Watch watch = byId.remove(id);
        if (watch != null) {
            List<Watch> there = byPath.get(watch.path());
            there.remove(watch);
            if (there.isEmpty()) {
                byPath.remove(watch.path());
            }
        }
    }

    /** Another tree takes the place of the old one, and may be far ahead: whoever missed something is told, or has to ask again. */
    public void install(Tree newer) {
        tree = newer;
        newer.tell(this);
        for (Watch watch : List.copyOf(byId.values())) {
            if (newer.history().hasForgotten(watch.since()) || watch.stream()) {
                close(watch.id());
                out.accept(new Told.Ended(watch.id()));
            } else if (toldOfPast(watch, watch.since())) {
                close(watch.id());
            }
        }
    }

    @Override
    public void changed(V2Event event) {
        if (byId.isEmpty()) {
            return;
        }
        String key = event.getNode().getKey();
        tell(event, Path.ROOT, false);
        for (int end = 0; end < key.length(); ) {
            end = Path.nextEnd(key, end);
            tell(event, key.substring(0, end), false);
        }
    }

    @Override
    public void removed(V2Event event, String path) {
        if (!byId.isEmpty()) {
            tell(event, path, true);
        }
    }

    private void tell(V2Event event, String path, boolean removed) {
        boolean itself = event.getNode().getKey().equals(path);
        Collection<Watch> there = byPath.getOrDefault(path, List.of());
        if (there.isEmpty() || !itself && Path.isHiddenFrom(path, event.getNode().getKey())) {
            return;
        }
        for (Watch watch : List.copyOf(there)) {
            if ((watch.recursive() || itself || removed) && Long.compareUnsigned(History.index(event), watch.since()) >= 0) {
                if (!watch.stream()) {
                    close(watch.id());
                }
                out.accept(new Told.Happened(watch.id(), event, !watch.stream()));
            }
        }
    }
}
