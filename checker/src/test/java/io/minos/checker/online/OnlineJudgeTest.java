package io.minos.checker.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Notation;
import io.minos.checker.history.SimulatedEtcd;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineJudgeTest {
    private static final SimulatedEtcd.Load LOAD = new SimulatedEtcd.Load(1_500, 8, 60, 0.03, false);

    private record Found(int afterEvents, CheckResult result) {}

    @ParameterizedTest
    @CsvSource({"1, 150", "2, 400", "3, 400", "4, 1000", "5, 1000", "6, 100000"})
    void what_a_linearizable_store_did_is_never_found_wrong_however_little_of_it_is_kept(long seed, int weightMax) {
        OnlineJudge judge = judge(weightMax);
        assertThat(watched(judge, SimulatedEtcd.events(seed, LOAD), 100, weightMax)).as("seed %d", seed).isEmpty();
        if (weightMax <= 1000) assertThat(judge.keysLetGo()).isPositive();
        else assertThat(judge.keysLetGo()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {800, 1500, 2500})
    void a_value_nobody_wrote_is_found_as_soon_as_it_is_read(int from) {
        List<Event> events = SimulatedEtcd.events(3, LOAD);
        int lie = lie(events, from, event -> event.type() == Event.Type.OK && event.f().equals(F.READ) && event.value().path("kv").isObject(),
                value -> ((ObjectNode) value.path("kv")).put("value", "never"));
        Found found = watched(judge(400), events, lie + 1, 400).orElseThrow();
        assertThat(found.afterEvents()).isEqualTo(lie + 1);
        assertThat(found.result().check()).isEqualTo("linearizable-register");
        assertThat(found.result().anomalies().get(0).operations()).allMatch(index -> index <= lie);
    }

    @ParameterizedTest
    @ValueSource(ints = {800, 1500, 2500})
    void an_event_told_with_another_value_is_found_as_soon_as_it_is_told(int from) {
        List<Event> events = SimulatedEtcd.events(4, LOAD);
        int lie = lie(events, from, event -> event.f().equals(F.WATCH_RESPONSE) && event.value().path("events").path(0).path("type").asText().equals("put"),
                value -> ((ObjectNode) value.path("events").path(0).path("kv")).put("value", "never"));
        Found found = watched(judge(1_000), events, lie + 1, 1_000).orElseThrow();
        assertThat(found.afterEvents()).isEqualTo(lie + 1);
        assertThat(found.result().check()).isEqualTo("watch");
    }

    @Test
    void a_lie_about_a_key_that_was_let_go_is_not_found() {
        List<Event> events = Notation.events("0 w a 1 @2 | 0 w b 1 @3 | 0 w c 1 @4 | 0 w d 1 @5 | 0 r a 2~2 @5");
        assertThat(watched(judge(4), events, 1, 4)).isEmpty();
        assertThat(watched(judge(100), events, 1, 100)).isPresent();
    }

    @Test
    void of_a_transaction_that_is_left_which_concerns_young_keys() {
        // x and y are let go when d is written; that x was written twice over in z's transaction is no matter then, that z is read wrong is
        String old = "0 w x 1 @2 | 0 w y 1 @3 | 0 w c 1 @4 | 0 w d 1 @5 | 0 w e 1 @6 | 0 w f 1 @7";
        List<Event> valid = Notation.events(old + " | 0 txn r,x,9~9 w,z,1 @8 | 0 txn r,z,1~8 @8");
        assertThat(watched(judge(12), valid, 1, 12)).isEmpty();
        assertThat(watched(judge(100), valid, 1, 100)).isPresent();
        List<Event> invalid = Notation.events(old + " | 0 txn w,x,9 w,z,1 @8 | 0 txn r,z,2~8 @8");
        assertThat(watched(judge(12), invalid, 1, 12).orElseThrow().result().check()).isEqualTo("linearizable-txn");
    }

    @Test
    void a_stream_that_ended_long_ago_is_let_go_and_may_still_be_heard_of() {
        OnlineJudge judge = judge(6);
        List<Event> events = new ArrayList<>(Notation.events("w1 watch a from 2 | w1 created @1 | 0 w a 1 @2 | w1 > a=1~2.2.1 | w1. "
                + "| 0 w b 1 @3 | 0 w c 1 @4 | 0 w d 1 @5 | 0 w e 1 @6"));
        Event told = events.stream().filter(event -> event.f().equals(F.WATCH_RESPONSE)).reduce((one, other) -> other).orElseThrow();
        events.add(new Event(events.size(), events.get(events.size() - 1).timeNanos(), told.process(), told.node(), told.type(), told.f(), told.said(), null, null));
        assertThat(watched(judge, events, 1, 6)).isEmpty();
    }

    @Test
    void a_compaction_remains_known_as_long_as_it_may_explain_what_watchers_are_not_told() {
        // d's event comes without the value before it: allowed, since that is compacted
        String line = "0 w a 1 @2 | 0 compact 9 | 0 w b 1 @3 | 0 w c 1 @4 | 0 w e 1 @5 | 0 w f 1 @6 | 0 w g 1 @7 | 0 w d 1 @8 | w1 watch d from 9 prev | w1 created @8 | 0 w d 2 @9 | w1 > d=2~9.8.2";
        OnlineJudge judge = judge(15);
        assertThat(watched(judge, Notation.events(line), 1, 15)).isEmpty();
        assertThat(judge.keysLetGo()).isPositive();
        assertThat(watched(judge(15), Notation.events(line.replace("compact 9", "compact 4")), 1, 15).orElseThrow().result().anomalies().get(0).kind()).isEqualTo("prev-value");
    }

    @Test
    void what_becomes_of_a_key_on_a_lease_is_left_to_the_end() {
        // the lease runs out, and its key goes without anybody's asking
        String line = "0 grant 7 2 | w1 watch l/ from 1 | w1 created @1 | 0 w a 1 @2 | 0 put 7 l/1 v @3 | w1 > l/1=v~3.3.1^7 | +5000 | w1 > -l/1~4 | 0 w b 1 @5";
        assertThat(watched(judge(100), Notation.events(line), 1, 100)).isEmpty();
    }

    private static OnlineJudge judge(int weightMax) {
        return new OnlineJudge(weightMax, Budget::unlimited);
    }

    private static Optional<Found> watched(OnlineJudge judge, List<Event> events, int lookEvery, int weightMax) {
        for (int i = 0; i < events.size(); i++) {
            judge.accept(events.get(i));
            assertThat(judge.size()).isLessThanOrEqualTo(weightMax);
            if ((i + 1) % lookEvery > 0) continue;
            Optional<CheckResult> result = judge.look();
            if (result.isPresent()) return Optional.of(new Found(i + 1, result.get()));
        }
        return Optional.empty();
    }

    private static int lie(List<Event> events, int from, Predicate<Event> which, Consumer<ObjectNode> edit) {
        int at = from;
        while (!which.test(events.get(at))) at++;
        Event event = events.get(at);
        ObjectNode value = event.value().deepCopy();
        edit.accept(value);
        events.set(at, new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), value, event.error(), event.facts()));
        return at;
    }
}
