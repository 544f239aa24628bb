package io.minos.scenarios.sim;

import io.minos.checker.history.Event;
import io.minos.checker.history.Recorder;
import io.minos.checker.history.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A history in memory, by a clock that is given. For one thread. */
final class MemoryRecorder implements Recorder {
    private final LongSupplier clockNanos;
    private final List<Event> events = new ArrayList<>();

    MemoryRecorder(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    @Override
    public Event record(String process, @Nullable String node, Event.Type type, String f, @Nullable Value value, @Nullable String error,
            Event.@Nullable Facts facts) {
        Event event = new Event(events.size(), clockNanos.getAsLong(), process, node, type, f, value, error, facts);
        events.add(event);
        return event;
    }

    /** What was recorded so far. */
    List<Event> events() {
        return events;
    }
}
