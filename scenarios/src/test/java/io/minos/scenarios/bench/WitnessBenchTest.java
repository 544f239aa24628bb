package io.minos.scenarios.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.Check;
import io.minos.checker.check.Checks;
import io.minos.checker.history.History;
import io.minos.checker.history.HistoryReader;
import io.minos.checker.history.Operation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of a right store, and what is said of it. */
class WitnessBenchTest {
    @TempDir
    private Path directory;

    @Test
    void the_load_is_right_by_every_check_of_revisions() throws IOException {
        Path file = directory.resolve("history.jsonl");
        EtcdLoad.write(file, 4_000, 40, 7);
        History history = HistoryReader.read(file);
        assertThat(history.operations()).hasSize(4_000).filteredOn(Operation::indefinite).hasSize(40);
        for (Check check : Checks.named(List.of("linearizable-register", "linearizable-txn", "revision"), Map.of())) {
            CheckResult result = check.check(history, Budget.unlimited());
            assertThat(result.verdict()).as("%s", result).isEqualTo(check.concerns(history) ? Verdict.VALID : Verdict.UNKNOWN);
        }
        CheckResult txn = Checks.named(List.of("linearizable-txn"), Map.of()).get(0).check(history, Budget.unlimited());
        assertThat(txn.facts()).containsEntry("decidedBy", "revision witness");
    }

    @Test
    void the_bench_finds_its_loads_right_and_says_how_long_it_took() throws IOException {
        List<String> lines = new ArrayList<>();
        assertThat(new WitnessBench(directory, 50, 1, lines::add).run(List.of(1_000, 3_000))).as("%s", lines).isTrue();
        assertThat(lines).hasSize(4).last().asString().contains("valid", "unknown outcomes placed");
    }
}
