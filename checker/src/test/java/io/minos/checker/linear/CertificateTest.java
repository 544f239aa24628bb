package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Span.Rank;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verifier turns down every order that explains less than all. */
final class CertificateTest {
    private static final Span<Action> WRITE_A = new Span<>(1, 0, 4, new Action.Write("a", 0, null));
    private static final Span<Action> WRITE_B = new Span<>(2, 2, 6, new Action.Write("b", 0, null));
    private static final Span<Action> READ_B = new Span<>(3, 7, 8, new Action.Read(Cell.of("b")));
    private static final Span<Action> PERHAPS_C = new Span<>(4, 1, Span.NEVER, new Action.Write("c", 0, null));
    private static final List<Span<Action>> SPANS = List.of(WRITE_A, WRITE_B, READ_B, PERHAPS_C);

    private static boolean holds(Long... order) {
        return Certificate.holds(List.of(order), SPANS, new Register("x"));
    }

    @Test
    void an_order_that_explains_all_holds_with_what_may_have_happened_or_without() {
        assertThat(holds(1L, 2L, 3L)).isTrue();
        assertThat(holds(1L, 4L, 2L, 3L)).isTrue();
        assertThat(holds(1L, 2L, 3L, 4L)).isTrue();
    }

    @Test
    void an_answer_that_does_not_fit_its_place_is_seen() {
        assertThat(holds(2L, 1L, 3L)).isFalse();
        assertThat(holds(1L, 2L, 4L, 3L)).isFalse();
    }

    @Test
    void what_certainly_happened_must_be_there_and_all_only_once() {
        assertThat(holds(2L, 3L)).isFalse();
        assertThat(holds(1L, 1L, 2L, 3L)).isFalse();
        assertThat(holds(1L, 2L, 3L, 9L)).isFalse();
    }

    @Test
    void who_returned_before_another_was_called_comes_before_it() {
        Span<Action> early = new Span<>(1, 0, 1, new Action.Write("a", 0, null));
        Span<Action> late = new Span<>(2, 2, 3, new Action.Write("b", 0, null));
        assertThat(Certificate.holds(List.of(1L, 2L), List.of(early, late), new Register("x"))).isTrue();
        assertThat(Certificate.holds(List.of(2L, 1L), List.of(early, late), new Register("x"))).isFalse();
    }

    @Test
    void neither_comes_first_who_meet_at_one_moment_or_share_a_rank() {
        Span<Action> early = new Span<>(1, 0, 2, new Action.Write("a", 0, null), Rank.of(4));
        Span<Action> late = new Span<>(2, 2, 3, new Action.Write("b", 0, null), Rank.of(4));
        assertThat(Certificate.holds(List.of(1L, 2L), List.of(early, late), new Register("x"))).isTrue();
        assertThat(Certificate.holds(List.of(2L, 1L), List.of(early, late), new Register("x"))).isTrue();
    }

    @Test
    void ranks_are_kept() {
        Span<Action> first = new Span<>(1, 0, 9, new Action.Write("a", 0, null), Rank.of(4));
        Span<Action> second = new Span<>(2, 0, 9, new Action.Write("b", 0, null), Rank.of(6));
        assertThat(Certificate.holds(List.of(1L, 2L), List.of(first, second), new Register("x"))).isTrue();
        assertThat(Certificate.holds(List.of(2L, 1L), List.of(first, second), new Register("x"))).isFalse();
    }
}
