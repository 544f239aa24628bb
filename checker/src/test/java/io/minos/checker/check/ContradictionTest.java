package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.History;
import io.minos.checker.history.Notation;
import io.minos.checker.judge.Judge;
import io.minos.checker.judge.JudgementFile;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Call;
import io.minos.checker.verdict.Impasse;
import io.minos.checker.verdict.Impasse.Next;
import io.minos.checker.verdict.Impasse.Part;
import io.minos.checker.verdict.Judgement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of operations that contradict each other: few of them, how far one gets, and why no further. */
class ContradictionTest {
    private static Anomaly anomaly(Check check, String line) {
        return check.check(Notation.history(line), Budget.unlimited()).anomalies().get(0);
    }

    private static Impasse impasse(Check check, String line) {
        return Objects.requireNonNull(anomaly(check, line).impasse());
    }

    @Test
    void only_what_contradicts_itself_is_left_with_the_order_that_works_and_why_it_ends() {
        Impasse impasse = impasse(new LinearizableRegister(), "0 w x 7 | 0 w x 1 | 0 r x 1 | 1 w y 3 | 0 w x 2 | 1 r x 1 | 0 w x 4 | 0 r x 4");
        assertThat(impasse.parts()).containsExactly(new Part(2, "write x=1", false), new Part(8, "write x=2", false), new Part(10, "read x → 1", false));
        assertThat(impasse.order()).containsExactly(2L, 8L);
        assertThat(impasse.next()).containsExactly(new Next(10, "read x → 1 cannot be: x is 2"));
    }

    @Test
    void every_state_that_is_possible_where_it_ends_is_told_with_its_reasons() {
        Impasse impasse = impasse(new LinearizableRegister(), "(0 w x 1 | (1 w x 2 | 0) | 1) | (2 r x 1 | (3 r x 2 | 2) | 3) | 3 cas x 2 !5 2 | 2 r x 1");
        assertThat(impasse.states()).containsExactlyInAnyOrder("x is 1", "x is 2");
        assertThat(impasse.next()).extracting(Next::why).anyMatch(why -> why.endsWith("cannot be: x is 1")).anyMatch(why -> why.endsWith("cannot be: x is 2"));
    }

    @Test
    void what_a_transaction_was_answered_besides_is_left_out() {
        Impasse impasse = impasse(new LinearizableTxn(), "0 txn w,x,1 w,y,1 | 1 txn r,x,1 r,z,- r,y,- w,z,4 | 2 txn r,z,4");
        assertThat(impasse.parts()).extracting(Part::says).containsExactly("write x=1; write y=1", "read y → missing; write z=4");
    }

    @Test
    void what_was_never_answered_is_said_to_be_so() {
        Impasse impasse = impasse(new LinearizableRegister(), "0 w x 1 | 2? w x 2 | 1 r x 1 | 1 r x 2 | 1 r x 1");
        assertThat(impasse.parts()).contains(new Part(2, "write x=2", true)).contains(new Part(8, "read x → 1", false));
    }

    @Test
    void the_time_it_may_take_is_heeded() {
        StringBuilder line = new StringBuilder("0 w x 0 | ");
        for (int i = 1; i <= 400; i++) line.append("0 w x ").append(i).append(" | 1 cas x ").append(i).append(" !0 ").append(i).append(" | 2 r x ").append(i).append(" | ");
        long[] looks = {0};
        Budget budget = new Budget(() -> looks[0]++, 60, 1 << 24);
        Anomaly anomaly = new LinearizableRegister().check(Notation.history(line + "1 r x 0"), budget).anomalies().get(0);
        assertThat(anomaly.kind()).isEqualTo("nonlinearizable");
        assertThat(looks[0]).isLessThan(200);
    }

    @Test
    void a_judgement_holds_all_that_is_needed_to_draw_it(@TempDir Path directory) throws Exception {
        History history = Notation.history("0 w x 1 | 2? w x 2 | 1 r x 2 | 1:n2 r x 1");
        Judgement judgement = new Judge(Runnable::run, Duration.ofSeconds(30)).judge(history, List.of(new LinearizableRegister()));
        JudgementFile.write(judgement, directory.resolve("result.json"));
        Anomaly read = JudgementFile.read(directory.resolve("result.json")).checks().get(0).anomalies().get(0);
        assertThat(read).isEqualTo(judgement.checks().get(0).anomalies().get(0));
        assertThat(read.calls()).extracting(Call::index).isSorted().containsAll(read.operations());
        assertThat(read.calls()).contains(
                new Call(6, 7L, "1", "n2", "read x → x=1", Call.Outcome.OK, 7_000_000, 8_000_000L, 0),
                new Call(2, null, "2", "n1", "write x=2", Call.Outcome.INFO, 3_000_000, null, 0));
        assertThat(Files.readString(directory.resolve("result.json"))).contains("\"impasse\"", "\"why\" : \"read x → 1");
    }
}
