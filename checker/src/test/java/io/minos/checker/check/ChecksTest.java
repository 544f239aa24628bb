package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every promise, kept and broken, one line each: see {@link Notation}. The expectation is valid, unknown, or an anomaly's kind. */
class ChecksTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;             0 w x 1 | 0 r x 1
            valid;             0 r x -
            nonlinearizable;   0 w x 1 | 0 r x -
            nonlinearizable;   0 w x 1 | 0 w x 2 | 1 r x 1
            valid;             0 w x 1 | (0 w x 2 | 1 r x 1 | 1 r x 2 | 0)
            nonlinearizable;   0 w x 1 | (0 w x 2 | 1 r x 2 | 1 r x 1 | 0)
            valid;             0 w x 1 | 2? w x 2 | 1 r x 1 | 1 r x 2
            nonlinearizable;   0 w x 1 | 2? w x 2 | 1 r x 1 | 1 r x 2 | 1 r x 1
            nonlinearizable;   0 w x 1 | 2! w x 2 | 1 r x 2
            nonlinearizable;   0 w x 1 | 1 r x 7
            valid;             0 w x 1 | 0 cas x 1 2 | 0 r x 2
            nonlinearizable;   0 w x 1 | 0 cas x 3 2 | 0 r x 2
            valid;             0 w x 1 | 0 cas x 3 !2 1 | 0 r x 1
            nonlinearizable;   0 w x 1 | 0 cas x 1 !2 1
            valid;             0 cas x - 1 | 0 r x 1
            valid;             0 w x 1 | 0 del x 1 | 0 r x - | 0 del x 0
            nonlinearizable;   0 w x 1 | 0 del x 0
            nonlinearizable;   0 del x 1
            valid;             0 w x 1 | 2? del x | 1 r x - | 1 w x 3 | 1 r x 3
            nonlinearizable;   0 w x 1 | 1 r x -
            nonlinearizable;   0 w x 1 | 2? del x | 1 r x - | 1 w x 3 | 1 r x -
            valid;             0 w x 1 | 2? del x | 3? del x | 1 r x - | 1 w x 3 | 1 r x -
            valid;             0 w x 1 | 0 w y 2 | 1 sr x - | 1 r x 1
            valid;             0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3 @3
            revision-order;    (0 w x 1 @3 | (1 w x 2 @2 | 0) | 1) | 1 r x 2~2 @3
            revision-order;    0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~4 @4
            revision-order;    0 w x 1 @2 | 0 w x 2 @3 | 1 r x 2~3 @2
            revision-order;    0 w x 1 @3 | 0 w y 2 @4 | 1 w x 3 @2
            valid;             0 w x 1 @2 | 2? w x 2 | 1 w x 3 @4 | 1 r x 3~4 @4
            valid;             0 w x 1 @2 | (2 w x 2 | 1 r x 2~3 @3 | 1 w x 3 @4 | 1 r x 3~4 @4 | 2?
            revision-order;    0 w x 1 @2 | (2 w x 2 | 1 w x 3 @4 | 1 r x 2~3 @5 | 2?
            nonlinearizable;   0 w x/1 1 | 0 final x/
            valid;             0 w x/1 1 | 0 final x/ x/1=1
            nonlinearizable;   0 w x 1 | 0 w x 2 1 | 0 w x 3 1
            """)
    void registers_are_linearizable_in_the_order_of_revisions(String expected, String line) {
        expect(new LinearizableRegister(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;             0 txn w,x,1 w,y,1 | 1 txn r,x,1 r,y,1
            nonlinearizable;   0 txn w,x,1 w,y,1 | 1 txn r,x,1 r,y,-
            nonlinearizable;   0 txn w,x,1 w,y,1 | (0 txn w,x,2 w,y,2 | 1 txn r,x,2 r,y,1 | 0)
            valid;             0 txn w,x,1 r,x,1 w,x,2 | 1 txn r,x,2
            nonlinearizable;   0 txn w,x,1 w,x,2 | 1 txn r,x,1
            valid;             0 txn w,x,1 | 0 txn d,x r,x,- | 1 txn r,x,-
            valid;             0? txn w,x,1 w,y,1 | 1 txn r,x,1 | 1 txn r,y,1
            nonlinearizable;   0? txn w,x,1 w,y,1 | 1 txn r,x,1 | 1 txn r,y,-
            nonlinearizable;   0 txn w,x,1 | 0 w x 2 | 1 txn r,x,1
            valid;             0 txn w,x,1 w,y,1 @2 | 1 txn r,x,1~2 r,y,1~2 @2
            revision-order;    0 txn w,x,1 w,y,1 @2 | 1 txn r,x,1~3 r,y,1~2 @3
            valid;             (0 txn w,x,1 w,y,1 @2 | (1 txn r,x,1~2 d,z @2 | 0) | 1)
            nonlinearizable;   (0 txn r,x,- w,y,1 | (1 txn r,y,- w,x,1 | 0) | 1)
            unknown;           0 w x 1
            """)
    void transactions_are_strictly_serializable(String expected, String line) {
        expect(new LinearizableTxn(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;        0 add s/1 | 0 add s/2 | 1 members s/ s/1 s/2
            valid;        0 add s/1 | (0 add s/2 | 1 members s/ s/1 | 0) | 1 members s/ s/1 s/2
            valid;        0 add s/1 | 0? add s/2 | 1 members s/ s/1 | 1 members s/ s/1 s/2
            lost;         0 add s/1 | 0 add s/2 | 1 members s/ s/1
            lost;         0 add s/1 | 0? add s/2 | 1 members s/ s/1 s/2 | 1 final s/ s/1
            stale;        0 add s/1 | 0 add s/2 | 1 members s/ s/1 | 1 members s/ s/1 s/2
            stale;        0 add s/1 | (0 add s/2 | 1 members s/ s/1 s/2 | 1 members s/ s/1 | 0) | 1 members s/ s/1 s/2
            valid;        0 add s/1 | (0 add s/2 | (1 members s/ s/1 s/2 | 2 members s/ s/1 | 1) | 0) | 1 members s/ s/1 s/2
            duplicate;    0 add s/1 | 1 members s/ s/1 s/1
            phantom;      0 add s/1 | 1 members s/ s/1 s/2
            phantom;      0 add s/1 | 0! add s/2 | 1 members s/ s/1 s/2
            phantom;      0 add s/1 | 1 members s/ s/1 s/2 | 0 add s/2
            wrong-value;  0 add s/1 5 | 1 members s/ s/1=6
            unknown;      0 add s/1
            unknown;      0? add s/1 | 1 members s/
            valid;        0 add s/1 | 1 sfinal s/ | 1 final s/ s/1
            """)
    void sets_keep_what_was_added(String expected, String line) {
        expect(new SetCheck(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;          w1 watch x from 1 | w1 created @1 | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.2.2 | w1.
            valid;          w1 watch x from 0 | w1 created @2 | 0 w x 2 @3 | w1 > x=2~3 | w1.
            valid;          0 w x 1 @2 | w1 watch x from 3 | 0 w x 2 @3 | w1 > x=2~3 | w1?
            filter;         w1 watch x from 1 | 0 w x 1 @2 | 0 w y 2 @3 | w1 > x=1~2 y=2~3 | w1.
            ordered;        w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=2~3 x=1~2 | w1.
            unique;         w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | w1 > x=1~2 | w1.
            atomic;         w1 watch x from 1 | 0 txn w,x1,1 w,x2,1 @2 | w1 > x1=1~2 | w1 > x2=1~2 | w1.
            valid;          w1 watch x from 1 | 0 txn w,x1,1 w,x2,1 @2 | w1 > x1=1~2 x2=1~2 | w1.
            reliable;       w1 watch x from 1 | 0 txn w,x1,1 w,x2,1 @2 | w1 > x1=1~2 | w1.
            reliable;       w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | w1 > x=1~2 | w1 > x=3~4 | w1.
            reliable;       w1 watch x from 1 | 0 w x 1 @2 | 0 del x 1 @3 | 0 w x 3 @4 | w1 > x=1~2 | w1 > x=3~4 | w1.
            reliable;       w1 watch x from 1 | 0 w x 1 @2 | 0? w x 2 | 1 r x 2~3 @3 | 0b w x 3 @4 | w1 > x=1~2 x=3~4 | w1.
            reliable;       w1 watch x from 1 | w2 watch x from 1 | 0 w x 1 @2 | 0? w x 2 | 0b w x 3 @4 | w2 > x=1~2 x=2~3 x=3~4 | w1 > x=1~2 x=3~4 | w1.
            reliable;       w1 watch x from 0 | w1 created @1 | 0 w x 1 @2 | 0 w x 3 @3 | w1 > x=3~3 | w1.
            reliable;       w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2 | w1 progress @3 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | 0 w x 2 @3 | w1?
            resumable;      0 w x 1 @2 | 0 w x 2 @3 | w1 watch x from 2 | w1 > x=2~3 | w1.
            resumable;      0 w x 1 @2 | 0 w x 2 @3 | w1 watch x from 3 | w1 > x=1~2 x=2~3 | w1.
            bookmarkable;   w1 watch x from 1 | 0 w x 1 @2 | w1 progress @2 | w1 > x=1~2 | w1.
            bookmarkable;   w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | w1 progress @4 | w1 progress @3 | w1.
            bookmarkable;   w1 watch x from 9 | w1 progress @4 | 0 w x 1 @9 | w1 > x=1~9 | w1.
            valid;          w1 watch x from 9 | w1 progress @8 | 0 w x 1 @9 | w1 > x=1~9 | w1.
            bookmarkable;   w1 watch x from 1 | 0 w x 1 @5 | w1 > x=1~5 | w1 progress @4 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | w1 > x=1~2 x=2~3<1~2 x=3~4<1~2 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.2.2 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2 x=2~3<9~2 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0 del x 1 @3 | w1 > x=1~2.2.1 -x~3 | w1.
            valid;          w1 watch x from 1 prev | 0 w x 1 @2 | 0 del x 1 @3 | w1 > x=1~2.2.1 -x~3<1~2.2.1 | w1.
            valid;          w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | 0 compact 3 | w1 > x=1~2.2.1 x=2~3.2.2 | w1.
            create-flag;    w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2.1.1 | w1.
            create-flag;    w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.3.2 | w1.
            create-flag;    w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.3.1<1~2.2.1 | w1.
            create-flag;    w1 watch x from 1 | 0 w x 1 @2 | 0 del x 1 @3 | 0 w x 2 @4 | w1 > x=1~2.2.1 -x~3 x=2~4.2.2 | w1.
            compacted;      0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 4 | w1 watch x from 2 | w1 > x=3~4 | w1.
            valid;          0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 4 | w1 watch x from 2 | w1 compacted 4 | w1? | w1 watch x from 4 | w1 > x=3~4 | w1.
            valid;          w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.2.2 | w1. | w2 watch x from 1 | w2 compacted 3 | w2?
            compacted;      0 w x 1 @2 | 0 w x 2 @3 | 0 compact 3 | w1 watch x from 3 | w1 > x=2~3 | w1 compacted 3 | w1?
            live;           w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | 0 w x 2 @3 | +6000 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | 0 w x 2 @3 | +6000 | w1?
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | fault f1 kill n1 | 0 w x 2 @3 | +6000 | healed f1 true | w1.
            live;           w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | fault f1 kill n1 | 0 w x 2 @3 | healed f1 true | +6000 | w1.
            live;           0 w x 1 @2 | 0 w x 2 @3 | 0 compact 3 | w1 watch x from 2 | w1 created @3 | +6000 | w1.
            phantom;        w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 x=7~3 | w1.
            phantom;        w1 watch x from 1 | 0 w x 1 @2 | 0! w x 7 | w1 > x=1~2 x=7~3 | w1.
            phantom;        w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 -x~3 | w1.
            contradiction;  w1 watch x from 1 | 0 w x 1 @2 | 0? w x 2 | w1 > x=2~2 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | w1 progress @2 | w1 progress @2 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | w1 compacted 0 | w1?
            valid;          w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | 0 compact 2 | w1 > x=1~2.2.1 x=2~3.2.2 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2 x=2~3<2~3 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 9 @3 | 0 w x 3 @4 | w1 > x=1~2 x=9~3<1~2 x=3~4<1~3 | w1.
            prev-value;     w1 watch x from 1 prev | 0 w x 1 @2 | 0? w x 5 | 1 w x 3 @4 | w1 > x=1~2.2.1 x=3~4.2.3<7~3.2.2 | w1.
            valid;          w1 watch x from 1 prev | 0 w x 1 @2 | 0? w x 5 | 1 w x 3 @4 | w1 > x=1~2.2.1 x=3~4.2.3<5~3.2.2 | w1.
            valid;          w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.2.2<1~2.2.1 | w1.
            create-flag;    w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.2.3<1~2.2.1 | w1.
            create-flag;    w1 watch x from 1 | 0 w x 1 @2 | 0 del x 1 @3 | 0 w x 2 @4 | w1 > x=1~2.2.1 -x~3 x=2~4.3.2 | w1.
            create-flag;    w1 watch x from 1 | 0 w x 1 @3 | 0 w x 2 @4 | w1 > x=1~3.3.1 x=2~4.2.2 | w1.
            create-flag;    w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @4 | w1 > x=1~2 x=2~4.4.1<1~2 | w1.
            create-flag;    w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 x=2~3.3.1 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | 0? del x | 1 w x 2 @4 | w1 > x=1~2.2.1 x=2~4.4.1 | w1.
            compacted;      0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 4 | w1 watch x from 2 | w1 > x=1~2 x=2~3 | w1 compacted 4 | w1?
            compacted;      w2 watch x from 1 | 0 w x 1 @2 | w2 > x=1~2 | 0 compact 3 | w1 watch x from 3 | w1 compacted 3 | w1?
            reliable;       w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 3 | w1 > x=1~2 | w1 > x=3~4 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | +6000 | w1.
            live;           w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | 0 w x 2 @3 | +4999 | w1.
            valid;          w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | 0 w x 2 @3 | +4998 | w1.
            valid;          w1 watch y from 1 | 0 w y 1 @2 | w1 > y=1~2 | 0 w x 1 @3 | 1 r x 7~3 @3 | w1.
            unknown;        w1 watch x from 1 | 0 w x 1 @2 | w1?
            """)
    void watchers_are_told_everything_once_and_in_order(String expected, String line) {
        expect(new WatchCheck(Duration.ofSeconds(5)), expected, line);
    }

    /** Beside the first anomaly: all of them, in order. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            contradiction phantom;  w1 watch x from 1 | 0 w x 1 @2 | w1 > x=7~2 | w1.
            contradiction;          w1 watch x from 1 | 0 w x 1 @2 | 0? w x 2 | w1 > x=2~2 | w1.
            atomic;                 w1 watch x from 1 | 0 txn w,x1,1 w,x2,1 w,x3,1 @2 | w1 > x1=1~2 | w1 > x2=1~2 x3=1~2 | w1.
            reliable reliable;      w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 w x 4 @5 | w1 > x=1~2 | w1 > x=4~5 | w1.
            ordered;                w1 watch x from 1 | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=2~3 | w1 > x=1~2 | w1.
            """)
    void every_broken_promise_of_a_stream_is_named(String kinds, String line) {
        assertThat(new WatchCheck(Duration.ofSeconds(5)).check(Notation.history(line), Budget.unlimited()).anomalies()).extracting(Anomaly::kind).containsExactly(kinds.split(" "));
    }

    @Test
    void what_watchers_were_told_is_counted_and_what_they_were_not_is_told() {
        String line = "w2 watch x from 1 | w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2.2.1 | w1 > x=2~3.2.2<1~2.2.1 | w1 progress @3 | w1. | w2 > x=1~2.2.1 | +7000 | w2.";
        CheckResult result = new WatchCheck(Duration.ofSeconds(5)).check(Notation.history(line), Budget.unlimited());
        assertThat(result.facts()).containsEntry("streams", 2).containsEntry("events", 3L).containsEntry("progressNotifications", 1L).containsEntry("eventsProvenAndExpected", 3L);
        assertThat(result.anomalies()).singleElement().satisfies(late -> {
            assertThat(late.summary()).isEqualTo("Not told within 7006 ms: put x=2 at revision 3.");
            assertThat(late.operations()).containsExactly(0L, 4L);
        });
        Anomaly wrong = new WatchCheck().check(Notation.history("w1 watch x from 1 prev | 0 w x 1 @2 | 0 w x 2 @3 | w1 > x=1~2 x=2~3<9~2 | w1."), Budget.unlimited()).anomalies().get(0);
        assertThat(wrong.operations()).containsExactly(0L, 1L);
        assertThat(wrong.steps()).last().isEqualTo("Response #5 at revision 3: put x=1 at revision 2, put x=2 at revision 3.");
        Anomaly back = new WatchCheck().check(Notation.history("w1 watch x from 1 | 0 w x 1 @2 | w1 > x=1~2 | w1 progress @4 | w1 progress @3 | w1."), Budget.unlimited()).anomalies().get(0);
        assertThat(back.steps()).last().asString().endsWith("at revision 3: no events.");
        Anomaly gone = new WatchCheck().check(Notation.history("0 w x 1 @2 | 0 w x 2 @3 | 0 w x 3 @4 | 0 compact 4 | w1 watch x from 2 | w1 > x=3~4 | w1."), Budget.unlimited()).anomalies().get(0);
        assertThat(gone.summary()).isEqualTo("Never told: put x=1 at revision 2, compacted since, without the watch being cancelled; the stream went on to revision 4.");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;     0 w x 1 @2 | 0 w x 2 @3 | 0 final * x=2~3 @3
            lost;      0 w x 1 @2 | 0 w x 2 @3 | 0 final * x=1~2 @3
            lost;      0 w x 1 @2 | 0 w x 2 @3 | 0 final * @3
            lost;      0 w x 1 @2 | 0 w x 2 @3 | 0 final * x=1~3 @3
            valid;     0 w x 1 @2 | 0 del x 1 @3 | 0 final * @3
            lost;      0 w x 1 @2 | 0 del x 1 @3 | 0 final * x=1~2 @3
            valid;     0 w x 1 @2 | 1? del x | 0 final * @3
            valid;     0 w x 1 @2 | 1? w x 3 | 0 final * x=3~3 @3
            lost;      0 w x 1 @2 | 1! w x 3 | 0 final * x=3~3 @3
            lost;      0 w x 1 @2 | 1! del x | 0 final * @3
            lost;      0 del x 0 @1 | 0 w x 1 @2 | 0 final * @3
            valid;     0 w x 1 @2 | 0 txn d,x w,y,1 @3 | 0 final * y=1~3 @3
            lost;      0 w x 1 @2 | 0 txn d,x w,y,1 @3 | 0 final * x=1~2 y=1~3 @3
            valid;     0 w x 1 @2 | 0 w x 2 @3 | 0 sfinal * x=1~2 @2 | 0 final * x=2~3 @3
            lost;      0 w x 1 @2 | 0 w x 2 @3 | 0 sfinal * x=1~2 @3
            lost;      0 add s/1 @2 | 0 add s/2 @3 | 0 final s/ s/1~2 @3
            unknown;   0 w x 1 @2
            unknown;   0 w x 1 @2 | 0 final y/ @2
            unknown;   0? w x 1 | 1 final * @1
            """)
    void nothing_acknowledged_is_lost(String expected, String line) {
        expect(new Durability(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;      nodes n1 n2 | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * x=2~3 @3
            diverged;   nodes n1 n2 | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * x=1~2 @3
            diverged;   nodes n1 n2 | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * @3
            diverged;   nodes n1 n2 | 0:n1 sfinal * x=2~3.2.2 @3 | 0:n2 sfinal * x=2~3.3.1 @3
            unknown;    nodes n1 n2 | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * x=1~2 @2
            diverged;   nodes n1 n2 | 0:n1 sfinal * x=2~3 y=1~2 @3 | 0:n2 sfinal * y=7~2 @2
            behind;     nodes n1 n2 | 0:n1 sfinal * x=2~3 @3 | +11000 | 0:n2 sfinal * x=1~2 @2
            valid;      nodes n1 n2 | 0:n2 sfinal * x=1~2 @2 | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * x=2~3 @3
            unknown;    nodes n1 n2 n3 | 0:n1 sfinal * x=2~3 @3 | 0:n2 sfinal * x=2~3 @3
            unknown;    nodes n1 n2 | 0:n1 final * x=2~3 @3
            """)
    void members_converge(String expected, String line) {
        expect(new Convergence(Duration.ofSeconds(10)), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;              0 w x 1 @2 | 0 r x 1~2 @2 | 0 w x 2 @3
            shared;             (0 w x 1 @2 | (1 w y 2 @2 | 0) | 1)
            went-back;          0 w x 1 @2 | 0 w y 1 @3 | 1 r x 1~2 @2
            went-back;          0 w x 1 @2 | 0 w y 1 @3 | 1:n2 w z 1 @1
            valid;              0 w x 1 @2 | 0 w y 1 @3 | 1:n2 sr x 1~2 @2
            valid;              0 w x 1 @2 | (1:n2 r x 1~2 @2 | 0 w y 1 @3 | 1)
            not-new;            0 w x 1 @2 | (2 w q 1 | 0 r x 1~2 @3 | 1:n2 w z 1 @3 | 2?
            newer-than-header;  0 w x 1 @2 | (0 w x 3 | 1 r x 1~3 @2 | 0?
            contradiction;      0 w x 1 @2 | 1 r x 7~2 @2
            applied-twice;      0? w x 1 | 1 r x 1~2 @2 | 1 r x 1~3 @3
            gap;                0 w x 1 @2 | 0 w x 2 @4
            valid;              0 w x 1 @2 | 1? w y 1 | 0 w x 2 @4
            gap;                0 w x 1 @2 | 1? w y 1 | 0 w x 2 @5
            gap;                0 w x 1 @2 | 1? w y 1 | 0 r y 1~3 @3 | 0 w x 2 @5
            valid;              0 w x 1 @2 | 0 txn d,y @3 | 0 w x 2 @4
            valid;              0 w x 1 @2 | fault f1 disk-full n1 | 0 w x 2 @40
            gap;                0 w x 1 @2 | 0 w x 2 @4 | fault f1 disk-full n1 | 0 w x 3 @40
            unknown;            0 w x 1
            """)
    void revisions_order_the_life_of_the_store(String expected, String line) {
        expect(new RevisionMonotonic(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;     fault f1 partition n1 | healed f1 true
            unknown;   fault f1 partition n1 | healed f1 false
            unknown;   fault f1 partition n1 | healed f1 true | fault f2 kill n2
            unknown;   0 w x 1
            """)
    void faults_need_evidence(String expected, String line) {
        expect(new FaultsEffective(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;             simulated n1 | 0 w x 1
            one-leader-a-term; simulated n1 | 0 w x 1 | broken one-leader-a-term n1,n2
            one-leader-a-term; nodes n1 | broken one-leader-a-term n1,n2
            unknown;           nodes n1 | 0 w x 1
            """)
    void what_a_simulator_saw_inside_is_judged(String expected, String line) {
        expect(new InnerPromises(), expected, line);
        assertThat(new InnerPromises().concerns(Notation.history(line))).isNotEqualTo(expected.equals("unknown"));
    }

    @Test
    void a_fault_without_evidence_is_named() {
        CheckResult result = new FaultsEffective().check(Notation.history("fault f1 partition n1 | healed f1 false"), Budget.unlimited());
        assertThat(result.reason()).contains("f1", "partition", "n1");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;     nodes n1 | 0 w x 1 | 0 r x 1 | 0 final * x=1
            unknown;   nodes n1 n2 | 0 w x 1 | 0 r x 1 | 0 final * x=1
            unknown;   nodes n1 | 0 w x 1 | 0? r x 1 | 1 final * x=1
            unknown;   nodes n1 | 0? w x 1 | 1 r x - | 1 final * x=1
            unknown;   nodes n1 | 0 w x 1 | 0 r x 1
            unknown;   nodes n1 | 0 add s/1 | 0 final * s/1
            valid;     nodes n1 | 0 add s/1 | 0 members s/ s/1 | 0 final * s/1
            unknown;   nodes n1 | 0 txn w,x,1 | 0 final * x=1
            valid;     nodes n1 | 0 txn w,x,1 r,y,- | 0 final * x=1
            unknown;   nodes n1
            valid;     nodes n1 n2 | 0 w r/x 1 | 0 r r/x 1 | 0 final r/ r/x=1 | 0:n2 final r/ r/x=1
            unknown;   nodes n1 n2 | 0 w r/x 1 | 0 r r/x 1 | 0 final r/ r/x=1 | 0:n2! final r/ | 0:n2 final p/
            valid;     nodes n1 n2 | 0 w r/x 1 | 0 r r/x 1 | 0 final r/ r/x=1 | 0:n2! final r/ | 0:n2 final r/ r/x=1
            unknown;   nodes n1 | 0 w r/x 1 | 0 r r/x 1 | 0 final p/
            unknown;   nodes n1 | 0 w r/x 1 | 0 r r/x 1 | 0! w s/x 1 | 0 w s/x 2 | 0 final r/ r/x=1 | 0? final s/
            valid;     nodes n1 | 0 w r/x 1 | 0 r r/x 1 | 1? w s/x 2 | 0 final r/ r/x=1 | 0? final s/
            """)
    void a_run_that_saw_too_little_is_unknown(String expected, String line) {
        expect(new EnoughEvidence(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            no final read of s/* was answered;             0 w s/x 1 | 0 w r/x 1 | 0 r r/x 1 | 0 final r/ r/x=1 | 0:n2 final r/ r/x=1 | 0! final s/
            no final read of s/* was answered by n2;       0 w s/x 1 | 0 r s/x 1 | 0 final s/ s/x=1 | 0:n2 final r/ | 0:n2? final s/
            no final read of key s/x was answered;         0 w s/x 1 | 0 r s/x 1 | 0 final r/ | 0:n2 final r/
            no final read of all keys was answered by n2;  0 w s/x 1 | 0 r s/x 1 | 0 final * s/x=1 | 0:n2! final * | 0:n2 final r/
            no final read of n2 was answered;              0 w s/x 1 | 0 r s/x 1 | 0 final s/ s/x=1 | 0:n2! final s/
            no final read was answered;                    0 w s/x 1 | 0 r s/x 1 | 0! final s/
            """)
    void the_missing_final_read_is_named(String reason, String line) {
        CheckResult result = new EnoughEvidence().check(Notation.history("nodes n1 n2 | " + line), Budget.unlimited());
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).isEqualTo(reason);
    }

    @Test
    void one_of_a_thing_is_not_called_many() {
        String line = "nodes n1 | fault f1 kill n1 | healed f1 true | 0 w x 1 @2 | 0 r x 1~2 @2 | 0 final * x=1~2 @2";
        assertThat(reason(new FaultsEffective(), line)).isEqualTo("1 fault, with evidence");
        assertThat(reason(new Durability(), line)).isEqualTo("1 key with acknowledged changes, each explained by 1 final read");
        assertThat(reason(new LinearizableRegister(), line)).isEqualTo("3 operations in 1 group, each linearizable");
        assertThat(reason(new FaultsEffective(), line + " | fault f2 kill n1 | healed f2 true")).isEqualTo("2 faults, each with evidence");
    }

    private static String reason(Check check, String line) {
        return check.check(Notation.history(line), Budget.unlimited()).reason();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            valid;        2026-01-01 10:00:00.123456 I | etcdserver: starting
            valid;        12:00:01 INFO  n1 term=4 follower→candidate reason=election-timeout
            panic;        panic: tocommit(8) is out of range [lastIndex(7)]. Was the raft log corrupted?
            fatal;        2026-01-01 10:00:00.123456 C | etcdserver: raft save state and entries error
            fatal;        {"level":"fatal","ts":"2026","msg":"x"}
            fatal;        fatal error: concurrent map writes
            stack-trace;  goroutine 1 [running]:
            fatal;        Caused by: java.lang.OutOfMemoryError: Java heap space
            panic;        Exception in thread "main" java.lang.IllegalStateException
            stack-trace;      at io.minos.node.raft.Raft.step(Raft.java:12)
            fatal;        2026-01-01 10:00:00.123456 C | wal: write data: no space left on device
            """)
    void panics_fatal_errors_and_stack_traces_are_found_in_logs(String expected, String line) {
        expect(new NodeLogs(Map.of("n1", () -> Stream.of("ok", line, "ok"))), expected, "0 w x 1");
    }

    @Test
    void etcd_may_stop_itself_on_a_full_disk_if_it_was_filled() {
        NodeLogs logs = new NodeLogs(Map.of("n1", () -> Stream.of("2026-01-01 10:00:00.123456 C | wal: write data: no space left on device")));
        expect(logs, "valid", "fault f1 disk-full n1 | healed f1 true");
        expect(logs, "fatal", "fault f1 partition n1 | healed f1 true");
    }

    @Test
    void without_logs_the_check_of_logs_is_unknown() {
        expect(new NodeLogs(Map.of()), "unknown", "0 w x 1");
        expect(new NodeLogs(Map.of("n1", Stream::empty)), "unknown", "0 w x 1");
    }

    @Test
    void an_anomaly_names_few_operations_and_says_why() {
        String line = "0 w x 0 | 1 r x 0 | 0 w y 3 | 0 w x 1 | 1 r x 1 | 2? w x 9 | 0 w x 2 | 1 r x 2 | 1 r x 1 | 0 w x 4 | 0 r x 4";
        CheckResult result = new LinearizableRegister().check(Notation.history(line), Budget.unlimited());
        Anomaly anomaly = result.anomalies().get(0);
        assertThat(anomaly.key()).isEqualTo("x");
        assertThat(anomaly.operations()).hasSizeBetween(2, 4);
        assertThat(anomaly.summary()).contains("read x → 1", "x is 2");
        assertThat(anomaly.steps()).anyMatch(step -> step.startsWith("Next would be"));
        assertThat(result.anomalyCount()).isEqualTo(1);
    }

    @Test
    void a_budget_that_runs_out_is_unknown_and_says_how_far_it_came() {
        StringBuilder line = new StringBuilder("0 w x 0");
        for (int i = 0; i < 60; i++) line.append(" | (").append(100 + i).append(" cas x ").append(i % 11).append(' ').append((7 * i + 3 + i / 11) % 11);
        for (int i = 0; i < 60; i++) line.append(" | ").append(100 + i).append(")");
        line.append(" | 0 r x 3");
        CheckResult result = new LinearizableRegister().check(Notation.history(line.toString()), new Budget(() -> 0, 1000, 5_000));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).contains("budget", " of 62 operations");
    }

    @Test
    void every_check_has_a_name_of_its_own_and_is_found_by_it() {
        assertThat(Checks.names()).doesNotHaveDuplicates().hasSize(21);
        assertThat(Checks.named(List.of("watch", "set"), Map.of())).extracting(Check::name).containsExactly("set", "watch");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Checks.named(List.of("sett"), Map.of())).hasMessageContaining("sett").hasMessageContaining("linearizable-register");
    }

    @Test
    void checks_that_the_history_gives_nothing_to_judge_are_left_out() {
        assertThat(Checks.concerning(Notation.history("0 w x 1 | 0 r x 1"), Map.of())).extracting(Check::name)
                .containsExactly("linearizable-register", "durability", "convergence", "revision", "evidence");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;               0 txn w,x,1 w,y,1 @2 | 1 txn r,x,1~2 r,y,1~2 @2
            G-single;            (0 txn w,x,1 w,y,1 | 1 txn r,x,1 r,y,- | 0)
            valid;               (0 txn w,x,1 w,y,1 | 1 txn r,x,- r,y,- | 0?
            G-single;            (0 txn w,x,1 w,y,1 | 1 txn r,x,1 r,y,- | 0?
            G1a;                 0! txn w,x,1 | 1 txn r,x,1
            garbage-read;        1 txn r,x,1
            valid;               1 txn r,x,-
            lost-update;         0 w x 1 | (0 txn r,x,1 w,x,2 | 1 txn r,x,1 w,x,3 | 0)
            valid;               0 w x 1 | (0 txn r,x,1 w,x,2 | 1 cas x 2 3 | 0)
            lost-update;         0 w x 1 | (0 txn r,x,1 w,x,2 | 1 cas x 1 3 | 0)
            valid;               0 w x 1 | (0 txn r,x,1 w,x,2 | 1 cas x 1 !3 2 | 0)
            G-single-process;    0 txn w,x,1 r,y,- | 0 final * | 1 r x 1
            valid;               0 txn w,x,1 r,y,- | 0 sfinal * | 1 sr x -
            valid;               0 txn w,x,1 r,y,- | 0 del x 1 | 0 final * | 1 r x -
            G-single-process;    0 txn w,x,1 r,y,- | 0 del x 0
            G1c;                 (0 txn w,x,1 r,y,1 | 1 txn r,x,1 w,y,1 | 0)
            revision-order;      0 txn w,x,1 @3 | 0 txn r,x,1~4 @4
            G-single-realtime;   0 txn w,x,1 @3 | 0 txn w,x,2 @4 | 1 txn r,x,1~3 @4
            G-single;            (0 txn w,x,1 w,y,1 @3 | 0) | (0 txn w,x,2 w,y,2 @4 | 1 txn r,x,2 r,y,1 @4 | 0)
            unknown;             0 txn w,x,1 | 0 txn w,x,1 | 0 txn r,x,1
            unknown;             0 txn w,x,1 w,y,1
            """)
    void transactions_contradict_nothing(String expected, String line) {
        expect(new SerializableTxn(), expected, line);
    }

    static void expect(Check check, String expected, String line) {
        CheckResult result = check.check(Notation.history(line), Budget.unlimited());
        String found = result.verdict() == Verdict.INVALID ? result.anomalies().get(0).kind() : result.verdict().name().toLowerCase(Locale.ROOT);
        assertThat(found).as("%s says: %s %s", check.name(), result.reason(), result.anomalies()).isEqualTo(expected);
        assertThat(result.reason()).isNotBlank();
    }
}
