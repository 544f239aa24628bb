package io.minos.checker.knossos;

import io.minos.checker.linear.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans as the calls and returns of few processes: one that has returned goes on with the next call, one that never returns is
 * never seen again. Knossos keeps a place for each process in every configuration.
 */
final class Calls {
    private record End<A>(long at, boolean invocation, Span<A> span) {}

    private Calls() {}

    static <A> List<Bridge.Event> of(List<Span<A>> spans) {
        List<Bridge.Event> events = new ArrayList<>();
        Deque<Long> idle = new ArrayDeque<>();
        Map<Span<A>, Long> processes = new HashMap<>();
        for (End<A> end : ends(spans)) {
            if (end.invocation()) processes.put(end.span(), idle.isEmpty() ? (long) processes.size() : idle.pop());
            long process = processes.get(end.span());
            if (!end.invocation()) idle.push(process);
            events.add(new Bridge.Event(events.size(), process, end.invocation(), end.span().action()));
        }
        return events;
    }

    /** Spans whose ends meet overlap, so that calls come before returns. */
    private static <A> List<End<A>> ends(List<Span<A>> spans) {
        List<End<A>> ends = new ArrayList<>();
        for (Span<A> span : spans) {
            ends.add(new End<>(span.invoked(), true, span));
            if (!span.optional()) ends.add(new End<>(span.returned(), false, span));
        }
        ends.sort(Comparator.<End<A>>comparingLong(End::at).thenComparing(end -> !end.invocation()));
        return ends;
    }

    /** The span whose return is the event of this index. */
    static <A> Span<A> returning(List<Span<A>> spans, long index) {
        return ends(spans).get((int) index).span();
    }
}
