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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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

    /** In a long history, too, and with few operations to read. */
    @ParameterizedTest
    @EnumSource
    void every_lie_is_found_by_the_promise_it_breaks(Mutation lie) {
        Check check = Checks.named(List.of(lie.check), Map.of()).get(0);
        List<Event> events = lie.of(SimulatedEtcd.events(lie.ordinal(), MIXED), new SplittableRandom(lie.ordinal())).orElseThrow();
        CheckResult found = check.check(History.of(events), new Budget(System::nanoTime, Duration.ofSeconds(30).toNanos(), 64L << 20));
        assertThat(found.verdict()).as("%s: %s", lie, found.reason()).isEqualTo(Verdict.INVALID);
        assertThat(found.anomalies().get(0).operations()).as("%s: %s", lie, found.anomalies().get(0)).hasSizeLessThanOrEqualTo(12);
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

    private static boolean ok(Event event, String f) {
        return event.type() == Event.Type.OK && event.f().equals(f);
    }

    private static Event with(Event event, JsonNode value, Event.Facts facts) {
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), value, event.error(), facts);
    }
}
