package io.minos.nemesis.testkit;

import io.minos.checker.history.Event;
import io.minos.checker.history.Recorder;
import io.minos.checker.history.Value;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps events in memory. */
public final class ListRecorder implements Recorder {
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public synchronized Event record(String process, @Nullable String node, Event.Type type, String f, @Nullable Value value,
            @Nullable String error, Event.@Nullable Facts facts) {
        Event event = new Event(events.size(), System.nanoTime(), process, node, type, f, value, error, facts);
        events.add(event);
        return event;
    }

    public List<Event> events() {
        return events;
    }

    /** The last event of this name. */
    public Event last(String f) {
        return events.stream().filter(event -> event.f().equals(f)).reduce((a, b) -> b).orElseThrow();
    }
}
