package io.minos.checker.check;

import static io.minos.checker.check.ChecksTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits on how long the service is away, kept and broken, as in {@link ChecksTest}. */
class AvailabilityCheckTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;             limits withoutSuccess=1001 | 0 w x 1 | +999 | 0 w x 2
            without-success;   limits withoutSuccess=1000 | 0 w x 1 | +999 | 0 w x 2
            without-success;   limits withoutSuccess=300 | 0 w x 1 | +400 | 0 w x 2
            without-success;   limits withoutSuccess=1000 | 0 w x 1 | +1000 | 0! w x 2
            without-success;   limits withoutSuccess=1000 | (0 w x 1 | +1000 | 0) | 0 w x 2
            valid;             limits withoutSuccess=1000 | 0 w x 1 | (1 w x 2 | +2000 | nodes n1
            unknown;           limits withoutSuccess=1000 | 0! w x 1 | 0? w x 2
            unknown;           limits withoutSuccess=1000
            unknown;           limits weather=1000 | 0 w x 1
            unknown;           nodes n1 | 0 w x 1
            """)
    void no_span_without_success_is_longer_than_allowed(String expected, String line) {
        expect(new AvailabilityCheck(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;         limits newLeader=1501 | leader n1 2 | 0 w x 1 | fault f1 kill n1 | +1500 | leader n2 3 | 0:n2 w x 2 | healed f1 true
            late-leader;   limits newLeader=1500 | leader n1 2 | 0 w x 1 | fault f1 kill n1 | +1500 | leader n2 3 | 0:n2 w x 2 | healed f1 true
            unknown;       limits newLeader=100 | leader n1 2 | 0 w x 1 | fault f1 kill n2 | +1500 | leader n3 3 | 0:n3 w x 2 | healed f1 true
            unknown;       limits newLeader=100 | 0 w x 1 | fault f1 kill n1 | +1500 | leader n2 3 | 0:n2 w x 2 | healed f1 true
            unknown;       limits newLeader=100 | leader n1 2 | 0 w x 1 | 0 w x 2
            late-leader;   limits newLeader=1500 | leader n1 1 | 0 w x 1 @2 | fault f1 kill n1 | +300 | healed f1 true | +1300 | leader n2 2 | 0:n2 w x 2 @3
            valid;         limits newLeader=1700 | leader n1 1 | 0 w x 1 @2 | fault f1 kill n1 | +300 | healed f1 true | +1300 | leader n2 2 | 0:n2 w x 2 @3
            valid;         limits newLeader=1700 | leader n1 1 | 0 w x 1 @2 | fault f1 kill n1 | 0 w x 2 @3 | +300 | healed f1 true | +1300 | leader n1 2 | 0 w x 2 @3
            unknown;       limits newLeader=100 | leader n1 1 | 0 w x 1 @2 | fault f1 pause n1 | +300 | healed f1 true | 0 w x 2 @3 | +3000 | leader n2 2
            unknown;       limits newLeader=100 | leader n1 1 | 0 w x 1 @2 | fault f1 latency n1 | +1100 | 0 w x 2 @3 | +3000 | leader n2 2 | 0 w x 3 @4 | healed f1 true
            late-leader;   limits newLeader=100 | leader n1 1 | 0 w x 1 @2 | fault f1 partition n1 | +1100 | 0 sr x 1 @2 | +3000 | leader n2 2 | 0 w x 3 @4 | healed f1 true
            unknown;       limits newLeader=100 | leader n1 1 | 0 w x 1 | fault f1 pause n1 | +300 | healed f1 true | 0 w x 2 | +3000 | leader n2 2
            late-leader;   limits newLeader=1000 | leader n1 1 | 0 w x 1 @2 | fault f1 kill n1 | +2000 | 0! w x 2
            unknown;       limits newLeader=1000 | leader n1 1 | 0 w x 1 @2 | fault f1 kill n1 | +500 | 0! w x 2
            late-leader;   limits newLeader=1000 | leader n1 2 | leader n2 2 | 0 w x 1 @2 | fault f1 kill n2 | +500 | leader n1 2 | +600 | leader n1 3 | 0 w x 2 @3
            """)
    void a_leader_that_a_fault_hit_has_a_successor_in_time(String expected, String line) {
        expect(new AvailabilityCheck(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;            limits elsewhere=1004 | 0 w x 1 | fault f1 kill n1 | +1000 | 0:n2 w x 2 | healed f1 true
            late-elsewhere;   limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | +1000 | 0:n2 w x 2 | healed f1 true
            late-elsewhere;   limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | 1:n2 w x 2 | +1000 | 1:n2 w x 3 | healed f1 true
            late-elsewhere;   limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | 1:n2 w x 2 | +300 | healed f1 true | +1000 | 1:n2 w x 3
            valid;            limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | 1:n2 w x 2 | +260 | 1:n2 w x 3 | +260 | 1:n2 w x 4 | +260 | 1:n2 w x 5 | +260 | 1:n2 w x 6 | +1200 | 1:n2 w x 7 | healed f1 true
            late-elsewhere;   limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | 0:n2? w x 2 | +1000 | 1:n2? w x 3
            unknown;          limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | 0:n2? w x 2 | +500 | 1:n2! w x 3
            unknown;          limits elsewhere=100 | 0 w x 1 | fault f1 kill n1 n2 | +1000 | 0:n2 w x 2 | healed f1 true
            unknown;          limits elsewhere=1000 | 0 w x 1 | fault f1 kill n1 | 0:n2? w x 2 | +500 | fault f2 kill n2 | +900 | 1:n3? w x 3
            late-elsewhere;   limits elsewhere=1000 | (1:n2 w x 1 | fault f1 kill n1 | +900 | 1) | +200 | 2:n2 w x 2 | healed f1 true
            unknown;          limits elsewhere=100 | 0 w x 1 | 0 w x 2
            """)
    void after_a_fault_there_is_success_elsewhere_in_time(String expected, String line) {
        expect(new AvailabilityCheck(), expected, line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;             limits everywhereAfterHeal=1004 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | healed f1 true | 1:n2 w x 3 | +1000 | 0 w x 4
            late-everywhere;   limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | healed f1 true | 1:n2 w x 3 | +1000 | 0 w x 4
            late-everywhere;   limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | healed f1 true | 1:n2 w x 3 | +1000 | 0! w x 4
            unknown;           limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | healed f1 true | 1:n2 w x 3 | 0! w x 4 | +1000 | 1:n2 w x 5
            unknown;           limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | healed f1 true | 1:n2 w x 3 | +2000 | 1:n2 w x 4
            unknown;           limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | 1:n2 w x 3
            unknown;           limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | healed f1 true | 1:n2 w x 3 | fault f2 kill n1 | +1000 | 0! w x 4
            valid;             limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | fault f2 kill n2 | healed f1 true | 0 w x 3 | +2000 | healed f2 true | 0 w x 4 | 1:n2 w x 5
            late-everywhere;   limits everywhereAfterHeal=1000 | 0 w x 1 | 1:n2 w x 2 | fault f1 kill n1 | fault f2 latency n2 | healed f1 true | 0 w x 3 | +2000 | 1:n2 w x 4 | healed f2 true
            """)
    void after_a_heal_there_is_success_everywhere_in_time(String expected, String line) {
        expect(new AvailabilityCheck(), expected, line);
    }

    @Test
    void a_breach_tells_the_fault_when_how_long_and_the_limit() {
        CheckResult result = new AvailabilityCheck().check(Notation.history("limits newLeader=500 withoutSuccess=5000 | leader n1 2 | 0 w x 1 | fault f1 kill n1 | +1500 | leader n2 3 | 0:n2 w x 2 | healed f1 true"), Budget.unlimited());
        assertThat(result.reason()).isEqualTo("After the injection of f1 (kill of n1) at 0.005 s there was no new leader for 1501 ms; the limit newLeader is 500 ms.");
        assertThat(result.anomalies()).singleElement().satisfies(anomaly -> assertThat(anomaly.steps()).containsExactly("It began at 0.005 s.", "It was over at 1.506 s."));
        assertThat(result.facts()).isEqualTo(Map.of("newLeaderMillisMax", 1501L, "withoutSuccessMillisMax", 1504L));
    }

    @Test
    void without_limits_there_is_nothing_to_judge() {
        assertThat(new AvailabilityCheck().concerns(Notation.history("nodes n1 | 0 w x 1"))).isFalse();
        assertThat(new AvailabilityCheck().concerns(Notation.history("limits newLeader=500 | 0 w x 1"))).isTrue();
    }
}
