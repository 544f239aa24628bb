package io.minos.checker.check;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Since when, at any time, no fault was active and the same leader has led, as the notes of nemesis and runner tell. */
final class Calm {
    /** From this time on the value holds; {@link Long#MAX_VALUE}: a fault is active. */
    private final TreeMap<Long, Long> sinceNanos = new TreeMap<>();

    static Calm of(History history) {
        return history.derived(Calm.class, Calm::made);
    }

    private static Calm made(History history) {
        Calm calm = new Calm();
        Set<String> active = new HashSet<>();
        for (Event note : history.notes()) {
            String id = note.value() == null ? "" : note.value().path("id").asText();
            switch (note.f()) {
                case F.FAULT_INJECT -> active.add(id);
                case F.FAULT_HEALED -> active.remove(id);
                case F.LEADER, F.NODE_STATE -> { }
                default -> {
                    continue;
                }
            }
            calm.sinceNanos.put(note.timeNanos(), active.isEmpty() ? note.timeNanos() : Long.MAX_VALUE);
        }
        return calm;
    }

    /** @return nanoseconds since the start, at most {@code nanos}; {@link Long#MAX_VALUE}: it is not calm then */
    long sinceNanos(long nanos) {
        Map.Entry<Long, Long> last = sinceNanos.floorEntry(nanos);
        return last == null ? 0 : Objects.requireNonNull(last.getValue());
    }
}
