package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Finding.Blocked;
import io.minos.checker.linear.sample.RegisterSample;
import io.minos.checker.linear.sample.Shape;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the search tells besides its verdict, and histories of as many operations as fill its words, or one more. */
class WglTest {
    private static final Register MODEL = new Register("x");

    private static Span<Action> write(long id, long invoked, long returned, String value) {
        return new Span<>(id, invoked, returned, new Action.Write(value, 0, null));
    }

    private static Span<Action> read(long id, long invoked, long returned, String value) {
        return new Span<>(id, invoked, returned, new Action.Read(Cell.of(value)));
    }

    private static Finding check(List<Span<Action>> spans) {
        return new Wgl().check(spans, MODEL, Budget.unlimited());
    }

    @Test
    void an_impasse_is_told_where_most_could_be_placed() {
        Finding finding = check(List.of(write(1, 0, 1, "a"), read(2, 2, 3, "a"), read(3, 4, 5, "b"), write(4, 6, 7, "b")));
        assertThat(finding).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> {
            assertThat(found.prefix()).containsExactly(1L, 2L);
            assertThat(found.states()).containsExactly("x is a");
            assertThat(found.blocked()).containsExactly(new Blocked(3, "read x → b cannot be: x is a"));
        });
        assertThat(finding.steps()).as("two are placed, and one is tried").isEqualTo(3);
    }

    @Test
    void every_state_that_is_possible_at_the_impasse_is_told_with_its_reason() {
        assertThat(check(List.of(write(1, 0, 10, "a"), write(2, 1, 11, "b"), read(3, 12, 13, "c")))).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> {
            assertThat(found.states()).containsExactly("x is b", "x is a");
            assertThat(found.blocked()).containsExactly(new Blocked(3, "read x → c cannot be: x is b"), new Blocked(3, "read x → c cannot be: x is a"));
        });
    }

    @Test
    void impasses_that_came_earlier_are_not_told() {
        assertThat(check(List.of(write(1, 0, 10, "a"), write(2, 1, 11, "b"), read(3, 12, 13, "a"), read(4, 14, 15, "c")))).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> {
            assertThat(found.prefix()).containsExactly(2L, 1L, 3L);
            assertThat(found.states()).containsExactly("x is a");
            assertThat(found.blocked()).extracting(Blocked::id).containsExactly(4L);
        });
    }

    @Test
    void of_many_states_a_few_are_told() {
        List<Span<Action>> spans = new ArrayList<>();
        for (int i = 0; i < 7; i++) spans.add(write(i, i, 10 + i, "v" + i));
        spans.add(read(9, 20, 21, "c"));
        assertThat(check(spans)).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> assertThat(found.states()).hasSize(5).doesNotHaveDuplicates());
    }

    @Test
    void who_waits_for_a_lower_revision_is_told_with_the_one_it_waits_for() {
        Span<Action> early = new Span<>(1, 0, 1, new Action.Write("a", 0, null), Span.Rank.of(6));
        Span<Action> late = new Span<>(2, 2, 3, new Action.Write("b", 0, null), Span.Rank.of(4));
        assertThat(check(List.of(early, late))).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> {
            assertThat(found.prefix()).isEmpty();
            assertThat(found.blocked()).containsExactly(new Blocked(1, "write x=a has a higher revision than #2 (write x=b), which has not taken effect"));
        });
    }

    @Test
    void what_is_never_needed_takes_no_effect() {
        assertThat(check(List.of(write(1, 0, 1, "a"), write(2, 2, Span.NEVER, "a"), read(3, 4, 5, "a")))).isInstanceOfSatisfying(Finding.Linearizable.class, found -> assertThat(found.order()).containsExactly(1L, 3L));
    }

    @Test
    void equal_changes_of_unknown_outcome_may_all_be_needed() {
        List<Span<Action>> spans = new ArrayList<>(List.of(write(1, 0, Span.NEVER, "a"), read(3, 2, 3, "a"), write(4, 4, 5, "b"), write(2, 6, Span.NEVER, "a"), read(5, 7, 8, "a"), write(6, 9, 10, "b")));
        assertThat(check(spans)).isInstanceOf(Finding.Linearizable.class);
        spans.add(read(7, 11, 12, "a"));
        assertThat(check(spans)).isInstanceOf(Finding.NotLinearizable.class);
    }

    @Test
    void neither_waits_for_the_other_who_meet_at_one_moment() {
        assertThat(check(List.of(read(1, 0, 2, "a"), write(2, 2, 3, "a")))).isInstanceOf(Finding.Linearizable.class);
        assertThat(check(List.of(read(1, 0, 2, "a"), write(2, 2, Span.NEVER, "a")))).isInstanceOf(Finding.Linearizable.class);
    }

    @Test
    void when_the_budget_runs_out_it_says_how_far_it_got() {
        Budget spent = new Budget(() -> 0, 1, 100);
        List<Span<Action>> spans = new ArrayList<>();
        for (int i = 0; i < 10; i++) spans.add(write(i, 2 * i, 2 * i + 1, "v" + i));
        assertThat(new Wgl().check(spans, MODEL, spent)).isInstanceOfSatisfying(Finding.Undecided.class, undecided -> {
            assertThat(undecided.definite()).isEqualTo(10);
            assertThat(undecided.deepest()).isBetween(1, 9);
            assertThat(undecided.steps()).isPositive();
        });
    }

    /** A word holds 64; those of unknown outcome begin in the word in which the others end. */
    @ParameterizedTest
    @ValueSource(ints = {62, 63, 64, 65, 127, 128, 129, 200})
    void histories_of_any_length_are_judged(int definite) {
        for (int optional = 0; optional < 3; optional++) {
            SplittableRandom random = new SplittableRandom(definite);
            List<Span<Action>> spans = new ArrayList<>(RegisterSample.of(new Shape(definite, 3, 0, 1, 3), false, random).get(0));
            long end = spans.stream().mapToLong(Span::returned).max().orElseThrow();
            for (int i = 0; i < optional; i++) {
                spans.add(write(1_000 + i, random.nextLong(end), Span.NEVER, "w" + i));
                spans.add(read(2_000 + i, end + 10 * i + 1, end + 10 * i + 2, "w" + i));
            }
            assertThat(check(spans)).as("%d of unknown outcome", optional).isInstanceOfSatisfying(Finding.Linearizable.class, found -> assertThat(Certificate.holds(found.order(), spans, MODEL)).isTrue());
            spans.add(read(3_000, end + 100, end + 101, optional == 2 ? "w0" : "nobody's"));
            assertThat(check(spans)).as("%d of unknown outcome", optional).isInstanceOf(Finding.NotLinearizable.class);
        }
    }
}
