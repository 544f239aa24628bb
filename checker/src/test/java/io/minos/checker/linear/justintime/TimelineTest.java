package io.minos.checker.linear.justintime;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Span;
import io.minos.checker.linear.sample.RegisterSample;
import io.minos.checker.linear.sample.Shape;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A timeline says at every event what is open there, whether one comes to it from before or from after. */
class TimelineTest {
    private static final Register MODEL = new Register("x");
    private static final int VISITS = 400;
    private static final int CLIENTS = 90;

    private final SplittableRandom random = new SplittableRandom(8);
    private final List<Span<Action>> spans = RegisterSample.of(new Shape(400, CLIENTS, 0.2, 1, 4), false, random).get(0);
    private final Timeline<Cell, Action> timeline = new Timeline<>(spans, MODEL);
    private final int[] called = new int[spans.size()];
    private final int[] returned = new int[spans.size()];

    TimelineTest() {
        Arrays.fill(returned, Integer.MAX_VALUE);
        for (int event = 0; event < timeline.events(); event++) (timeline.callAt(event) ? called : returned)[timeline.operationAt(event)] = event;
    }

    private boolean optional(int operation) {
        return timeline.span(operation).optional();
    }

    private boolean open(int operation, int event) {
        return !optional(operation) && called[operation] < event && returned[operation] >= event;
    }

    private IntStream operations() {
        return IntStream.range(0, spans.size());
    }

    @Test
    void events_are_in_the_order_of_time() {
        assertThat(operations().mapToObj(timeline::span).toList()).containsExactlyInAnyOrderElementsOf(spans);
        long before = -1;
        for (int event = 0; event < timeline.events(); event++) {
            Span<Action> span = timeline.span(timeline.operationAt(event));
            long time = timeline.callAt(event) ? span.invoked() : span.returned();
            assertThat(time).isGreaterThan(before);
            before = time;
        }
    }

    @Test
    void whoever_is_open_has_a_slot_of_his_own_and_is_known_by_what_he_does() {
        for (int visit = 0; visit < VISITS; visit++) {
            int event = random.nextInt(timeline.events() + 1);
            timeline.seek(event);
            long[] pure = new long[timeline.words()];
            long[] blind = new long[timeline.words()];
            for (int operation : operations().filter(one -> open(one, event)).toArray()) {
                int slot = timeline.slotOf(operation);
                assertThat(slot).as("there are no more than clients").isLessThan(CLIENTS);
                assertThat(timeline.inSlot(slot)).isEqualTo(operation);
                Action action = timeline.span(operation).action();
                if (MODEL.footprint(action).pure()) pure = Bits.with(pure, slot);
                if (action instanceof Action.Write) blind = Bits.with(blind, slot);
            }
            assertThat(timeline.openPure()).isEqualTo(pure);
            assertThat(timeline.openBlind()).isEqualTo(blind);
        }
    }

    /** Reads are in none: they are placed as soon as they fit. */
    @Test
    void equal_ones_that_are_open_are_in_one_group_the_first_to_return_first() {
        for (int visit = 0; visit < VISITS / 4; visit++) {
            int event = random.nextInt(timeline.events() + 1);
            timeline.seek(event);
            List<int[]> groups = new ArrayList<>(timeline.alike().blind());
            groups.addAll(timeline.alike().other());
            List<Action> kinds = new ArrayList<>();
            TreeSet<Integer> grouped = new TreeSet<>();
            for (int[] group : groups) {
                Action action = timeline.span(timeline.inSlot(group[0])).action();
                kinds.add(action);
                int before = -1;
                for (int slot : group) {
                    int operation = timeline.inSlot(slot);
                    assertThat(timeline.span(operation).action()).isEqualTo(action);
                    assertThat(returned[operation]).isGreaterThan(before);
                    before = returned[operation];
                    grouped.add(operation);
                }
            }
            assertThat(kinds).doesNotHaveDuplicates();
            assertThat(grouped).containsExactlyElementsOf(operations().filter(one -> open(one, event) && !MODEL.footprint(timeline.span(one).action()).pure()).boxed().toList());
        }
    }

    @Test
    void the_earliest_event_before_which_the_same_were_called_is_found() {
        for (int visit = 0; visit < VISITS; visit++) {
            int at = random.nextInt(timeline.events() + 1);
            timeline.seek(at);
            int event = random.nextInt(at + 1);
            List<Integer> same = stillToBePlaced(at, event);
            int early = event;
            while (early > 0 && stillToBePlaced(at, early - 1).equals(same)) early--;
            assertThat(timeline.asEarlyAs(event)).as("at %d, of %d", at, event).isEqualTo(early);
        }
    }

    private List<Integer> stillToBePlaced(int at, int before) {
        return operations().filter(one -> called[one] < before && (optional(one) || open(one, at))).boxed().toList();
    }

    @Test
    void of_a_kind_the_next_is_the_one_that_was_called_next() {
        int kinds = timeline.kinds().blind().length;
        assertThat(kinds).as("of writes there are as many kinds as values").isEqualTo(4);
        for (int kind : timeline.kinds().blind()) {
            timeline.seek(timeline.events());
            int first = timeline.kinds().next(kind, 0, timeline.events());
            int[] ofKind = operations().filter(one -> optional(one) && timeline.span(one).action().equals(timeline.span(first).action())).toArray();
            for (int times = 0; times < ofKind.length; times++) {
                assertThat(timeline.kinds().next(kind, times, timeline.events())).isEqualTo(ofKind[times]);
                assertThat(timeline.kinds().next(kind, times, called[ofKind[times]])).as("not called yet").isEqualTo(Transitions.NONE);
                assertThat(timeline.kinds().next(kind, times, called[ofKind[times]] + 1)).isEqualTo(ofKind[times]);
            }
            assertThat(timeline.kinds().next(kind, ofKind.length, timeline.events())).isEqualTo(Transitions.NONE);
        }
    }

    @Test
    void values_that_nobody_can_tell_apart_any_more_are_one() {
        List<Span<Action>> three = List.of(new Span<>(0, 0, 1, new Action.Write("a", 0, null)), new Span<>(1, 2, 3, new Action.Write("b", 0, null)),
                new Span<>(2, 4, 5, new Action.Write("c", 0, null)), new Span<>(3, 6, 7, new Action.Read(Cell.of("b"))));
        Timeline<Cell, Action> line = new Timeline<>(three, MODEL);
        for (int round = 0; round < 2; round++) {
            line.seek(6);
            assertThat(line.written(0)).as("nobody reads either").isEqualTo(line.written(2));
            assertThat(line.written(1)).as("it is read").isNotEqualTo(line.written(0));
            line.seek(7);
            assertThat(line.written(1)).as("who reads it is open").isNotEqualTo(line.written(0));
            line.seek(8);
            assertThat(line.written(1)).as("nobody reads it any more").isEqualTo(line.written(0)).isEqualTo(line.written(2));
            assertThat(line.told(line.start().state())).as("a missing key is told by deletions").isNotEqualTo(line.written(0));
        }
    }
}
