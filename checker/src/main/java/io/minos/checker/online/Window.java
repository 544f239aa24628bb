package io.minos.checker.online;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Value;
import io.minos.checker.history.Values;
import io.minos.checker.history.WatchStream.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a growing history that concerns its youngest keys, each from its first operation on. When there is too much of
 * it, the older half of the keys is let go. For one thread.
 */
final class Window {
    private final int weightMax;
    private List<Event> events = new ArrayList<>();
    private int weight;
    /** In order of birth: the index of the first event that spoke of the key. */
    private final Map<String, Long> births = new LinkedHashMap<>();
    private final LetGo letGo = new LetGo();
    private long keysLetGo;
    private boolean whole = true;
    /** What each process does now, as the whole history has it. */
    private final Map<String, Event> open = new HashMap<>();
    /** Processes that do what concerns no key that is kept. */
    private final Set<String> passedOver = new HashSet<>();
    /** Processes whose newest watch stream is kept; a response may still arrive when it has ended. */
    private final Set<String> watching = new HashSet<>();
    private long compactRevisionMax;
    private Values values = new Values();

    /** @param weightMax how many operations, and keys shown to readers and watchers, are kept at most; twice as many for a moment */
    Window(int weightMax) {
        this.weightMax = weightMax;
    }

    void accept(Event event) {
        if (event.process().equals(Event.RUNNER)) {
            if (event.f().equals(F.RUN)) events.add(event);
        } else if (!event.process().equals(Event.NEMESIS)) {
            ofClient(event);
        }
        if (weight > weightMax) shrink();
    }

    private void ofClient(Event event) {
        if (event.f().equals(F.WATCH_RESPONSE)) {
            if (watching.contains(event.process())) keep(event, values.message(event));
        } else if (event.type() == Event.Type.INVOKE) {
            if (event.f().equals(F.WATCH)) watching.add(event.process());
            open.put(event.process(), event);
            keep(event, values.action(event, null));
        } else {
            Event invocation = open.remove(event.process());
            boolean answered = invocation != null && event.type() == Event.Type.OK;
            if (passedOver.remove(event.process())) return;
            if (answered) keep(event, values.action(invocation, event));
            else add(with(event, null));
        }
    }

    private void keep(Event event, Value said) {
        Projection.timedKeys(said, this::letGo);
        Projection.keys(said, key -> { if (!letGo.mayContain(key)) births.putIfAbsent(key, event.index()); });
        if (said instanceof Action.Compact compact) compactRevisionMax = Math.max(compactRevisionMax, compact.revision());
        Value left = Projection.onto(births::containsKey, said);
        if (left != null && !isIdle(left)) add(with(event, left));
        else if (event.type() == Event.Type.INVOKE) passedOver.add(event.process());
        // an answer always has what its invocation had: it is never left out alone
    }

    private void add(Event event) {
        events.add(event);
        weight += Projection.weight(event.said());
    }

    /** A response that tells of no key that is kept, nor of the stream itself. */
    private static boolean isIdle(Value said) {
        return said instanceof Message message && message.events().isEmpty() && !message.created() && !message.canceled() && !message.progress();
    }

    private static Event with(Event event, @Nullable Value said) {
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), said, event.error(), event.facts());
    }

    /** Until half of what may be kept is left: so that this is seldom done, and takes little time in all. */
    private void shrink() {
        while (weight > weightMax / 2 && !births.isEmpty()) {
            int last = (births.size() + 1) / 2;
            List<String> oldest = births.keySet().stream().limit(last).toList();
            for (String key : oldest) {
                births.remove(key);
                letGo(key);
            }
            keysLetGo += last;
            rewrite();
        }
        values = new Values(); // it remembers every key it has read
    }

    private void letGo(String key) {
        letGo.add(key);
        whole = false;
    }

    private void rewrite() {
        long oldest = births.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        Set<Long> overStreams = streamsOver(oldest);
        List<Event> before = events;
        events = new ArrayList<>();
        weight = 0;
        Set<String> dropping = new HashSet<>();
        for (Event event : before) {
            if (event.f().equals(F.RUN)) {
                events.add(event);
            } else if (event.type() == Event.Type.INVOKE) {
                Value left = overStreams.contains(event.index()) ? null : left(event, oldest);
                if (left != null) add(with(event, left));
                else dropping.add(event.process());
                if (event.f().equals(F.WATCH) && left == null) watching.remove(event.process());
                else if (event.f().equals(F.WATCH)) watching.add(event.process());
            } else if (event.f().equals(F.WATCH_RESPONSE)) {
                Value left = watching.contains(event.process()) ? left(event, oldest) : null;
                if (left != null) add(with(event, left));
            } else if (!dropping.remove(event.process())) {
                add(with(event, event.said() == null ? null : Projection.onto(births::containsKey, event.said())));
            }
        }
        passedOver.addAll(dropping); // what is under way of them ends later
    }

    private @Nullable Value left(Event event, long oldest) {
        Value said = Objects.requireNonNull(event.said());
        boolean past = event.index() < oldest;
        if (past && said instanceof Action.Range) return null; // it shows none of the keys that are left
        if (said instanceof Action.Compact compact && compact.revision() < compactRevisionMax) return null;
        Value left = Projection.onto(births::containsKey, said);
        boolean mere = left instanceof Message message && message.events().isEmpty() && !message.created() && !message.canceled();
        return mere && past ? null : left;
    }

    /** Streams that had ended before any of the keys was born. Those that tell how far the store is compacted stay. */
    private Set<Long> streamsOver(long oldest) {
        Set<Long> over = new HashSet<>();
        Map<String, Long> running = new HashMap<>();
        Set<String> telling = new HashSet<>();
        for (Event event : events) {
            if (event.f().equals(F.WATCH_RESPONSE)) {
                if (event.said() instanceof Message message && message.compactRevision() > 0) telling.add(event.process());
            } else if (event.f().equals(F.WATCH) && event.type() == Event.Type.INVOKE) {
                running.put(event.process(), event.index());
                telling.remove(event.process());
            } else if (event.f().equals(F.WATCH)) {
                Long began = running.remove(event.process());
                if (began != null && event.index() < oldest && !telling.contains(event.process())) over.add(began);
            }
        }
        return over;
    }

    History history() {
        return whole ? History.of(events) : History.part(events);
    }

    int size() {
        return weight;
    }

    long keysLetGo() {
        return keysLetGo;
    }
}
