package io.minos.reports.series;

import io.minos.checker.history.Event;
import java.util.Optional;

/**
 * One operation of a client.
 *
 * @param completion empty when the history ends before one; the call is then indefinite
 * @param endNanos time of the completion, or of the history's end; not before the invocation
 */
public record Call(Event invocation, Optional<Event> completion, long endNanos) {
    public Call {
        if (endNanos < invocation.timeNanos()) {
            throw new IllegalArgumentException("operation " + invocation.index() + " ends before it starts");
        }
    }

    /** Never {@code INVOKE}. */
    public Event.Type outcome() {
        return completion.map(Event::type).orElse(Event.Type.INFO);
    }

    public long index() {
        return invocation.index();
    }

    public String process() {
        return invocation.process();
    }

    public long startNanos() {
        return invocation.timeNanos();
    }

    public long latencyNanos() {
        return endNanos - startNanos();
    }
}
