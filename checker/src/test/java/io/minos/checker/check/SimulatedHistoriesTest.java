package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.SimulatedEtcd;
import io.minos.checker.judge.Judge;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long histories of a simulated etcd: valid as they are, and each lie planted in them is found, by the promise it breaks. */
class SimulatedHistoriesTest {
    private static final SimulatedEtcd.Load MIXED = new SimulatedEtcd.Load(1_000, 8, 250, 0.03, false);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void what_a_linearizable_store_did_is_valid_by_every_check(long seed) {
        Judgement judgement = judge(SimulatedEtcd.events(seed, MIXED));
        assertThat(judgement.verdict()).as("seed %d: %s", seed, judgement.checks()).isEqualTo(Verdict.VALID);
        assertThat(judgement.checks()).extracting(CheckResult::check).contains("linearizable-register", "linearizable-txn", "serializable-txn", "set", "watch", "durability", "convergence", "revision");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void without_revisions_values_alone_are_enough(long seed) {
        List<Event> events = SimulatedEtcd.events(seed, new SimulatedEtcd.Load(1_200, 6, 150, 0.02, false)).stream().map(SimulatedHistoriesTest::withoutFacts).toList();
        History history = History.of(events);
        for (Check check : List.of(new LinearizableRegister(), new LinearizableTxn(), new SerializableTxn(), new SetCheck())) {
            CheckResult result = check.check(history, Budget.unlimited());
            assertThat(result.verdict()).as("seed %d: %s", seed, result).isEqualTo(Verdict.VALID);
        }
    }

    /** A lie, and the check that must find it. */
    enum Lie {
        STALE_READ("linearizable-register"),
        LOST_WRITE("durability"),
        UNDONE_READ("linearizable-register"),
        STALE_TXN("linearizable-txn"),
        UNDONE_TXN_READ("serializable-txn"),
        LOST_ELEMENT("set"),
        DROPPED_EVENT("watch"),
        DOUBLED_EVENT("watch"),
        REORDERED_EVENTS("watch"),
        SPLIT_REVISION("watch"),
        OLD_PREVIOUS_VALUE("watch"),
        FOREIGN_EVENT("watch"),
        REVISION_GAP("revision"),
        REVISION_BACK("revision"),
        DIVERGED_MEMBER("convergence");

        final String check;

        Lie(String check) {
            this.check = check;
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_lie_is_found_by_the_promise_it_breaks(Lie lie) {
        Check check = Checks.named(List.of(lie.check), Map.of()).get(0);
        for (long seed = 1; seed <= 4; seed++) {
            List<Event> events = lie(lie, SimulatedEtcd.events(seed, MIXED), new SplittableRandom(seed));
            CheckResult found = check.check(History.of(events), new Budget(System::nanoTime, Duration.ofSeconds(30).toNanos(), 64L << 20));
            assertThat(found.verdict()).as("%s, seed %d: %s", lie, seed, found.reason()).isEqualTo(Verdict.INVALID);
            assertThat(found.anomalies().get(0).operations()).as("%s, seed %d: %s", lie, seed, found.anomalies().get(0)).hasSizeLessThanOrEqualTo(12);
        }
    }

    @Test
    void thirty_thousand_operations_are_judged_well_within_a_short_budget() {
        List<Event> events = SimulatedEtcd.events(5, new SimulatedEtcd.Load(30_000, 10, 500, 0.02, true));
        History history = History.of(events);
        CheckResult result = new LinearizableRegister().check(history, new Budget(System::nanoTime, Duration.ofSeconds(20).toNanos(), 64L << 20));
        assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.VALID);
        // A bound on work, not on time: about one step an operation.
        assertThat((Long) result.facts().get("steps")).isLessThan(300_000);
    }

    /** As in a run full of faults: one operation in eight without an answer, and transactions that do not tell mod revisions. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void many_unknown_outcomes_leave_no_doubt(long seed) {
        List<Event> events = SimulatedEtcd.events(seed, new SimulatedEtcd.Load(6_000, 8, 1_500, 0.12, false)).stream().map(SimulatedHistoriesTest::withoutTxnMods).toList();
        History history = History.of(events);
        for (Check check : List.of(new LinearizableRegister(), new LinearizableTxn(), new SerializableTxn())) {
            CheckResult result = check.check(history, new Budget(System::nanoTime, Duration.ofSeconds(30).toNanos(), 64L << 20));
            assertThat(result.verdict()).as("seed %d: %s %s", seed, result.reason(), result.facts()).isEqualTo(Verdict.VALID);
        }
    }

    private static Event withoutTxnMods(Event event) {
        if (!ok(event, F.TXN)) return event;
        JsonNode value = event.value().deepCopy();
        for (JsonNode op : value.path("ops")) if (op.size() == 4) ((ArrayNode) op).remove(3);
        return with(event, value, event.facts());
    }

    private static Judgement judge(List<Event> events) {
        History history = History.of(events);
        return new Judge(Runnable::run, Duration.ofSeconds(30)).judge(history, Checks.concerning(history, Map.of()));
    }

    private static Event withoutFacts(Event event) {
        JsonNode value = event.value() == null ? null : event.value().deepCopy();
        if (value != null) forget(value);
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), value, event.error(), null);
    }

    private static void forget(JsonNode value) {
        if (value instanceof ObjectNode object) object.remove(List.of("mod", "create", "version"));
        if (value instanceof ArrayNode array && array.size() == 4 && array.path(0).asText().equals("r")) array.remove(3);
        value.forEach(SimulatedHistoriesTest::forget);
    }

    private static List<Event> lie(Lie lie, List<Event> events, SplittableRandom random) {
        List<Event> changed = new ArrayList<>(events);
        switch (lie) {
            case STALE_READ -> stale(changed, random);
            case UNDONE_READ -> edit(changed, random, event -> ok(event, F.READ) && event.value().path("kv").isObject() && !mayBeDeleted(events, event), (value, event) -> value.putNull("kv"));
            case LOST_WRITE -> editAll(changed, event -> ok(event, F.FINAL_READ), value -> remove(value, value.path("kvs").size() / 2));
            case STALE_TXN -> staleTxn(changed, random);
            case UNDONE_TXN_READ -> undoneTxnRead(changed);
            case LOST_ELEMENT -> edit(changed, random, event -> ok(event, F.MEMBERS) && event.index() > events.size() / 2, (value, event) -> remove(value, 0));
            case DROPPED_EVENT -> edit(changed, random, event -> told(event) && event.value().path("events").size() > 1, (value, event) -> ((ArrayNode) value.path("events")).remove(0));
            case DOUBLED_EVENT -> edit(changed, random, SimulatedHistoriesTest::told, (value, event) -> ((ArrayNode) value.path("events")).add(value.path("events").path(value.path("events").size() - 1)));
            case REORDERED_EVENTS -> edit(changed, random, event -> told(event) && revisions(event) > 1, (value, event) -> ((ArrayNode) value.path("events")).add(((ArrayNode) value.path("events")).remove(0)));
            case SPLIT_REVISION -> split(changed);
            case OLD_PREVIOUS_VALUE -> edit(changed, random, event -> told(event) && event.value().path("events").path(0).path("prev").isObject() && event.value().path("events").path(0).path("prev").path("version").asLong() > 1,
                    (value, event) -> ((ObjectNode) value.path("events").path(0).path("prev")).put("mod", value.path("events").path(0).path("prev").path("create").asLong()));
            case FOREIGN_EVENT -> edit(changed, random, event -> told(event) && event.process().equals("w-s"), (value, event) -> ((ObjectNode) value.path("events").path(0).path("kv")).put("key", "elsewhere"));
            case REVISION_GAP -> gap(changed);
            case REVISION_BACK -> back(changed);
            case DIVERGED_MEMBER -> edit(changed, random, event -> ok(event, F.FINAL_READ) && event.value().path("serializable").asBoolean(),
                    (value, event) -> ((ObjectNode) value.path("kvs").path(0)).put("value", "other"));
        }
        return changed;
    }

    /** By somebody of unknown outcome, which would explain that a read finds nothing. */
    private static boolean mayBeDeleted(List<Event> events, Event read) {
        return events.stream().anyMatch(event -> event.f().equals(F.DELETE) && event.type() == Event.Type.INFO && event.value().path("key").equals(read.value().path("key")));
    }

    private interface Edit {
        void apply(ObjectNode value, Event event);
    }

    private static boolean ok(Event event, String f) {
        return event.type() == Event.Type.OK && event.f().equals(f);
    }

    private static boolean told(Event event) {
        return event.f().equals(F.WATCH_RESPONSE) && !event.value().path("events").isEmpty();
    }

    private static long revisions(Event event) {
        ArrayNode events = (ArrayNode) event.value().path("events");
        List<Long> all = new ArrayList<>();
        events.forEach(one -> all.add(one.path("kv").path("mod").asLong()));
        return all.stream().distinct().count();
    }

    private static void edit(List<Event> events, SplittableRandom random, Predicate<Event> which, Edit edit) {
        List<Event> candidates = events.stream().filter(which).toList();
        assertThat(candidates).isNotEmpty();
        Event chosen = candidates.get(random.nextInt(candidates.size()));
        ObjectNode value = chosen.value().deepCopy();
        edit.apply(value, chosen);
        events.set((int) chosen.index(), with(chosen, value, chosen.facts()));
    }

    private static void editAll(List<Event> events, Predicate<Event> which, Consumer<ObjectNode> edit) {
        for (Event event : List.copyOf(events)) {
            if (!which.test(event)) continue;
            ObjectNode value = event.value().deepCopy();
            edit.accept(value);
            events.set((int) event.index(), with(event, value, event.facts()));
        }
    }

    private static void remove(ObjectNode range, int index) {
        ArrayNode kvs = (ArrayNode) range.path("kvs");
        kvs.remove(index);
        range.put("count", kvs.size());
    }

    private static Event with(Event event, JsonNode value, Event.Facts facts) {
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), value, event.error(), facts);
    }

    /** A read answers what an earlier read of its key saw, although a change was acknowledged in between. */
    private static void stale(List<Event> events, SplittableRandom random) {
        List<Event> reads = events.stream().filter(event -> ok(event, F.READ) && event.value().path("kv").isObject()).toList();
        for (int tries = 0; tries < 10_000; tries++) {
            Event late = reads.get(random.nextInt(reads.size()));
            Event early = reads.get(random.nextInt(reads.size()));
            boolean sameKey = early.value().path("key").equals(late.value().path("key"));
            if (!sameKey || early.value().path("kv").path("mod").asLong() >= late.value().path("kv").path("mod").asLong() || late.index() < early.index() + 60) continue;
            ObjectNode value = late.value().deepCopy();
            value.set("kv", early.value().get("kv"));
            events.set((int) late.index(), with(late, value, late.facts()));
            return;
        }
        throw new AssertionError("no read to make stale");
    }

    /** A transaction misses what the key held. */
    private static void staleTxn(List<Event> events, SplittableRandom random) {
        edit(events, random, event -> ok(event, F.TXN) && event.value().path("ops").path(0).path(0).asText().equals("r") && !event.value().path("ops").path(0).path(2).isNull(), (value, event) -> {
            ArrayNode read = (ArrayNode) value.path("ops").path(0);
            read.remove(3);
            read.set(2, (JsonNode) null);
        });
    }

    /** A transaction reads a value although others have long read a later one. */
    private static void undoneTxnRead(List<Event> events) {
        Map<String, JsonNode> old = new HashMap<>();
        Map<String, Event> later = new HashMap<>();
        for (Event event : List.copyOf(events)) {
            JsonNode read = event.value() == null ? null : event.value().path("ops").path(0);
            if (!ok(event, F.TXN) || read == null || !read.path(0).asText().equals("r") || read.path(2).isNull() || read.size() < 4) continue;
            String key = read.path(1).asText();
            Event between = later.get(key);
            if (between != null && read.path(3).asLong() > old.get(key).path(3).asLong() && invocation(events, event).index() > between.index()) {
                JsonNode value = event.value().deepCopy();
                ((ArrayNode) value.path("ops")).set(0, old.get(key));
                events.set((int) event.index(), with(event, value, event.facts()));
                return;
            }
            if (old.putIfAbsent(key, read) != null && read.path(3).asLong() > old.get(key).path(3).asLong()) later.putIfAbsent(key, event);
        }
        throw new IllegalStateException("no transaction to lie about");
    }

    private static Event invocation(List<Event> events, Event completion) {
        for (int i = (int) completion.index() - 1; ; i--) if (events.get(i).process().equals(completion.process()) && events.get(i).type() == Event.Type.INVOKE) return events.get(i);
    }

    /** The second event of a revision comes in a response of its own, in the place of a progress notification. */
    private static void split(List<Event> events) {
        for (Event event : List.copyOf(events)) {
            if (!told(event)) continue;
            ArrayNode told = (ArrayNode) event.value().path("events");
            int last = told.size() - 1;
            if (last < 1 || told.path(last).path("kv").path("mod").asLong() != told.path(last - 1).path("kv").path("mod").asLong()) continue;
            ObjectNode first = event.value().deepCopy();
            ObjectNode second = event.value().deepCopy();
            ((ArrayNode) first.path("events")).remove(last);
            second.putArray("events").add(told.get(last));
            events.set((int) event.index(), with(event, first, null));
            events.add((int) event.index() + 1, with(event, second, null));
            for (int i = 0; i < events.size(); i++) events.set(i, at(i, events.get(i)));
            return;
        }
        throw new AssertionError("no revision to split");
    }

    private static Event at(int index, Event event) {
        return new Event(index, event.timeNanos(), event.process(), event.node(), event.type(), event.f(), event.value(), event.error(), event.facts());
    }

    /** From the middle on every revision is a thousand higher: more than all unknown outcomes could make. */
    private static void gap(List<Event> events) {
        for (int i = events.size() / 2; i < events.size(); i++) {
            Event event = events.get(i);
            if (event.facts() != null) events.set(i, with(event, event.value(), new Event.Facts(event.facts().revision() + 1000, 1, event.node())));
        }
    }

    private static void back(List<Event> events) {
        for (int i = events.size() * 3 / 4; i < events.size(); i++) {
            Event event = events.get(i);
            if (!ok(event, F.READ)) continue;
            events.set(i, with(event, event.value(), new Event.Facts(event.facts().revision() / 2, 1, event.node())));
            return;
        }
    }
}
