package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.sample.RegisterSample;
import io.minos.checker.linear.sample.Shape;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final Register MODEL = new Register("x");

    private final List<Span<Action>> spans = new ArrayList<>(RegisterSample.of(new Shape(300, 3, 0.1, 1, Shape.UNIQUE), false, new SplittableRandom(4)).get(0));
    private final long end = spans.stream().filter(span -> !span.optional()).mapToLong(Span::returned).max().orElseThrow();

    private Counterexample<Action> shrunk(Budget budget) {
        Finding.NotLinearizable found = (Finding.NotLinearizable) new Wgl().check(Reductions.apply(spans, MODEL), MODEL, Budget.unlimited());
        return new Shrinker<>(new Wgl(), MODEL, budget).shrink(spans, found);
    }

    private void lie() {
        spans.add(new Span<>(1_000, end + 1, end + 2, new Action.Write("a", 0, null)));
        spans.add(new Span<>(1_001, end + 3, end + 4, new Action.Write("b", 0, null)));
        spans.add(new Span<>(1_002, end + 5, end + 6, new Action.Read(Cell.of("a"))));
        for (int i = 0; i < 100; i++) spans.add(new Span<>(2_000 + i, end + 7 + 2 * i, end + 8 + 2 * i, new Action.Read(Cell.of("b"))));
    }

    @Test
    void of_hundreds_those_are_left_that_contradict_each_other() {
        lie();
        Counterexample<Action> small = shrunk(Budget.unlimited());
        assertThat(small.spans()).filteredOn(span -> !span.optional()).extracting(Span::id).containsExactlyInAnyOrder(1_000L, 1_001L, 1_002L);
        assertThat(small.definite()).isEqualTo(3);
        assertThat(new Wgl().check(small.spans(), MODEL, Budget.unlimited())).isInstanceOf(Finding.NotLinearizable.class);
        assertThat(small.finding().blocked()).extracting(Finding.Blocked::id).containsExactly(1_002L);
    }

    @Test
    void without_a_budget_the_whole_is_the_answer() {
        lie();
        Budget spent = new Budget(() -> 0, 1, 1);
        spent.spend(2);
        assertThat(shrunk(spent).spans()).isEqualTo(Reductions.apply(spans, MODEL));
    }

    /** A change asked for before the contradiction and answered after it may have happened, and may not be left out. */
    @Test
    void a_change_that_returns_after_the_contradiction_may_have_happened() {
        spans.clear();
        spans.add(new Span<>(1, 0, 1, new Action.Write("a", 0, null)));
        spans.add(new Span<>(2, 2, 100, new Action.Write("b", 0, null)));
        spans.add(new Span<>(3, 3, 4, new Action.Read(Cell.of("b"))));
        spans.add(new Span<>(4, 5, 6, new Action.Read(Cell.of("a"))));
        spans.add(new Span<>(5, 101, 102, new Action.Read(Cell.of("a"))));
        Counterexample<Action> small = shrunk(Budget.unlimited());
        assertThat(small.spans()).extracting(Span::id).contains(2L, 4L).doesNotContain(5L);
        assertThat(small.finding().blocked()).extracting(Finding.Blocked::id).contains(4L);
    }
}
