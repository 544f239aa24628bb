package io.minos.reports.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Call.Outcome;
import io.minos.checker.verdict.Call;
import io.minos.checker.verdict.Impasse.Next;
import io.minos.checker.verdict.Impasse.Part;
import io.minos.checker.verdict.Impasse;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnomalyTextTest {
    private static Call call(long index, @Nullable Long completed, String process, String says, Outcome outcome) {
        return new Call(index, completed, process, "n1", says, outcome, index * 1_000_000, completed == null ? null : completed * 1_000_000, completed == null ? 0 : completed);
    }

    private static String drawn(@Nullable Impasse impasse, List<String> steps, Call... calls) {
        return String.join("\n", AnomalyText.of(new Anomaly("kind", "Summary.", "x", List.of(), steps, impasse, List.of(calls)), 100)) + "\n";
    }

    @Test
    void bars_stand_where_the_history_has_their_ends_and_the_story_follows() {
        Impasse impasse = new Impasse(List.of(new Part(1, "write x=1", true), new Part(2, "write x=2", true), new Part(5, "read x → 1", false)), List.of(1L, 2L), List.of("x is 2", "x is 1"),
                List.of(new Next(5, "read x → 1 cannot be: x is 2")));
        String text = drawn(impasse, List.of("not said"), call(1, 4L, "0", "write x=1", Outcome.OK), call(2, null, "2", "write x=2", Outcome.INFO), call(5, 6L, "0", "read x → x=1 (mod 4)", Outcome.OK));
        assertThat(text).isEqualTo("""
                           0.001 s          0.004 s            0.006 s
                process 0  ├┄ #1 write x=1 ┄┤├─ #5 read x → 1 ─┤
                process 2   ├─ #2 write x=2 ────────────────────▶
                (▶ not answered: may take effect at any later time, or never; ┄ contradicts itself even if this was never answered)

                #1 process 0 on n1: write x=1, ok at revision 4, 0.001 s to 0.004 s
                #2 process 2 on n1: write x=2, outcome unknown, 0.002 s
                #5 process 0 on n1: read x → x=1 (mod 4), ok at revision 6, 0.005 s to 0.006 s

                A longest order that works: #1, #2.
                Then x is 2; or x is 1.
                Next would be
                  #5, but read x → 1 cannot be: x is 2
                """);
    }

    @Test
    void without_an_impasse_the_steps_follow_and_a_failure_is_marked() {
        assertThat(drawn(null, List.of("Because."), call(1, 2L, "0", "write x=1", Outcome.FAIL))).contains("├─ #1 write x=1 ─✗\n", "(✗ failed: certainly did not happen)", ", failed at revision 2,").endsWith("\n\nBecause.\n");
    }

    @Test
    void nothing_that_works_is_said_to_be_nothing() {
        assertThat(drawn(new Impasse(List.of(new Part(1, "read x → 1", false)), List.of(), List.of(), List.of()), List.of(), call(1, 2L, "0", "read", Outcome.OK))).endsWith("Nothing can come first.\n");
    }

    @Test
    void bars_too_wide_for_words_show_numbers() {
        Call[] calls = LongStream.range(0, 8).mapToObj(i -> call(2 * i, 2 * i + 1, "0", "write something=long", Outcome.OK)).toArray(Call[]::new);
        assertThat(drawn(null, List.of(), calls)).contains("├─ #0 ─┤├─ #2 ─┤├─ #4 ─┤").contains("#14 process 0 on n1: write something=long, ok");
    }

    @Test
    void more_operations_than_anybody_reads_are_counted() {
        Call[] calls = LongStream.range(0, 20).mapToObj(i -> call(2 * i, 2 * i + 1, "0", "w", Outcome.OK)).toArray(Call[]::new);
        assertThat(drawn(null, List.of(), calls)).contains("and 4 more operations.").doesNotContain("#32");
    }

    @Test
    void a_process_that_goes_on_beside_an_open_bar_gets_another_row() {
        assertThat(drawn(null, List.of(), call(1, null, "w", "watch", Outcome.INFO), call(3, 4L, "w", "watch", Outcome.OK)).lines().filter(line -> line.startsWith("process w"))).hasSize(2);
    }

    @Test
    void a_history_without_a_clock_is_drawn_without_times() {
        assertThat(drawn(null, List.of(), new Call(1, 2L, "0", "", "read → 2", Outcome.OK, 1, 2L, 0))).isEqualTo("""
                process 0  ├─ #1 read → 2 ─┤

                #1 process 0: read → 2, ok

                """);
    }

    @Test
    void nothing_breaks_a_line() {
        String text = drawn(null, List.of("one\ntwo"), call(1, 2L, "0", "write a\nb\u202e", Outcome.OK));
        assertThat(text).doesNotContain("\u202e").contains("one two\n").contains("write a b");
    }

    @Test
    void an_anomaly_of_no_operation_is_not_drawn() {
        assertThat(AnomalyText.of(new Anomaly("kind", "Summary.", null, List.of(), List.of("step")), 100)).isEmpty();
    }
}
