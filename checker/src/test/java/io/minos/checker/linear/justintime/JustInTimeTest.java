package io.minos.checker.linear.justintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Certificate;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A story for each of the cuts: what it must leave, and what it must not let pass. */
class JustInTimeTest {
    private static final Register MODEL = new Register("x");

    static List<Engine> engines() {
        return List.of(JustInTime.both(), JustInTime.depthFirst(), JustInTime.breadthFirst());
    }

    private final List<Span<Action>> spans = new ArrayList<>();

    private JustInTimeTest write(String value, long invoked, long returned) {
        return with(new Action.Write(value, 0, null), invoked, returned);
    }

    private JustInTimeTest read(String value, long invoked, long returned) {
        return with(new Action.Read(Cell.of(value)), invoked, returned);
    }

    private JustInTimeTest cas(String expect, String value, long invoked, long returned) {
        return with(new Action.Cas(expect, value, 0, true, null), invoked, returned);
    }

    private JustInTimeTest with(Action action, long invoked, long returned) {
        spans.add(new Span<>(spans.size(), invoked, returned, action));
        return this;
    }

    private void isLinearizableBy(Engine engine) {
        Finding finding = engine.check(spans, MODEL, Budget.unlimited());
        assertThat(finding).isInstanceOf(Finding.Linearizable.class);
        assertThat(Certificate.holds(((Finding.Linearizable) finding).order(), spans, MODEL)).isTrue();
    }

    private void isNotLinearizableBy(Engine engine) {
        assertThat(engine.check(spans, MODEL, Budget.unlimited())).isInstanceOf(Finding.NotLinearizable.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void a_write_that_was_overwritten_may_still_have_been_read(Engine engine) {
        write("a", 0, 20).read("a", 1, 10).write("b", 2, 4).read("b", 5, 6).isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void a_read_that_began_after_the_overwrite_finds_no_more_what_was_overwritten(Engine engine) {
        write("a", 0, 20).write("b", 2, 4).read("b", 5, 6).read("a", 7, 10).read("b", 11, 12).isNotLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void a_write_that_returns_unseen_may_have_been_read_before_it_was_overwritten_by_who_returns_later(Engine engine) {
        write("a", 0, 7).read("a", 1, 12).write("b", 2, 4).read("b", 8, 9).isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void one_write_is_not_found_on_both_sides_of_another(Engine engine) {
        write("a", 0, 20).read("a", 1, 10).write("b", 2, 4).read("b", 5, 6).read("b", 11, 12).read("a", 13, 14).isNotLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void of_equal_writes_the_one_that_returns_first_is_spent_first(Engine engine) {
        write("a", 0, 20).write("a", 1, 8).read("a", 2, 4).write("b", 5, 6).read("b", 9, 10).read("a", 11, 12).isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void a_write_of_unknown_outcome_may_have_been_read_before_it_was_overwritten(Engine engine) {
        write("a", 0, Span.NEVER).read("a", 1, 10).write("b", 2, 4).read("b", 5, 6).isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void a_write_of_unknown_outcome_is_not_overwritten_before_it_is_called(Engine engine) {
        read("a", 0, 10).write("b", 1, 3).write("a", 4, Span.NEVER).read("b", 5, 12).read("b", 13, 14).isNotLinearizableBy(engine);
    }

    /** The second overwrite lets the late reader in, and leaves the same state as the first. */
    @ParameterizedTest
    @MethodSource("engines")
    void the_later_of_two_overwrites_lets_more_be_placed_before_it(Engine engine) {
        write("a", 0, 30).write("b", 1, 4).read("b", 5, 6).write("b", 7, 40).read("a", 8, 20).cas("b", "c", 9, 12).read("c", 13, 14).read("c", 21, 22).isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void what_a_write_left_may_be_exchanged_before_it_is_overwritten(Engine engine) {
        write("a", 0, 20).cas("a", "b", 1, 18).read("b", 2, 16).write("c", 3, 5).read("c", 6, 7).isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void a_contradiction_is_told_where_nobody_gets_further(Engine engine) {
        write("a", 0, 1).read("a", 2, 3).read("b", 4, 5).write("b", 6, 7);
        assertThat(engine.check(spans, MODEL, Budget.unlimited())).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> {
            assertThat(found.prefix()).containsExactly(0L, 1L);
            assertThat(found.states()).containsExactly("x is a");
            assertThat(found.blocked()).containsExactly(new Finding.Blocked(2, "read x → b cannot be: x is a"));
            assertThat(found.steps()).isPositive();
        });
    }

    /** Who is open too and could be next is no reason. */
    @ParameterizedTest
    @MethodSource("engines")
    void of_what_is_open_at_a_contradiction_only_what_cannot_be_is_told(Engine engine) {
        write("a", 0, 1).cas("c", "d", 2, 9).cas("a", "e", 3, 10).read("b", 4, 5);
        assertThat(engine.check(spans, MODEL, Budget.unlimited())).isInstanceOfSatisfying(Finding.NotLinearizable.class, found ->
                assertThat(found.blocked()).extracting(Finding.Blocked::id).containsExactlyInAnyOrder(1L, 3L));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void at_most_a_few_states_are_told(Engine engine) {
        for (int i = 0; i < 8; i++) cas("v" + i, "w" + i, 30 + i, 60 + i);
        for (int i = 0; i < 8; i++) write("v" + i, i, 20 + i);
        read("nobody's", 50, 51);
        assertThat(engine.check(spans, MODEL, Budget.unlimited())).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> assertThat(found.states()).hasSizeBetween(1, 5));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void ranks_are_refused(Engine engine) {
        spans.add(new Span<>(0, 0, 1, new Action.Read(Cell.MISSING), Span.Rank.of(2)));
        assertThatThrownBy(() -> engine.check(spans, MODEL, Budget.unlimited())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void without_spans_everything_is_explained(Engine engine) {
        isLinearizableBy(engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void when_the_budget_runs_out_it_says_how_far_it_got(Engine engine) {
        for (int i = 0; i < 4; i++) write("0", 2 * i, 2 * i + 1);
        for (int i = 0; i < 40; i++) cas(String.valueOf(i % 5), String.valueOf((i * 3 + 1 + i / 5) % 5), 10 + i, 200 + i);
        read("nobody's", 100, 199).write("unknown", 101, Span.NEVER);
        assertThat(engine.check(spans, MODEL, Budget.ofSteps(20_000, 1L << 28))).isInstanceOfSatisfying(Finding.Undecided.class, undecided -> {
            assertThat(undecided.deepest()).as("before anybody of those that are open together returns").isEqualTo(4);
            assertThat(undecided.definite()).isEqualTo(45);
            assertThat(undecided.steps()).isGreaterThan(40);
        });
    }

    @ParameterizedTest
    @MethodSource("engines")
    void writes_that_leave_no_trace_are_in_the_order_too(Engine engine) {
        for (int i = 0; i < 130; i++) write("v" + i, i, 1_000 + i);
        read("v0", 5_000, 5_001).isLinearizableBy(engine);
    }

    /** A word holds 64 open operations. */
    @ParameterizedTest
    @MethodSource("engines")
    void more_can_be_open_at_a_time_than_a_word_holds(Engine engine) {
        for (int clients : new int[] {63, 64, 65, 66, 130}) {
            spans.clear();
            int writes = clients / 2;
            for (int i = 0; i < writes; i++) write("v" + i, i, 1_000 + 10 * i);
            for (int i = 0; i < clients - writes; i++) read("v" + i % writes, 200 + i, 995 + 10 * (i % writes));
            read("v0", 5_000, 5_001).isLinearizableBy(engine);
            read("v1", 5_002, 5_003).isNotLinearizableBy(engine);
        }
    }
}
