package io.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void invocations_are_paired_with_their_completions() {
        History history = Notation.history("(0 w x 1 @5 | 1 r x - | 0) | 2? w x 2 | 3! w x 3 | (4 r x");
        assertThat(history.operations()).extracting(Operation::describe).containsExactly(
                "#0 process 0 on n1: write x=1, ok at revision 5",
                "#1 process 1 on n1: read x → missing, ok",
                "#4 process 2 on n1: write x=2, outcome unknown",
                "#6 process 3 on n1: write x=3, failed",
                "#8 process 4 on n1: read x, outcome unknown");
        assertThat(history.operations().get(0).completed()).isEqualTo(3);
        assertThat(history.operations().get(2).completed()).isEqualTo(Operation.NEVER);
        assertThat(history.operations().get(4).completed()).isEqualTo(Operation.NEVER);
    }

    @Test
    void operations_of_some_kinds_come_in_order_of_invocation_whatever_their_families() {
        History history = Notation.history("0 w x 1 | (1 r x 1 | 2 put 7 l/1 v | 0 r x 1 | 1 | 0 alive 7 2 | 0! w x 2 | 3 compact 1");
        assertThat(history.operations(Action.Read.class)).extracting(Operation::index).containsExactly(2L, 5L);
        assertThat(history.operations(Action.Write.class, Action.Read.class)).extracting(Operation::index).containsExactly(0L, 2L, 5L, 10L);
        assertThat(history.operations(LeaseAction.class)).extracting(Operation::index).containsExactly(3L, 8L);
        assertThat(history.operations(Action.class)).isEqualTo(history.operations());
        assertThat(history.operations(LockAction.class)).isEmpty();
    }

    @Test
    void watch_responses_belong_to_the_stream_their_process_opened_last() {
        History history = Notation.history("w1 watch x from 2 prev | w1 created @1 | w1 > x=1~2.2.1 | w1? | w1 watch x from 3 | w1 > x=2~3<1~2 -x~4 | w1.");
        assertThat(history.watches()).hasSize(2);
        assertThat(history.watches().get(0).watch()).isEqualTo(new Action.Watch("w1", "x", 2, true));
        assertThat(history.watches().get(0).responses()).hasSize(2);
        assertThat(history.watches().get(0).request().indefinite()).isTrue();
        assertThat(history.watches().get(1).responses().get(0).events()).extracting(Object::toString).containsExactly("put x=2 at revision 3", "delete x at revision 4");
        assertThat(history.watches().get(1).responses().get(0).events().get(0).prev()).isEqualTo(new Kv("x", "1", 0, 2, 0, 0));
    }

    @Test
    void a_process_does_one_thing_at_a_time() {
        broken(List.of(event(0, 0, "0", Event.Type.INVOKE), event(1, 1, "0", Event.Type.INVOKE)), "process 0 already runs operation #0");
    }

    @Test
    void a_completion_follows_its_invocation() {
        broken(List.of(event(0, 0, "0", Event.Type.OK)), "completes what it never began");
    }

    @Test
    void a_process_of_unknown_outcome_never_comes_back() {
        broken(List.of(event(0, 0, "0", Event.Type.INVOKE), event(1, 1, "0", Event.Type.INFO), event(2, 2, "0", Event.Type.INVOKE)), "process 0 goes on after an operation of unknown outcome");
    }

    @Test
    void index_and_time_never_fall() {
        broken(List.of(event(0, 5, "0", Event.Type.INVOKE), event(1, 4, "0", Event.Type.OK)), "time went back");
        broken(List.of(event(1, 5, "0", Event.Type.INVOKE), event(1, 6, "0", Event.Type.OK)), "index");
    }

    @Test
    void a_value_of_the_wrong_shape_is_said_in_one_line() {
        Event event = new Event(7, 0, "0", "n1", Event.Type.INVOKE, F.WRITE, HistoryFormat.MAPPER.createObjectNode().put("key", "x"), null, null);
        broken(List.of(event), "Event #7 (write) has a value of the wrong shape: no \"value\".");
    }

    private static Event event(long index, long time, String process, Event.Type type) {
        return new Event(index, time, process, "n1", type, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "x"), null, null);
    }

    private static void broken(List<Event> events, String why) {
        assertThatThrownBy(() -> History.of(events)).isInstanceOf(HarnessFailure.class).hasMessageContaining(why).message().doesNotContain("\n");
    }
}
