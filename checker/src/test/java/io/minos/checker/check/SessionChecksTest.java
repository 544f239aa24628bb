package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promises of leases and locks, kept and broken, one line each: see {@link Notation}. Each word takes 1 ms, begun and ended. */
class SessionChecksTest {
    /** Lease 7 of 2 s holds l/a and l/b. */
    private static final String HELD = "0 grant 7 2 | 0 put 7 l/a @5 | 0 put 7 l/b @6 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6 | ";
    private static final String GONE_IN_THE_END = " | +9000 | 9 range l/ @99";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;                 0 alive 7 2 | +1900 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            gone;                  +1900 | 0 range l/ @7
            gone;                  +1000 | 0 alive 7 2 | +1900 | 0 range l/ @7
            valid;                 +1000 | 0! alive 7 2 | +1900 | 0 range l/ @7
            valid;                 +1000 | 0? alive 7 2 | +1900 | 1 range l/ @7
            valid;                 +2010 | 0 range l/ @7
            valid;                 +1000 | (0 alive 7 2 | +1500 | 0) | +400 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6 | +200 | 1 range l/ @7
            gone;                  +1000 | (0 alive 7 2 | +1500 | 0) | +400 | 1 range l/ @7
            valid;                 (1 revoke 7 | 0 range l/ @7 | 1?
            gone;                  0 range l/ @7 | 1 revoke 7 @8
            gone;                  0 r l/a - @7
            gone;                  0! put 7 l/c
            valid;                 +3000 | 0! put 7 l/c
            gone;                  0 alive 7 0
            valid;                 +3000 | 0 alive 7 0
            valid;                 0 del l/a 1 @7 | 0 range l/ l/b=1~6^7 @7
            gone;                  w1 watch l/ from 1 | w1 > l/a=1~5.5.1^7 l/b=1~6.6.1^7 | w1 > -l/a~7 -l/b~7 | w1.
            valid;                 w1 watch l/ from 1 | w1 > l/a=1~5.5.1^7 l/b=1~6.6.1^7 | +3000 | w1 > -l/a~7 -l/b~7 | w1.
            """)
    void a_leased_key_stays_while_an_answered_renewal_covers_it(String expected, String line) {
        expect(new LeaseCheck(), expected, HELD + line + GONE_IN_THE_END);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;                 +9900 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            outlives;              +10100 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            valid;                 +5000 | leader n2 3 | +7000 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            valid;                 fault f1 pause n1 | +15000 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6 | healed f1 true
            outlives;              fault f1 pause n1 | +500 | healed f1 true | +15000 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            valid;                 1? alive 7 2 | +9000 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            valid;                 +9000 | 1 alive 7 2 | +9000 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @6
            valid;                 +15000 | 0 sfinal l/ l/a=1~5^7 l/b=1~6^7 @6
            unrevoked;             0 revoke 7 @7 | 0 range l/ l/a=1~5^7 l/b=1~6^7 @7
            unrevoked;             0 revoke 7 @7 | 0 range l/ l/b=1~6^7 @7
            valid;                 0 revoke 7 @7 | 0 sfinal l/ l/a=1~5^7 l/b=1~6^7 @6 | 0 range l/ @7
            partial;               +3000 | 0 range l/ l/b=1~6^7 @7
            split;                 w1 watch l/ from 1 | w1 > l/a=1~5.5.1^7 l/b=1~6.6.1^7 | 0 revoke 7 @8 | w1 > -l/a~7 | w1 > -l/b~8 | w1.
            valid;                 w1 watch l/ from 1 | w1 > l/a=1~5.5.1^7 l/b=1~6.6.1^7 | 0 revoke 7 @7 | w1 > -l/a~7 -l/b~7 | w1.
            renewed-after-revoke;  0 revoke 7 @7 | 0 alive 7 2
            valid;                 (0 revoke 7 @7 | 1 alive 7 2 | 0) | 1 alive 7 0
            valid;                 1? revoke 7 @7 | 0 alive 7 2
            renewed-after-gone;    +3000 | 0 alive 7 0 | 0 alive 7 2
            granted-twice;         0 grant 7 2
            valid;                 0! grant 7 2
            valid;                 +3000 | 0 grant 7 2 | 0 put 7 l/c @8 | 0 alive 7 2
            valid;                 +3000 | (1 alive 7 2 | 0 grant 7 2 | 1) | 0 put 7 l/c @8
            valid;                 +3000 | 0 alive 7 0 | (1 alive 7 2 | 0 grant 7 2 | 1) | 0 put 7 l/c @8
            valid;                 0 revoke 7 @7 | 0 grant 7 2 | 0 alive 7 2
            """)
    void a_lease_ends_in_time_with_all_its_keys_and_does_not_come_back(String expected, String line) {
        expect(new LeaseCheck(), expected, HELD + line + GONE_IN_THE_END);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            no lease was granted;                    0! grant 7 2 | 0 put 8 l/a @5
            nobody looked at a key;                  0 grant 7 2 | 0 put 7 l/a @5 | +9000 | 0 range l/ @9
            no key was seen to have gone;            0 grant 7 2 | 0 put 7 l/a @5 | 0 range l/ l/a=1~5^7 @5
            """)
    void without_evidence_nothing_is_said_of_leases(String reason, String line) {
        CheckResult result = new LeaseCheck().check(Notation.history(line), Budget.unlimited());
        assertThat(result.verdict()).as(line).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).startsWith(reason);
    }

    @Test
    void a_clock_that_is_faster_by_no_more_than_the_slack_is_no_anomaly() {
        String line = HELD + "+1795 | 0 range l/ @7";
        expect(new LeaseCheck(0.1, Duration.ofSeconds(8)), "valid", "0 grant 6 2 | " + line);
        expect(new LeaseCheck(0.01, Duration.ofSeconds(8)), "gone", "0 grant 6 2 | " + line);
    }

    /** a and b each have a lease of 2 s; a gets the lock first. */
    private static final String LOCKED = "0 grant 7 2 | 1 grant 8 2 | 0 try m/ m/a 7 5 m/a @5 | 1 try m/ m/b 8 6 m/a @6 | 0 gw f 1 m/a 5 fenced - @7 | 0 gw p 1 m/a 5 plain - @8 | ";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;          0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9
            two-holders;    1 try m/ m/b 8 6 m/b @9
            valid;          (0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 0)
            valid;          0? release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9
            two-holders;    0! release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9
            valid;          0 revoke 7 @9 | 1 try m/ m/b 8 6 m/b @9
            valid;          1 alive 8 2 | +1990 | 1 try m/ m/b 8 6 m/b @9
            two-holders;    0 alive 7 2 | 1 alive 8 2 | +1970 | 1 try m/ m/b 8 6 m/b @9
            valid;          +1990 | 1 try m/ m/b 8 6 m/b @9 | 0 alive 7 0
            valid;          0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gr f m/b 1~7 @9 | 1 gw f 2 m/b 6 fenced 1~7 @10 | 0 gw f 3 m/a 5 fenced !
            fence;          0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gw f 2 m/b 6 fenced 1~7 @10 | 0 gw f 3 m/a 5 fenced 2~10 @11
            fence;          0 gr f m/a 1~7 @8 | 0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gw f 2 m/b 6 fenced 1~7 @10 | 0 gw f 3 m/a 5 fenced 2~10 @11
            fence;          0? gw f 3 m/a 5 fenced 1~7 | 2 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gw f 2 m/b 6 fenced 1~7 @10 | 1 gr f m/b 3~11 @11
            valid;          0? gw f 3 m/a 5 fenced 1~7 | 2 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gw f 2 m/b 6 fenced 3~9 @10 | 1 gr f m/b 2~10 @11
            fence;          0 gr f m/a 1~7 @8 | 0 gw f 3 m/a 5 fenced 2~9 @10 | 0 release m/a 1 @11 | 1 try m/ m/b 8 6 m/b @11
            valid;          0 gr p m/a 1~8 @8 | 0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gw p 2 m/b 6 plain 1~8 @10 | 0 gw p 3 m/a 5 plain 2~10 @11
            """)
    void a_lock_has_one_holder_and_his_fence_keeps_others_out(String expected, String line) {
        expect(new LockCheck(), expected, LOCKED + line);
    }

    @Test
    void what_an_unfenced_write_spoils_is_a_finding_and_an_anomaly_only_where_the_run_is_strict() {
        String late = LOCKED + "0 gr p m/a 1~8 @8 | 0 release m/a 1 @9 | 1 try m/ m/b 8 6 m/b @9 | 1 gw p 2 m/b 6 plain 1~8 @10 | 0 gw p 3 m/a 5 plain 2~10 @11";
        CheckResult told = new LockCheck().check(Notation.history(late), Budget.unlimited());

        assertThat(told.verdict()).isEqualTo(Verdict.VALID);
        assertThat(told.reason()).contains("Finding: of 3 writes without a fence 1 overlapped");
        assertThat(told.facts()).containsEntry("unfencedOverlaps", 1).hasEntrySatisfying("firstUnfencedOverlap", first -> assertThat(first.toString()).contains("write p=3 as m/a"));
        expect(new LockCheck(), "unfenced", "strict n1 | " + late);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            no lock went from one holder to another;  0 grant 7 2 | 0 try m/ m/a 7 5 m/a @5 | 0 gw f 1 m/a 5 fenced - @7
            no fenced write succeeded;                0 grant 7 2 | 0 try m/ m/a 7 5 m/a @5 | 0 release m/a 1 @6 | 0 grant 8 2 | 0 try m/ m/b 8 7 m/b @7
            """)
    void without_evidence_nothing_is_said_of_locks(String reason, String line) {
        CheckResult result = new LockCheck().check(Notation.history(line), Budget.unlimited());
        assertThat(result.verdict()).as(line).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.reason()).startsWith(reason);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            valid;       0 grant 7 2 | 0 w x 1 @2 | 0 put 7 l/a @3 | +5000 | 0 w x 2 @5 | 0 final x x=2~5 @5
            gap;         0 grant 7 2 | 0 w x 1 @2 | 0 put 7 l/a @3 | +5000 | 0 w x 2 @6 | 0 final x x=2~6 @6
            valid;       0 grant 7 2 | 0 put 7 l/a @9 | 0:n2 alive 7 2 @8 | 0 w x 1 @10
            shared;      0 put 7 l/a @9 | 0 put 7 l/b @9
            """)
    void the_end_of_a_lease_accounts_for_one_revision(String expected, String line) {
        expect(new RevisionMonotonic(), expected, line);
    }

    @Test
    void what_goes_with_a_lease_is_neither_lost_nor_a_watchers_phantom() {
        String line = "w1 watch * from 1 | 0 grant 7 2 | 0 w x 1 @2 | 0 put 7 l/a @3 | w1 > x=1~2 | w1 > l/a=1~3 | +3000 | w1 > -l/a~4 | w1. | 0 final * x=1~2 @4";
        expect(new Durability(), "valid", line);
        expect(new WatchCheck(), "valid", line);
        expect(new WatchCheck(), "phantom", line.replace("0 put 7 l/a @3", "0 w l/a 1 @3"));
        expect(new Durability(), "lost", line.replace("0 put 7 l/a @3", "0 w l/a 1 @3"));
    }

    private static void expect(Check check, String expected, String line) {
        CheckResult result = check.check(Notation.history(line), Budget.unlimited());
        String found = result.verdict() == Verdict.INVALID ? result.anomalies().get(0).kind() : result.verdict().name().toLowerCase(Locale.ROOT);
        assertThat(found).as("%s%n%s", line, result).isEqualTo(expected);
        for (Anomaly anomaly : result.anomalies()) assertThat(anomaly.summary()).isNotBlank();
    }
}
