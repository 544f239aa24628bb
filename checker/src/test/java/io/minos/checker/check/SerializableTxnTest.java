package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.History;
import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.txn.TxnNotation;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time is over: by a clock that goes on by one whenever it is looked at, each thousand steps. */
class SerializableTxnTest {
    private static Budget looks(int looks) {
        return new Budget(new AtomicLong()::getAndIncrement, looks, 1);
    }

    private static String times(int count, String line) {
        return String.join(" | ", Collections.nCopies(count, line));
    }

    @Test
    void a_history_too_long_to_be_put_together_is_unknown() {
        CheckResult result = new SerializableTxn().check(Notation.history(times(3_000, "0 txn r,x,-")), looks(2));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).isEqualTo("time was over before the history's transactions were put together");
    }

    @Test
    void one_that_could_not_be_judged_in_time_is_unknown_and_says_how_far_it_went() {
        CheckResult result = new SerializableTxn().check(Notation.history(times(3_000, "0 txn r,x,-")), looks(4));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).isEqualTo("time was over when the analysis was at who wrote what");
    }

    @Test
    void what_was_found_in_time_stays_found() {
        CheckResult result = new TxnsCheck("list-append", TxnNotation.txns("0 x+1 x?[] | " + times(3_000, "0 x?[1]"))).check(History.of(List.of()), looks(14));
        assertThat(result.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(result.anomalies().get(0).kind()).isEqualTo("internal");
        assertThat(result.facts()).containsEntry("unfinished", "time was over when the analysis was at what each read shows");
    }
}
