package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.Counts;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    @Test
    void valid_says_under_how_many_faults() {
        assertThat(line(Verdict.VALID, 5, 5)).isEqualTo("VALID: Every promise checked held under 5 faults, each with evidence that it took effect.");
        assertThat(line(Verdict.VALID, 1, 1)).isEqualTo("VALID: Every promise checked held under 1 fault, with evidence that it took effect.");
        assertThat(line(Verdict.VALID, 0, 0)).isEqualTo("VALID: Every promise checked held; no fault was injected.");
    }

    @Test
    void valid_does_not_hide_a_fault_that_had_no_effect() {
        assertThat(line(Verdict.VALID, 5, 4)).isEqualTo("VALID: Every promise checked held, but only 4 of 5 faults took effect.");
    }

    @Test
    void invalid_names_what_was_broken() {
        assertThat(line(Verdict.INVALID, 0, 0, check("set", Verdict.INVALID), check("watch", Verdict.VALID))).isEqualTo("INVALID: The store broke a promise, set: because of set.");
        assertThat(line(Verdict.INVALID, 0, 0, check("set", Verdict.INVALID), check("watch", Verdict.INVALID), check("lock", Verdict.UNKNOWN))).isEqualTo("INVALID: The store broke 2 of 3 promises: set, watch.");
        assertThat(line(Verdict.INVALID, 0, 0)).isEqualTo("INVALID: The store broke a promise: the reason.");
    }

    @Test
    void unknown_gives_the_reason_and_is_no_pass() {
        assertThat(line(Verdict.UNKNOWN, 1, 0)).isEqualTo("UNKNOWN: Nothing was found broken, but there is not enough evidence for a pass: the reason.");
    }

    private static CheckResult check(String name, Verdict verdict) {
        return new CheckResult(name, "promise", verdict, "because of " + name, List.of(), 0, Map.of(), 1);
    }

    private static String line(Verdict verdict, int faults, int effective, CheckResult... checks) {
        List<FaultRecord> records = IntStream.range(0, faults).mapToObj(i -> new FaultRecord("f" + i, "kill", List.of("n1"), Map.of(), 0, 1L, i < effective, List.of())).toList();
        return Headline.of(new Judgement(1, verdict, "the reason", Map.of(), List.of(checks), records, new Availability(List.of(), List.of(), List.of()), new Counts(0, 0, 0, 0, Map.of()))).line();
    }
}
