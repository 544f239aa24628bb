package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.WitnessColumns;
import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told besides the summary: which operations contradict each other, about which key, and what follows from what. */
class StoriesTest {
    @Test
    void who_made_the_revision_that_is_there_and_the_one_that_was_shown_is_told() {
        Contradicted told = told("0 w x 1 @2 | 0 w x 2 @3 | 0 w y 3 @4 | 1 r x 1~2 @4");
        assertThat(told.operations()).containsExactly(0L, 2L, 6L);
        assertThat(told.key()).isEqualTo("x");
        assertThat(told.steps()).containsExactly("#2 made revision 3: x is 2.", "#0 made revision 2.");
    }

    @Test
    void a_deletion_is_told_as_what_is_there() {
        Contradicted told = told("0 w x 1 @2 | 0 del x 1 @3 | 1 r x 1~2 @3");
        assertThat(told.operations()).containsExactly(0L, 2L, 4L);
        assertThat(told.steps()).containsExactly("#2 made revision 3: x is deleted.", "#0 made revision 2.");
    }

    @Test
    void an_answer_that_shows_no_other_revision_is_contradicted_by_what_is_there_alone() {
        Contradicted told = told("0 w x 1 @2 | 1 r x 7~2 @2");
        assertThat(told.operations()).containsExactly(0L, 2L);
        assertThat(told.steps()).containsExactly("#0 made revision 2: x is 1.");
    }

    @Test
    void a_missing_key_that_never_was_there_is_contradicted_by_nobody() {
        Contradicted told = told("0 w y 1 @2 | 0 del x 1 @3");
        assertThat(told.operations()).containsExactly(2L);
        assertThat(told.steps()).isEmpty();
    }

    @Test
    void who_shows_that_an_unknown_change_took_effect_is_told() {
        Contradicted told = told("0? w x 1 | 1 r x 1~2 @2 | 1 r x - @2");
        assertThat(told.operations()).containsExactly(0L, 2L, 4L);
        assertThat(told.steps()).containsExactly("#0 made revision 2: x is 1.", "That #0, whose outcome is unknown, took effect there is shown by #2.");
    }

    @Test
    void of_several_unknown_changes_the_one_that_is_there_is_told_with_who_shows_it() {
        assertThat(told("9? w q 7 | 0? w x 1 | 1 r x 1~2 @2 | 1 r x - @2").steps()).containsExactly("#2 made revision 2: x is 1.", "That #2, whose outcome is unknown, took effect there is shown by #4.");
    }

    /** Its own answer is not there to contradict it: what somebody saw is. */
    @Test
    void an_unknown_change_that_cannot_have_been_is_told_with_who_saw_it() {
        Contradicted told = told("0 w x 1 @2 | 1? cas x 3 4 | 0 r x 4~3 @3");
        assertThat(told.operations()).containsExactly(0L, 2L, 4L);
        assertThat(told.steps()).containsExactly("#0 made revision 2: x is 1.", "That #2, whose outcome is unknown, took effect there is shown by #4.");
    }

    @Test
    void what_took_effect_twice_is_told_with_both_who_saw_it() {
        assertThat(told("0? w x 1 | 1 r x 1~2 @2 | 1 w x 2 @3 | 1 r x 1~4 @4").operations()).containsExactly(0L, 2L, 6L);
    }

    @Test
    void a_count_is_told_without_a_key_and_without_others() {
        Contradicted told = told("0 w x 1 @2 | 0 w xy 1 @3 | 1 range x x=1~2 @3");
        assertThat(told.operations()).containsExactly(4L);
        assertThat(told.key()).isNull();
    }

    /** Of those that were told the revision or a later one, the first to return shows that it had been made by then. */
    @Test
    void a_writer_who_was_asked_for_too_late_is_told_with_who_returned_before() {
        Contradicted told = told("(3 w z 1 @3 | 1 w y 1 @5 | 1 w q 1 @6 | 3 | 0? w x 2 | 0b r x 2~4 @6");
        assertThat(told.kind()).isEqualTo("real-time");
        assertThat(told.summary()).isEqualTo("#8 shows x=2 (mod 4), but #6, which could have written it, was asked for only after #1 had returned, which was told revision 5.");
        assertThat(told.operations()).containsExactly(1L, 6L, 8L);
        assertThat(told.key()).isEqualTo("x");
    }

    @Test
    void two_changes_of_one_revision_and_the_wrong_way_round_are_told_by_themselves() {
        assertThat(told("(0 w x 1 @2 | (1 w y 2 @2 | 0) | 1)").operations()).containsExactly(0L, 1L);
        assertThat(told("0 w x 1 @3 | 0 w y 2 @2").operations()).containsExactly(0L, 2L);
        assertThat(told("0 w x 1 @1").operations()).containsExactly(0L);
    }

    /** A read that nobody else's answer confirms shows a value before it was lost, not one that is stale. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            lost-write;  0 w x 1 @2 | 0 w x 2 @3 | 1 r y - @3 | 1 r x 1~2 @3
            stale-read;  0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2 @3 | 1 r x 1~2 @3
            lost-write;  0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3 @3 | 0 w x 2 @4 | 1 r x 1~2 @4
            lost-write;  0 w x 1 @2 | 0 del x 1 @3 | 1 r x 1~2 @3
            stale-read;  0 w x 1 @2 | 0 del x 1 @3 | 1 r x 1~2 @3 | 1 r x - @3
            wrong-mod;   0 w x 1 @2 | 0 w x 2 @3 | 0 w x 1 @4 | 1 r x 1~2 @4
            wrong-mod;   0 w x 1 @2 | 0 w y 1 @3 | 1 r x 2~3 @3
            """)
    void a_wrong_read_is_named_by_what_others_saw(String kind, String line) {
        assertThat(told(line).kind()).isEqualTo(kind);
    }

    @Test
    void an_answer_is_told_as_far_as_it_goes() {
        assertThat(told("0 w x 1 @2 | 1 r x 2 @2").summary()).isEqualTo("#2 at revision 2 shows x=2, but it is 1 (mod 2, create 2, version 1) since #0.");
        assertThat(told("0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3.1.2 @3").summary()).isEqualTo("#4 at revision 3 shows x=2 (mod 3, create 1, version 2), but it is 2 (mod 3, create 2, version 2) since #2.");
    }

    private static Contradicted told(String line) {
        return (Contradicted) Witness.of(WitnessColumns.of(Notation.history(line)).build(), Budget.unlimited());
    }
}
