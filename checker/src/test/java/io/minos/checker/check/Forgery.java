package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A valid history in the course of being falsified, and what one has to know of it to falsify it beyond all explanation. */
final class Forgery {
    /** What an answer shows of a key. */
    record Shown(Event event, JsonNode kv) {
        String key() {
            return kv.path("key").asText();
        }

        long mod() {
            return kv.path("mod").asLong();
        }

        long toldRevision() {
            return event.facts().revision();
        }
    }

    final List<Event> events;
    private final RandomGenerator random;
    /** Revisions whose change was acknowledged: nobody can say that it never happened. */
    private final Set<Long> acknowledged = new HashSet<>();
    private final Set<String> keysPerhapsDeleted = new HashSet<>();
    private final Map<String, Event> invocations = new HashMap<>();
    private final Map<Event, Event> invocationOf = new HashMap<>();

    Forgery(List<Event> events, RandomGenerator random) {
        this.events = new ArrayList<>(events);
        this.random = random;
        for (Event event : events) {
            if (event.type() == Event.Type.INVOKE) invocations.put(event.process(), event);
            else if (invocations.containsKey(event.process()) && !event.f().equals(F.WATCH_RESPONSE)) invocationOf.put(event, invocations.get(event.process()));
            if (event.type() == Event.Type.OK && event.facts() != null && changes(event)) acknowledged.add(event.facts().revision());
            if (event.type() == Event.Type.INFO && event.value() != null) perhapsDeleted(event);
        }
    }

    private static boolean changes(Event event) {
        JsonNode value = event.value();
        return switch (event.f()) {
            case F.WRITE, F.ADD -> true;
            case F.DELETE -> value.path("deleted").asLong() > 0;
            case F.CAS -> value.path("succeeded").asBoolean();
            case F.TXN -> holds(value.path("ops"), op -> op.path(0).asText().equals("w"));
            default -> false;
        };
    }

    private void perhapsDeleted(Event event) {
        if (event.f().equals(F.DELETE)) keysPerhapsDeleted.add(event.value().path("key").asText());
        for (JsonNode op : event.value().path("ops")) if (op.path(0).asText().equals("d")) keysPerhapsDeleted.add(op.path(1).asText());
    }

    private static boolean holds(JsonNode nodes, Predicate<JsonNode> predicate) {
        for (JsonNode node : nodes) if (predicate.test(node)) return true;
        return false;
    }

    static boolean ok(Event event, String f) {
        return event.type() == Event.Type.OK && event.f().equals(f);
    }

    static boolean told(Event event) {
        return event.f().equals(F.WATCH_RESPONSE) && !event.value().path("events").isEmpty();
    }

    static ArrayNode told(ObjectNode response) {
        return (ArrayNode) response.path("events");
    }

    boolean acknowledged(Shown shown) {
        return acknowledged.contains(shown.mod());
    }

    boolean somebodyChangedBefore(Shown shown) {
        return acknowledged.stream().anyMatch(revision -> revision < shown.mod());
    }

    boolean perhapsDeleted(String key) {
        return keysPerhapsDeleted.contains(key);
    }

    Event invocation(Event completion) {
        return invocationOf.get(completion);
    }

    /** Answers to reads that found something. */
    List<Shown> reads() {
        return events.stream().filter(event -> ok(event, F.READ) && event.value().path("kv").isObject()).map(event -> new Shown(event, event.value().path("kv"))).toList();
    }

    /** Of transactions whose first part is a read that found something. */
    List<Shown> txnReads() {
        return events.stream().filter(event -> ok(event, F.TXN) && event.value().path("ops").path(0).size() == 4 && event.value().path("ops").path(0).path(0).asText().equals("r")).map(event -> {
            JsonNode read = event.value().path("ops").path(0);
            return new Shown(event, ((ObjectNode) event.value()).objectNode().put("key", read.path(1).asText()).put("mod", read.path(3).asLong()).put("value", read.path(2).asText()));
        }).toList();
    }

    /** One of them; null: there is none. */
    <T> @Nullable T any(List<T> all) {
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    /** Any two of one key that fit. */
    boolean pair(List<Shown> all, BiPredicate<Shown, Shown> fits, BiPredicate<Shown, Shown> use) {
        List<Shown[]> pairs = new ArrayList<>();
        for (Shown one : all) for (Shown other : all) if (one.key().equals(other.key()) && fits.test(one, other)) pairs.add(new Shown[] {one, other});
        Shown[] pair = any(pairs);
        return pair != null && use.test(pair[0], pair[1]);
    }

    /** Changes any event for which it is possible; false: there is none. */
    boolean edit(Predicate<Event> which, Consumer<ObjectNode> edit) {
        Event chosen = any(events.stream().filter(which).toList());
        if (chosen == null) return false;
        edit(chosen, edit);
        return true;
    }

    boolean edit(Event event, Consumer<ObjectNode> edit) {
        ObjectNode value = event.value().deepCopy();
        edit.accept(value);
        events.set((int) event.index(), with(event, value, event.facts()));
        return true;
    }

    void revise(Event event, long revision) {
        events.set((int) event.index(), with(event, event.value(), new Event.Facts(revision, 1, event.node())));
    }

    /** Every revision from one on is higher by so many, wherever it is told. */
    void shift(long from, long by) {
        for (Event event : List.copyOf(events)) {
            JsonNode value = event.value() == null ? null : event.value().deepCopy();
            if (value != null) shift(value, from, by);
            Event.Facts facts = event.facts() == null || event.facts().revision() < from ? event.facts() : new Event.Facts(event.facts().revision() + by, 1, event.node());
            events.set((int) event.index(), with(event, value, facts));
        }
    }

    private static void shift(JsonNode value, long from, long by) {
        for (String field : List.of("mod", "create", "revision", "startRevision")) {
            if (value.path(field).asLong() >= from) ((ObjectNode) value).put(field, value.path(field).asLong() + by);
        }
        if (value.isArray() && value.path(0).asText().equals("r") && value.path(3).asLong() >= from) ((ArrayNode) value).set(3, value.path(3).asLong() + by);
        value.forEach(part -> shift(part, from, by));
    }

    void answerTxnRead(Event event, Shown shown) {
        edit(event, value -> ((ArrayNode) value.path("ops")).set(0, ((ArrayNode) value.path("ops")).arrayNode().add("r").add(shown.key()).add(shown.kv().path("value").asText()).add(shown.mod())));
    }

    /** Puts another event after one, as if no time had passed. */
    void insertAfter(Event event, JsonNode value) {
        events.add((int) event.index() + 1, with(event, value, event.facts()));
        for (int i = 0; i < events.size(); i++) {
            Event one = events.get(i);
            events.set(i, new Event(i, one.timeNanos(), one.process(), one.node(), one.type(), one.f(), one.value(), one.error(), one.facts()));
        }
    }

    /** Takes a key out of every answer of this f. */
    void hide(String key, String f) {
        for (Event event : List.copyOf(events)) if (ok(event, f)) edit(event, value -> remove(value, kv -> kv.path("key").asText().equals(key)));
    }

    static void remove(ObjectNode range, Predicate<JsonNode> which) {
        ArrayNode kvs = (ArrayNode) range.path("kvs");
        kvs.removeIf(which);
        range.put("count", kvs.size());
    }

    private static Event with(Event event, @Nullable JsonNode value, Event.@Nullable Facts facts) {
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), value, event.error(), facts);
    }
}
