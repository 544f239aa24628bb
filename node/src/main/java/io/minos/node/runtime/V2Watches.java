package io.minos.node.runtime;

import io.minos.node.front.V2Backend;
import io.minos.node.replica.Event;
import io.minos.node.v2.Watchers.Told;
import io.minos.node.v2.Watchers.Watch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The long polls of this member's clients: which sink belongs to which watcher of the v2 tree. */
final class V2Watches {
    private final Consumer<Event> events;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, V2Backend.WatchSink> open = new ConcurrentHashMap<>();

    V2Watches(Consumer<Event> events) {
        this.events = events;
    }

    V2Backend.Watch open(String path, boolean recursive, boolean stream, long since, V2Backend.WatchSink sink) {
        long id = last.incrementAndGet();
        open.put(id, sink);
        events.accept(new Event.V2Watch(new Watch(id, path, recursive, stream, since)));
        return () -> {
            if (open.remove(id) != null) {
                events.accept(new Event.V2WatchClosed(id));
            }
        };
    }

    /** In order, one thread at a time. */
    void tell(List<Told> told) {
        for (Told one : told) {
            V2Backend.WatchSink sink = open.get(one.id());
            if (sink == null) {
                continue; // closed while it was on its way
            }
            if (one instanceof Told.Waits waits) {
                sink.waits(waits.etcdIndex());
            } else if (one instanceof Told.Happened happened) {
                sink.happened(happened.event(), happened.last());
            } else if (one instanceof Told.Refused refused) {
                sink.refused(refused.error());
            } else {
                sink.ended();
            }
        }
    }
}
