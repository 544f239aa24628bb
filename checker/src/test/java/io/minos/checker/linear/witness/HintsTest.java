package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.WitnessColumns;
import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import io.minos.checker.linear.witness.Testimony.Explained;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several changes of unknown outcome took effect: as watchers were told, and as creations show. */
class HintsTest {
    /** The first two change x and y, in this order; {@code made} is the one that made revision 2. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            w1 watch x from 1 | 8? w x 2 | 9? w y 3 | w1 > x=2~2 | 1 w z 3 @3;                  0
            w1 watch y from 1 | 8? w x 2 | 9? w y 3 | w1 > y=3~2 | 1 w z 3 @3;                  1
            w1 watch x from 1 | 8? w x 2 | 9? w x 2 | w1 > x=2~2 | 1 w z 3 @3;                  0
            w1 watch y from 1 | 8? w x 2 | 9? w y 3 | w1 > y=3~2 | 1 r x - @2 | 1 w z 3 @3;     1
            w1 watch x from 1 | 8? w x 2 | 9? w y 3 | w1 > x=2~2 | 1 r x - @2 | 1 w z 3 @3;     1
            """)
    void a_watcher_says_who_made_a_revision_unless_an_answer_says_otherwise(String line, int made) {
        Testimony testimony = testimony(line);
        if (made == 1 && line.contains("x=2~2")) assertThat(testimony).as("the watch is wrong, and may mislead").isNotInstanceOf(Contradicted.class);
        else assertThat(((Explained) testimony).order()).as("%s", Arrays.toString(((Explained) testimony).order())).contains(made).doesNotContain(1 - made);
    }

    /** Before the first revision, beyond the last, of a revision whose maker is known, or of who was not asked for yet. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            w1 watch y from 1 | 9? w y 3 | w1 > y=3~1 | 1 w z 3 @2
            w1 watch y from 1 | 9? w y 3 | w1 > y=3~3 | 1 w z 3 @2
            w1 watch y from 1 | 9? w y 3 | w1 > y=3~2 | 1 w z 3 @2
            w1 watch y from 1 | 8? w x 1 | 1 w z 3 @3 | 9? w y 3 | w1 > y=3~2
            """)
    void what_a_watcher_cannot_have_seen_misleads_nobody(String line) {
        Columns columns = columns(line);
        Testimony testimony = Witness.of(columns, Budget.unlimited());
        assertThat(testimony).isInstanceOf(Explained.class);
        assertThat(Verifier.holds((Explained) testimony, columns)).isTrue();
    }

    @Test
    void a_creation_proves_that_the_only_one_who_can_have_put_something_there_did() {
        assertThat(testimony("(2 r x - @2 | 0? w x 1 | 1 w x 3 @3 | 1 r x 3~3.2.2 @3 | 2")).isInstanceOfSatisfying(Contradicted.class, told -> {
            assertThat(told.kind()).isEqualTo("lost-write");
            assertThat(told.steps()).contains("That #1, whose outcome is unknown, took effect there is shown by #5.");
        });
    }

    @Test
    void the_key_need_not_be_the_only_one_that_is_put() {
        assertThat(testimony("(2 r x - @2 | 0? txn w,y,1 w,x,1 | 1 w x 3 @3 | 1 r x 3~3.2.2 @3 | 2")).isInstanceOf(Contradicted.class);
    }

    private static Columns columns(String line) {
        return WitnessColumns.of(Notation.history(line)).build();
    }

    private static Testimony testimony(String line) {
        return Witness.of(columns(line), Budget.unlimited());
    }
}
