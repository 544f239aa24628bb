package io.minos.node.v2;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;

/** The newest events, for who asks for one that is past. */
final class History {
    static final int EVENTS_MAX = 1_000;

    private final ArrayDeque<V2Event> events = new ArrayDeque<>();

    void add(V2Event event) {
        if (events.size() == EVENTS_MAX) {
            events.poll();
        }
        events.add(event);
    }

    Collection<V2Event> all() {
        return Collections.unmodifiableCollection(events);
    }

    /** What came before is forgotten. */
    long startIndex() {
        return events.isEmpty() ? 0 : index(events.element());
    }

    boolean hasForgotten(long index) {
        return Long.compareUnsigned(index, startIndex()) < 0;
    }

    /** The first at or after {@code index} that a watcher of {@code path} is to be told. */
    Optional<V2Event> find(String path, boolean recursive, long index) {
        if (events.isEmpty() || Long.compareUnsigned(index, index(events.getLast())) > 0) {
            return Optional.empty();
        }
        return events.stream().filter(event -> index(event) >= index && !event.getRefresh() && concerns(event, path, recursive)).findFirst();
    }

    /** As etcd's scan of the past, which differs from its notifying: hidden nodes are found, and a directory gone by its name's letters. */
    private static boolean concerns(V2Event event, String path, boolean recursive) {
        String key = event.getNode().getKey();
        boolean isRemoval = event.getAction().equals("delete") || event.getAction().equals("expire");
        return key.equals(path) || recursive && key.startsWith(path + "/")
                || isRemoval && event.getPrevNode().getDir() && path.startsWith(event.getPrevNode().getKey());
    }

    static long index(V2Event event) {
        return event.getNode().getModifiedIndex();
    }
}
