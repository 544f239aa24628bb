package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.WitnessColumns;
import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import io.minos.checker.linear.witness.Testimony.Explained;
import io.minos.checker.linear.witness.Testimony.Undecided;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lies of each kind, one line each in {@link Notation}, and what is said of them. */
class WitnessTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            stale-read;         0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3 @3 | 1 r x 1~2 @3;                  #6 at revision 3 shows x=1 (mod 2), but it is 2 (mod 3, create 2, version 2) since #2.
            stale-read;         0 w x 1 @2 | 0 del x 1 @3 | 1 r x - @3 | 1 r x 1~2 @3;                  #6 at revision 3 shows x=1 (mod 2), but it was deleted at revision 3 since #2.
            lost-write;         0 w x 1 @2 | 0 w x 2 @3 | 1 r x 1~2 @3;                                 #4 at revision 3 shows x=1 (mod 2), but it is 2 (mod 3, create 2, version 2) since #2.
            lost-write;         0 w x 1 @2 | 1 r x - @2;                                                #2 at revision 2 shows no x, but it is 1 (mod 2, create 2, version 1) since #0.
            doubled-revision;   (0 w x 1 @2 | (1 w y 2 @2 | 0) | 1);                                    Revision 2 was told to two changes, #0 and #1; each change makes a revision of its own.
            not-new;            0 w x 1 @1;                                                             #0 was told revision 1 for its change, which an empty store already has.
            real-time;          0 w x 1 @3 | 0 w y 2 @2;                                                #0 had returned before #2 was asked for, but comes after it in the order of revisions, at revision 3.
            doubled-revision;   0 w z 1 @2 | (0 w x 1 @3 | (1 w y 2 @3 | 0) | 1);                               Revision 3 was told to two changes, #2 and #3;
            real-time;          0 w x 1 @2 | 1 w y 1 @3 | 1 r x 1~2 @2;                                 but
            wrong-prev;         0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 1~2 @4;                               #4 at revision 4 says that before it there was x=1 (mod 2), but it is 2 (mod 3, create 2, version 2) since #2.
            wrong-version;      0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3.2.3 @3;                             #4 at revision 3 shows x=2 (mod 3, create 2, version 3), but it is 2 (mod 3, create 2, version 2) since #2.
            wrong-create;       0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3.3.2 @3;                             #4 at revision 3 shows x=2 (mod 3, create 3, version 2)
            wrong-value;        0 w x 1 @2 | 1 r x 7~2 @2;                                              #2 at revision 2 shows x=7 (mod 2), but it is 1
            wrong-mod;          0 w x 1 @2 | 0 w y 2 @3 | 1 r x 1~3 @3;                                 #4 at revision 3 shows x=1 (mod 3), but it is 1 (mod 2
            newer-than-header;  0 w x 1 @2 | (0 w x 2 @3 | 1 r x 2~3 @2 | 0);                           #3 at revision 2 shows x=2 (mod 3), but it is 1
            wrong-outcome;      0 w x 1 @2 | 0 cas x 3 2 @3;                                            #2 at revision 3 found x to be 3, but it is 1
            wrong-outcome;      0 w x 1 @2 | 0 cas x 1 !2 @2;                                           #2 at revision 2 found x not to be 1, but it is 1
            wrong-deleted;      0 del x 1 @2;                                                           #0 at revision 2 deleted x, but it never was there.
            wrong-deleted;      0 w x 1 @2 | 0 del x 0 @2;                                              #2 at revision 2 found no x to delete, but it is 1
            wrong-count;        0 w x 1 @2 | 0 w xy 1 @3 | 1 range x x=1~2 @3;                          #4 at revision 3 shows 1 keys under "x" and counts 1, but there are 2.
            wrong-count;        0 w x 1 @2 | 0 w xy 1 @3 | 1 range x x=1~2 x=1~2 @3;                    but there are 2.
            from-nowhere;       0 w x 1 @2 | 0? w x 3 | 1 r x 2~3 @3;                                   #4 shows x=2 (mod 3), but nobody wrote that value at revision 3.
            took-effect-twice;  0? w x 1 | 1 r x 1~2 @2 | 1 w x 2 @3 | 1 r x 1~4 @4;                    #0, whose outcome is unknown, took effect twice: #2 shows what it wrote at revision 2, and #6 at revision 4.
            stale-read;         0 w x 1 @2 | (2 w x 2 | 1 w x 3 @4 | 1 r x 3~4 @4 | 1 r x 2~3 @4 | 2?;   #7 at revision 4 shows x=2 (mod 3), but it is 3 (mod 4, create 2, version 3) since #3.
            real-time;          1 w y 1 @4 | 0? w x 2 | 0b r x 2~3 @4;                                  #4 shows x=2 (mod 3), but #2, which could have written it, was asked for only after #0 had returned, which was told revision 4.
            gap;                0 w x 1 @2 | 1? w y 1 | 0 w x 2 @5;                                     Revision 4 was made by nobody: up to it 2 revisions have no known maker, and only 1 changes of unknown outcome were asked for in time.
            gap;                0 w x 1 @2 | 0 w x 2 @4 | 1? w y 1;                                     Revision 3 was made by nobody
            gap;                0 w x 1 @2 | 1 r x 1~2 @3;                                                          Revision 3 was made by nobody
            gap;                0 w x 1 @2 | 1 r x 1~2 @3 | 0 w x 2 @4;                                             Revision 3 was made by nobody
            from-nowhere;       0 w x 1 @2 | 0? w y 3 | 1 w x 3 7~3 @4;                                             shows x=7 (mod 3), but nobody wrote that value at revision 3.
            lost-write;         0 w x 1 @2 | 9? w y 2 | 0 w z 1 @4 | 1 r x - @4;                                    shows no x, but it is 1
            wrong-outcome;      0 w x 1 @2 | 1? cas x 3 4 | 0 r x 4~3 @3;                               #2 at revision 3 found x to be 3, but it is 1
            """)
    void a_lie_is_named_and_told(String kind, String line, String said) {
        Testimony testimony = testify(line);
        assertThat(testimony).isInstanceOf(Contradicted.class);
        Contradicted contradicted = (Contradicted) testimony;
        assertThat(contradicted.kind()).as("%s", contradicted).isEqualTo(kind);
        assertThat(contradicted.summary()).contains(said);
        if (!kind.equals(Contradicted.GAP)) assertThat(contradicted.operations()).hasSizeBetween(1, 4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            0 w x 1 @2 | 0 w x 2 1~2.2.1 @3 | 1 r x 2~3.2.2 @3 | 1 del x 1 @4 | 0 r x - @4;                        0
            (0 w x 1 @3 | (1 w y 2 @2 | 0) | 1);                                                                  0
            0? w x 1 | 1 r x 1~2 @2 | 1? w x 7 | 2 r x 1~2 @2;                                                    1
            0? w x 1 | 1 w y 1 @3;                                                                                1
            0? w x 1 | 2? w x 2 | 1 w x 3 @4 | 1 r x 3~4.2.3 @4;                                                  2
            0 w x 1 @2 | 2? del x | 1 w x 3 @4 | 1 r x 3~4.4.1 @4;                                                1
            0 w x 1 @2 | 0? w x 2 | 2? w y 9 | 1 cas x 2 3 @4;                                                    1
            0? w x 1 | 2? w y 1 | 1 range * x=1 @2;                                                               1
            0? w x 1 | 2? w y 1 | 1 range * y=1 @2;                                                               1
            0 txn w,x,1 w,y,1 @2 | (1 txn r,x,1~2 d,z @2 | 0 r x 1~2 @2 | 1);                                     0
            0 w x 1 @2 | 1 txn d,x @3 | 0 r x - @3;                                                               0
            0 w x 1 @2 | 2? del x | 1 txn d,x @3 | 0 r x - @3;                                                    0
            0 w x 1 @2 | fault f1 disk-full n1 | 0 w y 2 @40 | 0 range * x=1~2 filler=9~7 y=2~40 @40;             0
            0 w x 1 @2 | w1 watch x from 1 | 2? w x 2 | 3? w x 2 | w1 > x=1~2 x=2~3 | 1 w x 3 @4;                 1
            """)
    void what_is_right_has_a_certificate(String line, int placed) {
        WitnessColumns operations = columns(line);
        Columns columns = operations.build();
        Testimony testimony = Witness.of(columns, Budget.unlimited());
        assertThat(testimony).as("%s", testimony).isInstanceOf(Explained.class);
        assertThat(((Explained) testimony).placed()).isEqualTo(placed);
        assertThat(Verifier.holds((Explained) testimony, columns)).isTrue();
    }

    /** What a guess may be to blame for is not told. */
    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = ';', textBlock = """
            0 w x 1;                                                                            not every answer tells a revision
            0? w x 1;                                                                           nothing was answered
            0 w x 1 @900000;                                                                    revisions go up to 900000
            0 w x 1 @2 | 1? w x 2 | 2? w x 3 | 0 r x 1~2 @4;                                    fits
            """)
    void where_revisions_do_not_tell_nothing_is_told(String line, String why) {
        Testimony testimony = testify(line);
        assertThat(testimony).as("%s", testimony).isInstanceOf(Undecided.class);
        assertThat(((Undecided) testimony).reason()).contains(why);
    }

    @Test
    void the_verifier_turns_down_what_is_not_in_order_not_whole_or_not_so() {
        Columns columns = columns("0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3.2.2 @3 | 2? w y 1").build();
        assertThat(verified(columns, new int[] {0, 1, 2}, 2, 3, 3)).isTrue();
        assertThat(verified(columns, new int[] {0, 1, 2, 3}, 2, 3, 3, 4)).isTrue();
        assertThat(verified(columns, new int[] {0, 1, 2, 3}, 2, 3, 3, 3)).as("its own revision").isFalse();
        assertThat(verified(columns, new int[] {0, 1, 2, 3}, 2, 3, 3, 5)).as("a revision too many").isFalse();
        assertThat(verified(columns, new int[] {3, 0, 1, 2}, 2, 3, 4, 4)).as("asked for too late").isFalse();
        assertThat(verified(columns, new int[] {0, 1}, 2, 3)).as("not whole").isFalse();
        assertThat(verified(columns, new int[] {0, 1, 2, 2}, 2, 3, 3, 3)).as("twice").isFalse();
        assertThat(verified(columns, new int[] {1, 0, 2}, 2, 3, 3)).as("not its revision").isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            0 w x 1 @2 | 1 r x 2~2 @2
            0 w x 1 @2 | 1 r x 1~2.2.2 @2
            0 w x 1 @2 | 1 r x 1~2.1.1 @2
            0 w x 1 @2 | 1 r x 1~1 @2
            0 w x 1 @2 | 1 r x - @2
            0 w x 1 @2 | 1 del x 0 @2
            0 w x 1 @2 | 1 cas x 1 !2 @2
            0 w x 1 @2 | 1 range x @2
            0 w x 1 @2 | 1 del y 1 @2
            """)
    void the_verifier_turns_down_answers_that_its_store_would_not_give(String line) {
        assertThat(verified(columns(line).build(), new int[] {0, 1}, 2, 2)).isFalse();
        assertThat(verified(columns("0 w x 1 @2 | 1 cas x 2 3 @3").build(), new int[] {0, 1}, 2, 3)).isFalse();
        assertThat(verified(columns("0 w x 1 @2 | 1 w x 2 3~2 @3").build(), new int[] {0, 1}, 2, 3)).isFalse();
    }

    private static boolean verified(Columns columns, int[] order, int... at) {
        return Verifier.holds(new Explained(order, at, 0), columns);
    }

    private static WitnessColumns columns(String line) {
        return WitnessColumns.of(Notation.history(line));
    }

    private static Testimony testify(String line) {
        return Witness.of(columns(line).build(), Budget.unlimited());
    }
}
