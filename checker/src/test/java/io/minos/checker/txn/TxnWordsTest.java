package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told: who did what, what of it cannot be, and how the order of things is known. */
class TxnWordsTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            0 x+1 x?[];                                     T1 appended 1 to x, and then read it as [].
            0 x+1 | 0 x?[1] x?[];                           T1 read x as [1], and then read it as [].
            0 x=1 x=- x?1;                                  T1 deleted x, and then read it as 1.
            0 x=1 x?2 | 0 x=2;                              T1 wrote x=1, and then read it as 2.
            0 x?[1] x+1;                                    T1 read x as [1] before T1 appended 1 to x itself.
            0 x?1 x=1;                                      T1 read x as 1 before T1 wrote x=1 itself.
            0! x+1 | 1 x?[1];                               T1 read x as [1], but T2 appended 1 to x and failed.
            0! x=1 | 1 x?1;                                 T1 read x as 1, but T2 wrote x=1 and failed.
            (0 x+1 x+2 | 1 x?[1] | 0);                      T1 read x as [1], but after T2 appended 1 to x it appended more to it.
            (0 x=1 x=2 | 1 x?1 | 0);                        T1 read x as 1, but after T2 wrote x=1 it wrote it again.
            0! x+1 | 1 x+2 | 2 x?[1 2];                     T1 appended 2 to x after 1, which T2 had appended and which failed: T3 read x as [1 2].
            0 x?[7];                                        T1 read x as [7], but nobody appended 7.
            0 x?1;                                          T1 read x as 1, but nobody wrote that.
            0 x+1 | 0 x+2 | 0 x?[1 2 1];                    T1 read x as [1 2 1], which has 1 twice.
            0 x+1 | 0 x+2 | 0 x?[1] | 0 x?[2 1];            T1 read x as [1], but T2 read x as [2 1]: neither is the beginning of the other.
            0 x+1 x+2 | 0 x?[2 1];                          T1 appended 1 to x and only then 2, but T2 read x as [2 1].
            0 x+1 | 0 x?[1] | 0 x?[1 7];                    T1 read x as [1 7], but nobody appended 7.
            0 x+1 | 0 x+2 | 0 x?[1 2] | 0 x?[1 2 1];        T1 read x as [1 2 1], which has 1 twice.
            0 x+1 | 1! x+2 | 0 x?[1] | 1 x?[1 2];           T1 read x as [1 2], but T2 appended 2 to x and failed.
            0! x+1 | 1 x+2 | 3 x?[1] | 2 x?[1 2];           T1 appended 2 to x after 1, which T2 had appended and which failed: T3 read x as [1 2].
            0 x+1 | 0 x+2 | 0 x+3 | 0 x?[1] | 0 x?[1 2] | 1 x?[1 3];                    T1 read x as [1 3], but T2 read x as [1 2]: neither is the beginning of the other.
            0 x+1 | 0 x+3 | 0 x+2 | 0 x+4 | 0 x?[1] | 0 x?[1 3] | 0 x?[1 2 3 4];        T1 read x as [1 3], but T2 read x as [1 2 3 4]: neither is the beginning of the other.
            0 x+3 | 0 x+1 x+2 | 0 x?[3] | 0 x?[3 2];        T1 appended 1 to x and only then 2, but T2 read x as [3 2].
            (0 x?[] x+1 | 1 x?[] x+2 | 0) | 2 x?[1 2];      T1 read x as [], T2 read x as [], and both replaced it: neither saw the other.
            (0 x?1 x=2 | 1 x?2 x=1 | 0);                    The values of x came each before the other: 2 before 1 (T1), 1 before 2 (T2).
            (0 x?1 x=3 | (1 x?1 x=2 | 2 x?2 x=1 | 1) | 0);  The values of x came each before the other: 2 before 1 (T1), 1 before 2 (T2).

            0 x+1 @5 | 1 x+2 @4 | 2 x?[1 2] @6;             T1 appended 1 to x at revision 5, and T2 appended 2 to x at revision 4: the values show them in this order, the revisions do not.
            0 x=1 @5 | 0 x?1 x=2 @4;                        T1 wrote x=1 at revision 5, and T2 wrote x=2 at revision 4: the values show them in this order, the revisions do not.
            0 x+1 @4 | 1 x+2 @5 | 2 x?[1 2]~6 @6;           T1 read x as [1 2], last changed at revision 6, but T2 appended 2 to x at revision 5.
            0 x=1 @4 | 1 x?1~5 @5;                          T1 read x as 1, last changed at revision 5, but T2 wrote x=1 at revision 4.
            0 x+1 @4 | 1? x+2 | 2 x?[1 2]~7 @6;             T1 read x as [1 2], last changed at revision 7, and was answered at revision 6.
            0 x=1 @4 | 1 x=2 @4;                            T1 wrote x=1, and T2 wrote x=2, both at revision 4.
            """)
    void an_anomaly_is_told_in_one_sentence(String line, String words) {
        assertThat(told(line, Options.NOTHING_GRANTED)).contains(words);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '%', textBlock = """
            (0 x+1 y?[1] | 1 x?[1] y+1 | 0)%                                T1 appended 1 to x before T2 read x as [1]; T2 appended 1 to y before T1 read y as [1]
            (0 x+1 y+3 | 2 x+3 y+1 | 0) | 1! x+2 | 3 x?[1 2 3] y?[1 3]%     T1 appended 1 to x before T2 appended 3 to x (T3 read x as [1 2 3]); T2 appended 1 to y before T1 appended 3 to y (T3 read y as [1 3])
            1 x+2 | 0 x+1 | 2 x?[1]%                                        T1 was answered before T2 was asked for; T2 appended 1 to x before T1 appended 2 to x (T3 read x as [1], and nobody read 2)
            (3 x?[] | 1 x+2 | 0 x+1 | 2 x?[1] | 3)%                         T1 was answered before T2 was asked for; T2 appended 1 to x before T1 appended 2 to x (T3 read x as [1], and nobody read 2)
            (3 x?[1] | (0 x+1 y+1 | 1 x+2 y+2 | 0) | 2 x?[1 2] y?[2 1] | 3)%   T1 appended 1 to x before T2 appended 2 to x (T3 read x as [1 2]); T2 appended 2 to y before T1 appended 1 to y (T3 read y as [2 1])
            0 x+1 | 1 x?[]%                                                 T1 was answered before T2 was asked for; T2 read x as [] before T1 appended 1 to x (which nobody read)
            0 x=1 | 1 x?-%                                                  T1 was answered before T2 was asked for; T2 read x as missing before T1 wrote x=1
            0 y+1 x+1 z+1 | 0 z?[1] x?[]%                                   T1 appended 1 to z before T2 read z as [1]; T2 read x as [] before T1 appended 1 to x (which nobody read)
            (0 x+1 x+2 y+1 | 1 y?[1] x?[] | 0)%                             T1 appended 1 to y before T2 read y as [1]; T2 read x as [] before T1 appended 1 to x (which nobody read)
            (0 x=1 x=2 y=1 | 1 y?1 x?- | 0)%                                T1 wrote y=1 before T2 read y as 1; T2 read x as missing before T1 wrote x=2
            0 x+3 | 0 x+1 x+2 | 0 x?[3 2]%                                  T1 appended 2 to x before T2 read x as [3 2]; T2 read x as [3 2] before T1 appended 1 to x (which nobody read)
            0 x=1 @5 | 1 x=2 @4%                                            T1 was answered before T2 was asked for; T2 wrote x=2 before T1 wrote x=1 (the revisions are 4 and 5)
            0 x=1 | (1 x?1 x=2 y=1 | 2 y?1 x?1 | 1)%                        T1 wrote y=1 before T2 read y as 1; T2 read x as 1 before T1 wrote x=2 (T1 read 1 and replaced it)
            (0 x=1 y?1 y=2 | 1 x?1 x=2 y=1 | 0)%                            T1 wrote x=1 before T2 wrote x=2 (T2 read 1 and replaced it); T2 wrote y=1 before T1 wrote y=2 (T1 read 1 and replaced it)
            """)
    void each_step_of_a_circle_says_how_it_is_known(String line, String words) {
        assertThat(told(line, Options.NOTHING_GRANTED)).contains(words + ": a contradiction.");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '%', textBlock = """
            sequential%   0 x=1 | (1 x=2 y=1 | 3 y?1 x?1 | 1) | 0 x?2%      T1 wrote y=1 before T2 read y as 1; T2 read x as 1 before T1 wrote x=2 (process 0 knew 1 before T3): a contradiction.
            linearizable% 0 x=1 | (1 x=2 y=1 | 3 y?1 x?1 | 1)%              T1 wrote y=1 before T2 read y as 1; T2 read x as 1 before T1 wrote x=2 (1 was known before T1 was asked for): a contradiction.
            sequential%   0 x=1 | 1 x?1 | 1 x?-%                            The values of x came each before the other: 1 before missing (T1), missing before 1 (T1).
            """)
    void so_does_one_that_rests_on_what_keys_are_trusted_with(String trusted, String line, String words) {
        assertThat(told(line, new Options(trusted.equals("sequential"), trusted.equals("linearizable")))).contains(words);
    }

    private static String told(String line, Options options) {
        return TxnAnalysis.of(TxnNotation.txns(line), options).anomalies().stream().map(TxnAnomaly::summary).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            0? x+1 x=2 | 3 x?7 x=- @9;    T1 is #1 of process 3: read x as 7, deleted x, answered at revision 9.
            0? x+1 @4;                    T1 is #0 of process 0: appended 1 to x, outcome unknown.
            0! x=1;                       T1 is #0 of process 0: wrote x=1, and failed.
            0 x?[1 2];                    T1 is #0 of process 0: read x as [1 2].
            0 x?-;                        T1 is #0 of process 0: read x as missing.
            0? x?1;                       T1 is #0 of process 0: nothing, outcome unknown.
            """)
    void everybody_concerned_is_introduced(String line, String words) {
        Txns txns = TxnNotation.txns(line);
        Story story = new Story(txns);
        story.name(txns.size() - 1);
        assertThat(story.cast()).containsExactly(words);
    }

    /** Of a list the end, where what is new is; of a transaction the beginning. */
    @Test
    void what_is_long_is_told_in_part() {
        Txns txns = TxnNotation.txns("0 x?[" + text(" ", "", 13) + "] x?[" + text(" ", "", 12) + "] " + text(" ", "y+", 11));
        Story story = new Story(txns);
        assertThat(story.seen(0)).isEqualTo("[… 2 3 4 5 6 7 8 9 10 11 12 13]");
        assertThat(story.seen(1)).isEqualTo("[1 2 3 4 5 6 7 8 9 10 11 12]");
        story.name(0);
        assertThat(story.cast().get(0)).contains("appended 10 to y, and more").doesNotContain("appended 11");
        Story all = new Story(TxnNotation.txns("0 " + text(" ", "y+", 12)));
        all.name(0);
        assertThat(all.cast().get(0)).endsWith("appended 12 to y.");
    }

    private static String text(String between, String before, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> before + i).collect(Collectors.joining(between));
    }

    @Test
    void all_are_counted_and_of_each_phenomenon_eight_are_explained() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns(IntStream.range(0, 9).mapToObj(i -> "0 a" + i + "?1 b" + i + "?[1]").collect(Collectors.joining(" | "))), Options.NOTHING_GRANTED);
        assertThat(report.counts()).containsEntry(Phenomenon.GARBAGE_READ, 18L);
        assertThat(report.anomalies()).hasSize(8);
    }
}
