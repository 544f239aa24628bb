package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each phenomenon in one line, and the same line without it. */
class TxnAnalysisTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            ;                     (0 x+1 y+1 | 1 x+2 y+2 | 0) | 2 x?[1 2] y?[1 2]
            G0;                   (0 x+1 y+1 | 1 x+2 y+2 | 0) | 2 x?[1 2] y?[2 1]
            ;                     (0 x+1 y?[] | 1 x?[1] y+1 | 0) | 2 y?[1]
            G1c;                  (0 x+1 y?[1] | 1 x?[1] y+1 | 0)
            ;                     (0 x+1 y+1 | 1 x?[] y?[] | 0) | 2 x?[1] y?[1]
            G-single;             (0 x+1 y+1 | 1 x?[1] y?[] | 0) | 2 x?[1] y?[1]
            ;                     (0 x+1 y+1 | 1 x?[1] y?[1] | 0)
            G-single;             (0 x+1 y+1 | 1 x?[1] y?[] | 0)
            ;                     (0 x?[] y+1 | (1 y?[1] x+1 | 0) | 1) | 2 x?[1] y?[1]
            G2-item;              (0 x?[] y+1 | (1 y?[] x+1 | 0) | 1) | 2 x?[1] y?[1]
            G2-item;              (0 x?[] y+1 | (1 y?[] x+1 | 0) | 1)
            G-nonadjacent;        (0 x+1 | (1 y+1 | (2 x?[1] y?[] | (3 x?[] y?[1] | 0) | 1) | 2) | 3)
            ;                     (0 x+1 | (1 y+1 | (2 x?[1] y?[] | (3 x?[1] y?[1] | 0) | 1) | 2) | 3)

            G0-process;           0 x+1 | (1 y+1 | 0 x+2 | 1) | 1 x?[2 1]
            ;                     0 x+1 | (1 y+1 | 0 x+2 | 1) | 1 x?[1 2]
            G1c-process;          0 x?[1] | 0 y+1 | (1 y?[1] x+1 | 2 z+1 | 1)
            G-single-process;     0 x+1 | 0 x?[]
            ;                     0 x+1 | 0 x?[1]
            G0-realtime;          0 x+1 | 1 x+2 | 2 x?[2 1]
            ;                     0 x+1 | 1 x+2 | 2 x?[1 2]
            G1c-realtime;         0 x?[1] | 1 x+1
            ;                     (0 x?[1] | 1 x+1 | 0)
            G-single-realtime;    0 x+1 | 1 x?[]
            ;                     (0 x+1 | 1 x?[] | 0)
            G-nonadjacent-realtime; (0 x+1 z+1 | (2 z?[1] y?[] | 3 y+1 | 4 x?[] | 0) | 2)
            ;                     (0 x+1 z+1 | (2 z?[1] y?[] | 3 y+1 | 4 x?[1] | 0) | 2)
            G2-item-realtime;     (0 x+1 y?[] | 1 y+1 | 2 x?[] | 0)
            ;                     (0 x+1 | 1 x?[1] | 2 x?[1] | 0)
            G-single-realtime;    (0 x+1 | 1 x?[1] | 2 x?[] | 0)

            G-single-realtime;    (3 w+1 | 0 x+1 | (1 z+1 | 3) | 2 x?[] | 1)

            internal;             0 x+1 x?[]
            internal;             0 x+1 x?[1] | 0 x?[1] x?[]
            internal;             0 x+1 | 0 x?[1] x+2 x?[2]
            ;                     0 x+1 | 0 x?[1] x+2 x?[1 2]
            ;                     0 x+1 | 0 x+2 x?[1 2] x+3 x?[1 2 3]
            internal;             0 x+1 | 0 x+2 x?[1 2] x+3 x?[2 3]
            internal;             0 x+1 | 0 x+2 | 0 x?[1 2] x?[2 1]
            ;                     0 x+1 | 0 x+2 | 0 x?[1 2] x?[1 2]
            future-read;          0 x?[1] x+1
            G1a;                  0! x+1 | 1 x?[1]
            ;                     0? x+1 | 1 x?[1]
            ;                     0? x+1 | 1 x?[]
            G1b;                  (0 x+1 x+2 | 1 x?[1] | 0)
            ;                     (0 x+1 x+2 | 1 x?[1 2] | 0)
            dirty-update;         0! x+1 | 1 x+2 | 2 x?[1 2]
            garbage-read;         0 x?[7]
            duplicate-elements;   0 x+1 | 0 x+2 | 0 x?[1 2 1]
            incompatible-order;   0 x+1 | 0 x+2 | 0 x?[1] | 0 x?[2 1]
            incompatible-order;   0 x+1 x+2 | 0 x?[2 1]
            incompatible-order;   0 x+1 x+2 | 0 x?[2]
            lost-update;          (0 x?[] x+1 | 1 x?[] x+2 | 0) | 2 x?[1 2]
            lost-update;          (0 x?[] x+1 | 1 x?[] x+2 | 0)
            ;                     (0 x?[] x+1 | 1 x?[1] x+2 | 0)
            revision-order;       0 x+1 @5 | 1 x+2 @4 | 2 x?[1 2] @6
            ;                     0 x+1 @4 | 1 x+2 @5 | 2 x?[1 2]~5 @6
            revision-order;       0 x+1 @4 | 1 x+2 @5 | 2 x?[1 2]~6 @6
            revision-order;       0 x+1 @4 | 1? x+2 | 2 x?[1 2]~7 @6
            revision-order;       0 x+1 @4 | 1 x+2 @4 | 2 x?[1 2]
            """)
    void lists(String expected, String line) {
        expect(expected, line, Options.NOTHING_GRANTED);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            ;                     (0 x=1 y=1 | 1 x?1 y?1 | 0) | 2 x?1
            G-single;             (0 x=1 y=1 | 1 x?1 y?- | 0) | 2 x?1
            ;                     (0 x=1 y=1 | 1 x?- y?- | 0) | 2 x?1
            G1c;                  (0 x=1 y?1 | 1 x?1 y=1 | 0)
            G2-item;              (0 x?- y=1 | (1 y?- x=1 | 0) | 1)
            ;                     (0 x?- y=1 y=- | (1 y?- x=1 | 0) | 1)
            G-single-realtime;    0 x=1 | 1 x?-
            G-single-realtime;    0? x=1 y=1 | 1 x?1 | 2 y?-
            ;                     0 x=1 | 0! x=- | 1 x?1
            ;                     0 x=1 | 0? x=- | 1 x?-
            internal;             0 x=1 x?2 | 0 x=2
            internal;             0 x?- x?1 | 0 x=1
            internal;             0 x=1 x=- x?1
            ;                     0 x=1 x=- x?-
            future-read;          0 x?1 x=1
            G1a;                  0! x=1 | 1 x?1
            G1b;                  (0 x=1 x=2 | 1 x?1 | 0)
            garbage-read;         0 x?1
            lost-update;          (0 x?- x=1 | 1 x?- x=2 | 0)
            lost-update;          0 x=5 | (0 x?5 x=1 | 1 x?5 x=2 | 0)
            ;                     0 x=5 | (0 x?5 x=1 | 1 x?1 x=2 | 0)
            cyclic-versions;      (0 x?1 x=2 | 1 x?2 x=1 | 0)
            revision-order;       0 x=1 @5 | 0 x?1~5 x=2 @4
            ;                     0 x=1 @4 | 0 x?1~4 x=2 @5
            revision-order;       0 x=1 @4 | 1 x?1~5 @5
            revision-order;       0 x=1 @4 | 1 x=2 @4
            revision-order;       0? x=1 | 1 x?1~4 | 1 x?1~5
            ;                     0 x=1 @4 | 1 x?1~4 @4
            ;                     0 x=1 | 1 x?1~4
            G-single;             (0 x?1 x=2 | 1 x?2 x=1 | 0) | 0 z=1 | (1 z?1 z=2 y=1 | 2 y?1 z?1 | 1)
            ;                     0 y=1 @4 | 0 x=- @4 | 1 x=- @4 | 1 x?-
            G-single;             (0 x=1 y=1 @4 | 1 x=2 y=2 @5 | 2 x?1 y?2 | 0)
            ;                     (0 x=1 y=1 @4 | 1 x=2 y=2 @5 | 2 x?2 y?2 | 0)
            ;                     (0 x=1 y=1 | 1 x=2 y=2 | 2 x?1 y?2 | 0)
            """)
    void registers(String expected, String line) {
        expect(expected, line, Options.NOTHING_GRANTED);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            ;                     sequential;   (0 x=1 | (1 x=2 | 3 x?1 | 4 x?2 | 3 x?2 | 0) | 1)
            cyclic-versions;      sequential;   (0 x=1 | (1 x=2 | 3 x?1 | 4 x?2 | 3 x?2 | 4 x?1 | 0) | 1)
            cyclic-versions;      sequential;   0 x=1 | 1 x?1 | 1 x?-
            ;                     sequential;   (0 x=1 | 1 x=2 | 3 x?2 | 3 x?1 | 0)
            G-single;             sequential;   0 x=1 | (0 x=2 x=3 y=1 | 3 y?1 x?1 | 0)
            ;                     linearizable; (0 x=1 | 1 x=2 | 0) | 3 x?2
            G-single;             linearizable; 0 x=1 | (5 x=9 | (1 x=2 y=1 | 3 y?1 x?1 | 1) | 5)
            cyclic-versions;      linearizable; (0 x=1 | 1 x=2 | 0) | 3 x?1 | 4 x?2 | 5 x?1
            ;                     neither;      (0 x=1 | 1 x=2 | 0) | 3 x?1 | 4 x?2 | 3 x?1
            """)
    void what_keys_are_trusted_with_orders_their_versions(String expected, String trusted, String line) {
        expect(expected, line, new Options(trusted.equals("sequential"), trusted.equals("linearizable")));
    }

    /** What is wrong with a key is told; what follows of its order, if it is wrong, is not. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            incompatible-order=1;                   0 x+1 | 0 x+2 | 0 x?[1 2] | 1 x?[2]
            incompatible-order=1;                   0 x+1 | 0 x+2 | (0 x?[1 2] x+3 | 1 x?[2 1] x+4 | 0)
            garbage-read=3, incompatible-order=1;   0 x?[7 8] | 0 x?[7 9]
            revision-order=1;                       (0 x=1 y=1 @4 | 1 x=2 y=2 @5 | 2 x?1~9 y?2 @9 | 0)
            revision-order=1;                       (0 x=1 @4 | 1 x=2 @4 | 2 x=3 z=3 @6 | 3 x?1 z?3 | 0)
            """)
    void a_key_that_contradicts_itself_contradicts_nothing_else(String expected, String line) {
        assertThat(TxnAnalysis.of(TxnNotation.txns(line), Options.NOTHING_GRANTED).counts()).hasToString("{" + expected + "}");
    }

    @Test
    void who_is_asked_at_the_moment_of_an_answer_may_have_come_before_it() {
        for (long asked : new long[] {500, 501}) {
            TxnsBuilder lists = new TxnsBuilder().begin(0, 0, 0, 500, Txns.Outcome.OK, 0).append(0, 1).begin(1, 1, asked, 502, Txns.Outcome.OK, 0).readList(0, new int[0], 0, 0);
            assertThat(TxnAnalysis.of(lists.build(Names.NUMBERS), Options.NOTHING_GRANTED).clean()).isEqualTo(asked == 500);
            TxnsBuilder register = new TxnsBuilder().begin(0, 0, 0, 500, Txns.Outcome.OK, 0).write(0, 1).begin(1, 1, asked, 502, Txns.Outcome.OK, 0).write(0, 2)
                    .begin(2, 2, asked, 505, Txns.Outcome.OK, 0).read(0, 2, 0).begin(3, 2, 506, 507, Txns.Outcome.OK, 0).read(0, 1, 0);
            assertThat(TxnAnalysis.of(register.build(Names.NUMBERS), new Options(true, true)).counts().containsKey(Phenomenon.CYCLIC_VERSIONS)).isEqualTo(asked == 501);
        }
    }

    @Test
    void a_key_that_is_a_list_and_a_register_is_left_unjudged() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("0 x+1 | 0 x=2 | 0 x?[1] x?7"), Options.NOTHING_GRANTED);
        assertThat(report.doubts()).containsExactly("x is both a list and a register");
        assertThat(report.clean()).isTrue();
    }

    @Test
    void what_was_not_judged_proves_nothing() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("0? x=1 | 1 x=1 | 2 x?1 | 0? y+1 | 1 y+1 | 3 y?[1]"), Options.NOTHING_GRANTED);
        assertThat(report.transactions()).as("those that were answered").isEqualTo(4);
        assertThat(report.externalReads()).isZero();
    }

    @Test
    void a_cycle_is_told_in_words_and_as_data() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("(0 x+1 y+1 | 1 x?[1] y?[] | 0) | 2 x?[1] y?[1]"), Options.NOTHING_GRANTED);
        TxnAnomaly anomaly = report.anomalies().get(0);
        assertThat(anomaly.summary()).isEqualTo("T1 appended 1 to x before T2 read x as [1]; T2 read y as [] before T1 appended 1 to y (T3 read y as [1]): a contradiction.");
        assertThat(anomaly.txns()).containsExactly(0L, 1L, 2L);
        assertThat(anomaly.cycle()).extracting(TxnAnomaly.Link::from, TxnAnomaly.Link::to, TxnAnomaly.Link::dependency)
                .containsExactly(tuple(0L, 1L, "wr"), tuple(1L, 0L, "rw"));
        assertThat(anomaly.steps()).contains("T1 is #0 of process 0: appended 1 to x, appended 1 to y.",
                "But T2 came before T1 (rw), because T2 read y as [] before T1 appended 1 to y (T3 read y as [1]).");
        assertThat(report.models()).isEqualTo("The store did not keep consistent-view nor repeatable-read; this does not rule out cursor-stability, parallel-snapshot-isolation, prefix, strong-read-committed.");
    }

    @Test
    void values_that_are_not_unique_leave_a_key_unjudged() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("0 x+1 | 0 x+1 | 0 x?[1 1] y+1 | 0 y?[]"), Options.NOTHING_GRANTED);
        assertThat(report.doubts()).containsExactly("1 was written to x twice: nobody can tell whose write a read saw");
        assertThat(report.counts()).containsOnlyKeys(Phenomenon.G_SINGLE_PROCESS);
    }

    @Test
    void what_values_show_does_not_rest_on_revisions() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("(0 x=1 @4 | (1 x=2 y=1 @5 | 2 x?- y?1 | 1) | 0)"), Options.NOTHING_GRANTED);
        assertThat(report.byValues()).containsExactly(Phenomenon.G_SINGLE);
    }

    @Test
    void which_models_are_ruled_out_is_one_sentence() {
        assertThat(TxnAnalysis.of(TxnNotation.txns("0 x+1 | 0 x?[1]"), Options.NOTHING_GRANTED).models()).isEqualTo("No consistency model is ruled out.");
        assertThat(TxnAnalysis.of(TxnNotation.txns("(0 x+1 y+1 | 1 x+2 y+2 | 0) | 2 x?[1 2] y?[2 1]"), Options.NOTHING_GRANTED).models()).isEqualTo("The store did not keep read-uncommitted; this does not rule out anything weaker.");
    }

    @Test
    void transactions_reads_and_dependencies_are_counted() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("0 x+1 x?[1] | 1 x?[1] x+2 | 2 x?[1 2] | 3? x+3 | 3! x+4"), Options.NOTHING_GRANTED);
        assertThat(report.transactions()).isEqualTo(3);
        assertThat(report.externalReads()).isEqualTo(2);
        assertThat(report.dependencies()).hasToString("{ww=1, wr=2, rw=0}");
        assertThat(report.finished()).isTrue();
    }

    @Test
    void what_rests_on_revisions_says_so() {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns("(0 x=1 y=1 @4 | 1 x=2 y=2 @5 | 2 x?1 y?2 | 0)"), Options.NOTHING_GRANTED);
        assertThat(report.anomalies()).hasSize(1).allMatch(TxnAnomaly::byRevisions);
        assertThat(report.ruledOut(false)).isEmpty();
        assertThat(report.models()).contains("if its revisions are right");
    }

    private static void expect(String expected, String line, Options options) {
        TxnReport report = TxnAnalysis.of(TxnNotation.txns(line), options);
        String found = report.counts().keySet().stream().map(Phenomenon::toString).collect(Collectors.joining(" "));
        if (expected == null) assertThat(found).as("%s", report.anomalies()).isEmpty();
        else assertThat(List.of(found.split(" "))).as("%s", report.anomalies()).contains(expected);
        assertThat(report.clean()).isEqualTo(expected == null);
        assertThat(report.anomalies().stream().collect(Collectors.groupingBy(TxnAnomaly::kind, Collectors.counting()))).as("what is counted is explained").isEqualTo(report.counts());
        assertThat(report.anomalies()).allMatch(anomaly -> anomaly.kind() != Phenomenon.REVISION_ORDER || anomaly.byRevisions());
    }
}
