package io.minos.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.judge.JudgementFile;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.Reports;
import io.minos.scenarios.campaign.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void one_seed_is_drawn_played_and_told_between_two_lines_with_the_seed() {
        assertThat(execute("sim", "--seed", "3", "--seconds-simulated", "3", "--nodes", "3", "--rate", "50")).as(err + "" + out).isZero();

        assertThat(out.toString().lines()).first().isEqualTo("SEED=3");
        assertThat(out.toString().lines()).last().isEqualTo("SEED=3");
        assertThat(out.toString()).contains("3 members").containsPattern("VALID +hash [0-9a-f]{16}, \\d+ operations, \\d+\\.\\d s simulated");
    }

    @Test
    void a_seed_is_chosen_when_none_is_given() {
        assertThat(execute("sim", "smoke", "--seconds-simulated", "2")).isBetween(0, 2);

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).matches("SEED=\\d+").isEqualTo(lines.get(lines.size() - 1));
    }

    @Test
    void every_event_goes_to_the_log_and_a_run_directory_is_kept_on_demand() throws IOException {
        Path log = directory.resolve("events.txt");
        assertThat(execute("sim", "smoke", "--seed", "3", "--seconds-simulated", "3", "--log", log.toString(), "--keep", "--out", directory.toString())).isBetween(0, 2);

        Path run = runs().get(0);
        assertThat(run.getFileName().toString()).startsWith("sim-").endsWith("-smoke-3");
        assertThat(Files.readAllLines(run.resolve(RunDirectory.EVENTS))).endsWith(Files.readAllLines(log).toArray(String[]::new));
        assertThat(JudgementFile.read(run.resolve(Reports.RESULT)).verdict()).isNotEqualTo(Verdict.INVALID);
        assertThat(execute("recheck", run.toString())).isBetween(0, 2);
    }

    @Test
    void the_scenario_of_a_run_directory_replays_it() throws IOException {
        execute("sim", "--seed", "3", "--seconds-simulated", "3", "--keep", "--out", directory.toString());
        String hash = hash();
        out.getBuffer().setLength(0);

        execute("sim", runs().get(0).resolve(RunDirectory.SCENARIO).toString());
        assertThat(out.toString()).startsWith("SEED=3");
        assertThat(hash()).isEqualTo(hash);
    }

    @Test
    void many_seeds_end_with_a_total() {
        assertThat(execute("sim", "--seeds", "1..4", "--jobs", "2", "--seconds-simulated", "2", "--nodes", "3")).isBetween(0, 2);

        assertThat(out.toString().lines()).first().isEqualTo("SEEDS=1..4");
        assertThat(out.toString().lines()).last().isEqualTo("SEEDS=1..4");
        assertThat(out.toString()).containsPattern("4 seeds, \\d+ s simulated, \\d+ operations in ").contains("no promise was broken");
    }

    @Test
    void a_search_ends_with_its_time_when_nothing_fails() {
        assertThat(execute("sim", "smoke", "--until-failure", "--seed", "1", "--time-limit", "100ms", "--seconds-simulated", "2", "--nodes", "1")).isBetween(0, 2);

        assertThat(out.toString()).startsWith("SEEDS=1..").contains("no promise was broken");
    }

    @Test
    void its_subcommands_help_with_examples() {
        assertThat(execute("sim", "shrink", "--help")).isZero();
        assertThat(execute("bench", "sim", "--help")).isZero();
        assertThat(execute("bench", "txn", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: minos sim shrink", "Usage: minos bench sim", "Usage: minos bench txn").containsPattern("(?s)Examples:.*Examples:");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(new String[] {"sim", "nothing"}, "minos: there is no scenario nothing; there are "),
                Arguments.of(new String[] {"sim", "--seeds", "9..1"}, "minos: --seeds must look like 1..1000, not \"9..1\""),
                Arguments.of(new String[] {"sim", "--seeds", "many"}, "minos: --seeds must look like 1..1000, not \"many\""),
                Arguments.of(new String[] {"sim", "--seeds", "1..2", "--jobs", "0"}, "minos: --jobs must be positive, not 0"),
                Arguments.of(new String[] {"sim", "--seeds", "1..2", "--keep"}, "minos: --log and --keep are for one seed"),
                Arguments.of(new String[] {"sim", "--seed", "1", "--seeds", "1..2"}, "minos: --seed and --seeds exclude each other"),
                Arguments.of(new String[] {"sim", "--seed", "1", "--time-limit", "2s"}, "minos: --time-limit and --jobs are for many seeds: --seeds or --until-failure"),
                Arguments.of(new String[] {"sim", "--seed", "1", "--nodes", "0"}, "minos: --nodes must be 1 to 9"),
                Arguments.of(new String[] {"sim", "--seed", "1", "--seconds-simulated", "0"}, "minos: --seconds-simulated must be 0.1 or more"),
                Arguments.of(new String[] {"sim", "shrink"}, "minos: sim shrink needs a seed that fails: --seed N"),
                Arguments.of(new String[] {"sim", "shrink", "smoke", "--seed", "1", "--seconds-simulated", "2"}, "minos: seed 1 breaks no promise with these options: there is nothing to make smaller"),
                Arguments.of(new String[] {"bench", "sim", "--seeds", "0"}, "minos: --seeds must be positive, and --warm-up not negative"),
                Arguments.of(new String[] {"bench", "txn", "--transactions", "10"}, "minos: --transactions must be 1000 or more"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_one_line_and_the_exit_code_of_wrong_usage(String[] arguments, String line) {
        assertThat(execute(arguments)).isEqualTo(Main.USAGE);
        assertThat(err.toString().strip()).startsWith(line).hasLineCount(1);
    }

    private String hash() {
        return out.toString().lines().filter(line -> line.contains("hash ")).findFirst().orElseThrow().replaceAll(".*hash ([0-9a-f]+).*", "$1");
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    private int execute(String... arguments) {
        return Main.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
