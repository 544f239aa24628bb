package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.WitnessColumns;
import io.minos.checker.history.Notation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where guesses were made, a contradiction is certain only if it stands however else they had been made. The changes of 8 and 9 are
 * those of unknown outcome; one of y, if there is one, is guessed to have made revision 3.
 */
class CertaintyTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            0 w x 1 @2 | 9? w x 9 | 1 r x - @2;                                                 no revision is left for another change
            0 w x 1 @2 | 9? w y 2 | 0 w z 1 @4 | 1 r x - @4;                                    the guess is about another key
            0 w x 1 @2 | 9? w y 2 | 0 w z 1 @4 | 8? w x 9 | 1 r x - @4;                         the other change was asked for too late
            0 w x 1 @2 | 9? w y 2 | 8? w x 9 | 0 w x 1 @4 | 1 r x 7~4 @4;                       the last change of the key is known
            0 w x 1 @2 | 9? w y 2 | 8? w x 9 | 0 w x 1 @4 | 1 r x 1~2 @4;                       nothing came after the last change
            0 w x 1 @2 | 9? w y 2 | 8? w x 9 | 1 r x 9~9 @3;                                    no store shows what is newer than itself
            0 w x 1 @2 | 9? w x 9 | 1 range x @2;                                               no revision is left for another key
            0 w x 1 @2 | 9? w y 2 | (1 r x - @3 | (2 txn d,x @4 | 1 | 2;                        a deletion that does not tell comes later
            0 w q 1 @2 | 9? w y 2 | (2 txn d,x @3 | 2 | 0 w x 1 @4 | 1 r x - @4;                or came before the last change
            0 w x 1 @2 | 9? w y 2 | (1 r x - @3 | (2 txn d,z @3 | 1 | 2;                        or is of another key
            0 w x 1 @2 | 9? w y 2 | 1 r y 2~3 @3 | 0 w x 7 5~2 @4;                              what was guessed is proven by who saw it
            0 w x 1 @2 | 9? w y 2 | 1 r y 2~3 @3 | 0 w z 1 @4 | 8? w xx 9 | 1 range x @4;       the other key was asked for too late
            """)
    void what_stands_however_the_rest_was_placed_is_certain(String line, String because) {
        assertThat(certain(line)).as(because).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            0 w x 1 @2 | 9? w y 2 | 8? w x 9 | 0 w z 1 @4 | 1 r x 9 @4;                         the key may have been changed at the revision that was guessed
            0 w x 1 @2 | 9? w y 2 | 8? w x 9 | 1 r x 9 @3;                                    and at the reader's own
            0 w x 1 @2 | 9? w y 2 | 8? del x | 0 w z 1 @4 | 1 r x - @4;                         or deleted
            0 w x 1 @2 | 9? w y 2 | 8? w x 9 | 0 w x 1 @4 | 1 r x 1~4.2.3 @4;                   a version tells of the whole life of a key
            0 w x 1 @2 | 9? w y 2 | 8? del x | 0 w x 1 @4 | 1 r x 1~4.4.1 @4;                   so does its creation
            0 w x 1 @2 | 9? w y 2 | 8? w xx 2 | 1 range x x=1~2 xx=2~3 @3;                      another key may be there
            0 w x 1 @2 | 9? w y 2 | (1 r x - @3 | (2 txn d,x @3 | 1 | 2;                        or deleted by who does not tell
            0 w x 1 @2 | 9? cas y 5 2 | 8? w z 1 | 0 r x 1~2 @3;                                the guess itself is what does not fit
            0 w x 1 @2 | 9? w y 2 | 1 txn d,x @3 | 0 r z - @3;                                  a deletion that does not tell may have made its revision itself
            """)
    void what_another_guess_may_explain_is_not_certain(String line, String because) {
        assertThat(certain(line)).as(because).isFalse();
    }

    private static boolean certain(String line) {
        Columns columns = WitnessColumns.of(Notation.history(line)).build();
        int last = 1;
        for (int revision : columns.revision) last = Math.max(last, revision);
        Slots slots = Slots.of(columns, last);
        Unknowns unknowns = new Unknowns(columns);
        new Proofs(columns, slots, unknowns).find();
        for (int unknown = 0; unknown < unknowns.size(); unknown++) {
            boolean ofY = columns.keyText(columns.key[columns.firstPart[unknowns.op(unknown)]]).equals("y");
            if (ofY && !unknowns.placed(unknown)) unknowns.place(unknown, 3, Slots.NOBODY, slots);
        }
        Sweep sweep = new Sweep(columns, slots);
        assertThat(sweep.run()).as("what is guessed explains it").isFalse();
        Certainty certainty = new Certainty(columns, slots, unknowns);
        return certainty.placed(sweep.stoppedBy, sweep.stoppedAt) && certainty.of(sweep.stoppedPart, sweep.stoppedAt, sweep.store);
    }
}
