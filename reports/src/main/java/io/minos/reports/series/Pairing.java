package io.minos.reports.series;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes calls of events. A process has one call open at a time; what does not fit (a completion without an invocation, a second
 * invocation before the first ended) is the checkers' to complain about and is passed over here.
 */
public final class Pairing implements Consumer<Event> {
    private final Consumer<Call> calls;
    private final Map<String, Event> open = new LinkedHashMap<>();
    private long lastNanos;

    /** @param calls given each call in the order in which they end */
    public Pairing(Consumer<Call> calls) {
        this.calls = calls;
    }

    @Override
    public void accept(Event event) {
        lastNanos = Math.max(lastNanos, event.timeNanos());
        if (!ofClient(event) || event.f().equals(F.WATCH_RESPONSE)) {
            return;
        }
        if (event.type() == Event.Type.INVOKE) {
            open.putIfAbsent(event.process(), event);
            return;
        }
        Event invocation = open.remove(event.process());
        if (invocation != null) {
            calls.accept(new Call(invocation, Optional.of(event), Math.max(event.timeNanos(), invocation.timeNanos())));
        }
    }

    /** The history has ended: what is still open ends as indefinite. */
    public void end() {
        open.values().forEach(invocation -> calls.accept(new Call(invocation, Optional.empty(), lastNanos)));
        open.clear();
    }

    public long lastNanos() {
        return lastNanos;
    }

    static boolean ofClient(Event event) {
        return !event.process().equals(Event.NEMESIS) && !event.process().equals(Event.RUNNER);
    }
}
