package io.minos.checker.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.check.Check;
import io.minos.checker.check.Checks;
import io.minos.checker.check.EnoughEvidence;
import io.minos.checker.check.LinearizableRegister;
import io.minos.checker.history.HarnessFailure;
import io.minos.checker.history.History;
import io.minos.checker.history.Notation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Distribution;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Measure;
import io.minos.checker.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
    private static final History VALID = Notation.history("nodes n1 | 0 w x 1 @2 | 0 r x 1~2 @2 | 0 final * x=1~2 @2");
    private static final History INVALID = Notation.history("nodes n1 | 0 w x 1 | 0 r x -");

    private final Judge judge = new Judge(Runnable::run, Duration.ofSeconds(10));

    private record Crashing() implements Check {
        @Override
        public String name() {
            return "crashing";
        }

        @Override
        public CheckResult check(History history, Budget budget) {
            throw new IllegalStateException("no idea");
        }
    }

    @Test
    void all_valid_is_valid() {
        assertThat(judge.judge(VALID, List.of(new LinearizableRegister(), new EnoughEvidence())).verdict()).isEqualTo(Verdict.VALID);
    }

    @Test
    void a_check_that_crashes_is_unknown_and_says_why() {
        Judgement judgement = judge.judge(VALID, List.of(new LinearizableRegister(), new Crashing()));
        assertThat(judgement.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judgement.reason()).contains("crashing", "no idea");
    }

    @Test
    void a_crash_never_hides_an_invalid() {
        Judgement judgement = judge.judge(INVALID, List.of(new Crashing(), new LinearizableRegister()));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(judgement.reason()).startsWith("linearizable-register: ");
        assertThat(judgement.checks()).extracting(CheckResult::verdict).containsExactly(Verdict.UNKNOWN, Verdict.INVALID);
    }

    @Test
    void nothing_to_judge_is_unknown() {
        assertThat(judge.judge(Notation.history(""), Checks.standard(Map.of())).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judge.judge(Notation.history(""), List.of()).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judge.judge(VALID, List.of()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void many_threads_give_the_same_judgement_in_the_same_order() {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Judgement one = judge.judge(VALID, Checks.concerning(VALID, Map.of()));
            Judgement other = new Judge(threads, Duration.ofSeconds(10)).judge(VALID, Checks.concerning(VALID, Map.of()));
            assertThat(other.checks()).extracting(result -> result.in(0)).isEqualTo(one.checks().stream().map(result -> result.in(0)).toList());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_judgement_survives_its_file(@TempDir Path directory) throws IOException {
        History history = Notation.history("nodes n1 n2 | leader n1 2 | 0 w x 1 | fault f1 kill n1 | +1500 | leader n2 3 | 0:n2 w x 2 | healed f1 true | 0 r x - | 0:n2 r x 2 | 1? w x 9");
        Judgement judgement = judge.judge(history, Checks.concerning(history, Map.of()));
        Path file = directory.resolve("result.json");
        JudgementFile.write(judgement, file);
        assertThat(JudgementFile.read(file).verdict()).isEqualTo(Verdict.INVALID);
        assertThat(JudgementFile.toJson(JudgementFile.read(file))).isEqualTo(JudgementFile.toJson(judgement)).contains("\"newLeader\" : {");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> JudgementFile.read(file)).isInstanceOf(HarnessFailure.class).hasMessageContaining("format");
        assertThatThrownBy(() -> JudgementFile.read(directory.resolve("none"))).isInstanceOf(HarnessFailure.class).hasMessageContaining("There is no");
    }

    @Test
    void windows_recoveries_and_leaders_are_told_in_their_times() {
        History history = Notation.history("nodes n1 n2 | leader n1 2 | 0 w x 1 | fault f1 kill n1 | +1500 | leader n2 3 | leader n2 3 | 0:n2 w x 2 | healed f1 true | 0:n1 w x 3 | 0:n2 w x 4 | 1! w x 5 | 2? w x 6");
        Judgement judgement = judge.judge(history, Checks.concerning(history, Map.of()));
        assertThat(judgement.availability().windows()).containsExactly(new Judgement.Window(4_000_000, 1_509_000_000));
        assertThat(judgement.availability().leaderChanges()).extracting(Judgement.LeaderChange::node).containsExactly("n1", "n2");
        assertThat(judgement.availability().recoveries()).containsExactly(new Judgement.Recovery("f1", 1501L, 1504L, 4L));
        assertThat(judgement.availability().distributions()).containsExactly(Map.entry(Measure.WITHOUT_SUCCESS, new Distribution(1, 1505, 1505, 1505)), Map.entry(Measure.NEW_LEADER, new Distribution(1, 1501, 1501, 1501)),
                Map.entry(Measure.ELSEWHERE, new Distribution(1, 1504, 1504, 1504)), Map.entry(Measure.EVERYWHERE_AFTER_HEAL, new Distribution(1, 4, 4, 4)));
        assertThat(judgement.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.effective()).isTrue();
            assertThat(fault.target()).containsExactly("n1");
        });
        assertThat(judgement.counts()).isEqualTo(new Judgement.Counts(6, 4, 1, 1, Map.of("timeout", 2L)));
    }

    @Test
    void distributions_are_of_times_that_were_seen_by_nearest_rank() {
        List<Judgement.Recovery> recoveries = LongStream.of(50, 10, 40, 20, 30, 60, 100, 90, 80, 70, 110).mapToObj(millis -> new Judgement.Recovery("f" + millis, millis > 20 ? null : millis, millis, null)).toList();
        Judgement.Availability availability = new Judgement.Availability(List.of(), recoveries, List.of());
        assertThat(availability.distributions()).containsExactly(Map.entry(Measure.NEW_LEADER, new Distribution(2, 10, 20, 20)), Map.entry(Measure.ELSEWHERE, new Distribution(11, 60, 100, 110)));
    }

    @Test
    void a_check_that_runs_out_of_its_time_is_unknown() {
        StringBuilder line = new StringBuilder("0 w x 0");
        for (int i = 0; i < 60; i++) line.append(" | (").append(100 + i).append(" cas x ").append(i % 11).append(' ').append((7 * i + 3 + i / 11) % 11);
        for (int i = 0; i < 60; i++) line.append(" | ").append(100 + i).append(")");
        line.append(" | 0 r x 3");
        Judgement judgement = new Judge(Runnable::run, Duration.ofMillis(50)).judge(Notation.history(line.toString()), List.of(new LinearizableRegister()));
        assertThat(judgement.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judgement.reason()).contains("budget");
    }
}
