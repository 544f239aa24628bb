package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.model.Cell;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.model.MultiRegister.Part;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left out, bounded or taken apart before a search. */
class ReductionsTest {
    private static final Register MODEL = new Register("x");

    private static Span<Action> write(long id, long invoked, long returned, String value) {
        return new Span<>(id, invoked, returned, new Action.Write(value, 0, null));
    }

    private static Span<Action> read(long id, long invoked, long returned, String value) {
        return new Span<>(id, invoked, returned, new Action.Read(Cell.of(value)));
    }

    @SafeVarargs
    private static List<Span<Action>> reduced(Span<Action>... spans) {
        return Reductions.apply(List.of(spans), MODEL);
    }

    @Test
    void an_unknown_change_that_nobody_looks_at_is_left_out() {
        assertThat(reduced(write(1, 0, 1, "a"), write(2, 2, Span.NEVER, "b"), read(3, 4, 5, "a"))).extracting(Span::id).containsExactly(1L, 3L);
    }

    @Test
    void so_is_one_that_only_such_a_change_looks_at() {
        Span<Action> perhapsCas = new Span<>(2, 3, Span.NEVER, new Action.Cas("b", "c", 0, null, null));
        assertThat(reduced(write(1, 2, Span.NEVER, "b"), perhapsCas, read(3, 4, 5, "a"))).extracting(Span::id).containsExactly(3L);
        assertThat(reduced(write(1, 2, Span.NEVER, "b"), perhapsCas, read(3, 4, 5, "c"))).extracting(Span::id).containsExactly(1L, 2L, 3L);
    }

    @Test
    void where_an_answer_only_says_what_was_not_there_nothing_is_left_out() {
        Span<Action> refused = new Span<>(2, 4, 5, new Action.Cas("a", "c", 0, false, null));
        assertThat(reduced(write(1, 2, Span.NEVER, "b"), refused)).extracting(Span::id).containsExactly(1L, 2L);
    }

    @Test
    void a_value_that_was_seen_was_there_before_the_first_who_saw_it_returned() {
        assertThat(reduced(write(1, 0, Span.NEVER, "a"), read(2, 1, 9, "a"), read(3, 2, 7, "a"))).extracting(Span::returned).containsExactly(7L, 9L, 7L);
    }

    @Test
    void where_two_may_have_written_it_neither_must_have() {
        assertThat(reduced(write(1, 0, Span.NEVER, "a"), write(2, 1, Span.NEVER, "a"), read(3, 2, 7, "a"))).extracting(Span::returned).containsExactly(Span.NEVER, Span.NEVER, 7L);
    }

    @Test
    void a_missing_key_needs_nobody_who_deleted_it() {
        Span<Action> perhapsDeleted = new Span<>(1, 0, Span.NEVER, new Action.Delete(null, null));
        assertThat(reduced(perhapsDeleted, new Span<>(2, 1, 2, new Action.Read(Cell.MISSING)))).extracting(Span::returned).containsExactly(Span.NEVER, 2L);
    }

    @Test
    void what_was_seen_before_it_was_asked_for_is_left_to_the_search() {
        assertThat(reduced(read(1, 0, 3, "a"), write(2, 3, Span.NEVER, "a"))).extracting(Span::returned).containsExactly(3L, Span.NEVER);
        assertThat(reduced(read(1, 0, 2, "a"), write(2, 3, Span.NEVER, "a"))).extracting(Span::returned).containsExactly(2L, Span.NEVER);
    }

    @Test
    void groups_share_no_key_and_come_in_the_order_of_their_first() {
        List<Span<MultiRegister.Action>> spans = List.of(writes(0, "e"), writes(1, "a", "b"), writes(2, "c", "d"), writes(3, "f"), writes(4, "d", "b"), writes(5, "c"), writes(6, "e"), writes(7, "a"));
        assertThat(Partition.byKeys(spans, new MultiRegister())).map(group -> group.stream().map(Span::id).toList())
                .containsExactly(List.of(0L, 6L), List.of(1L, 2L, 4L, 5L, 7L), List.of(3L));
    }

    private static Span<MultiRegister.Action> writes(long id, String... keys) {
        List<Part> parts = List.of(keys).stream().map(key -> new Part(key, new Action.Write("1", 0, null))).toList();
        return new Span<>(id, 10 * id, 10 * id + 5, new MultiRegister.Action(parts));
    }
}
