package io.minos.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.scenarios.catalogue.Catalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "sim", "scenarios", "recheck", "check", "bench"})
    void every_command_helps_with_examples(String command) {
        assertThat(command.isEmpty() ? execute("--help") : execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: minos").contains("Examples:");
    }

    @Test
    void the_version_is_the_builds() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("minos \\d+\\.\\d+\\.\\d+\\S*\\s+");
    }

    @Test
    void the_scenarios_are_listed_and_shown() {
        assertThat(execute("scenarios")).isZero();
        assertThat(out.toString()).contains(Catalogue.names());
        out.getBuffer().setLength(0);

        assertThat(execute("scenarios", "smoke")).isZero();
        assertThat(out.toString()).isEqualTo(Catalogue.yaml("smoke"));
    }

    @Test
    void what_contradicts_itself_is_drawn() throws Exception {
        Files.writeString(directory.resolve("history.jsonl"), """
                {"index":0,"time":0,"process":"runner","type":"info","f":"run","value":{"historyVersion":1,"nodes":["n1"]}}
                {"index":1,"time":1000000,"process":"0","node":"n1","type":"invoke","f":"write","value":{"key":"x","value":"1"}}
                {"index":2,"time":2000000,"process":"0","node":"n1","type":"ok","f":"write","value":{"key":"x","value":"1"}}
                {"index":3,"time":3000000,"process":"1","node":"n1","type":"invoke","f":"read","value":{"key":"x"}}
                {"index":4,"time":4000000,"process":"1","node":"n1","type":"ok","f":"read","value":{"key":"x","kv":null}}
                """);
        assertThat(execute("recheck", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("├─ #1 write x=1 ─┤", "├─ #3 read x → missing ─┤", "A longest order that works: #1.", "  #3, but read x → missing cannot be: x is 1");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(new String[] {"jump"}, "minos: Unmatched argument at index 0: 'jump' (see minos --help)"),
                Arguments.of(new String[] {"run", "nothing"}, "minos: there is no scenario nothing; there are "
                        + String.join(", ", Catalogue.names()) + ", or give a YAML file"),
                Arguments.of(new String[] {"run", "--nodes", "x"}, "minos: Invalid value for option '--nodes': 'x' is not an int (see minos run --help)"),
                Arguments.of(new String[] {"run", "--nodes", "99"}, "minos: nodes must be 1 to 9, not 99"),
                Arguments.of(new String[] {"run", "--target", "zookeeper"}, "minos: --target cannot be \"zookeeper\"; allowed are reference, etcd, etcd:PATH"),
                Arguments.of(new String[] {"run", "--target", "etcd:/no/such/etcd"}, "minos: /no/such/etcd is not an executable file"),
                Arguments.of(new String[] {"run", "--time-limit", "soon"}, "minos: \"soon\" is no duration; write 500ms, 10s or 2m"),
                Arguments.of(new String[] {"run", "--workload", "set,queue"}, "minos: --workload: kind cannot be \"queue\"; allowed are lease, lock, readers, register, sessions, set, txn, watch"),
                Arguments.of(new String[] {"run", "--workload", "watch"}, "minos: --workload: workloads must name at least one that writes: register, set, txn, lease or lock"),
                Arguments.of(new String[] {"recheck", "no/such/run"}, "minos: there is no run in no/such/run: it has no history.jsonl"),
                Arguments.of(new String[] {"recheck"}, "minos: Missing required parameter: 'RUN' (see minos recheck --help)"),
                Arguments.of(new String[] {"bench", "zookeeper"}, "minos: there is no store \"zookeeper\"; there are node, etcd, etcd:PATH"),
                Arguments.of(new String[] {"bench", "node", "--rounds", "0"}, "minos: --rounds, --nodes and --clients must be positive"),
                Arguments.of(new String[] {"bench", "grpc", "zookeeper"}, "minos: there is no store \"zookeeper\"; there are node, etcd, etcd:PATH"),
                Arguments.of(new String[] {"bench", "grpc", "node", "--connections", "0"}, "minos: --rounds, --connections, --nodes and --clients must be positive"),
                Arguments.of(new String[] {"bench", "grpc", "node", "--watch-rate", "-1"}, "minos: --watch-rate must be 0 to 100000"),
                Arguments.of(new String[] {"bench", "grpc", "node", "--time-limit", "30s"},
                        "minos: --time-limit is too short for 80 rounds and 40 s of warm-ups; give 49s or more, or measure less"),
                Arguments.of(new String[] {"bench", "grpc", "node", "--work", "swim"},
                        "minos: --work cannot be \"swim\"; allowed are put, range, serial"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_one_line_and_the_exit_code_of_wrong_usage(String[] arguments, String line) {
        assertThat(execute(arguments)).isEqualTo(Main.USAGE);
        assertThat(err.toString().strip()).isEqualTo(line);
    }

    @Test
    void a_damaged_history_is_one_line_and_the_harness_failed() throws Exception {
        Files.writeString(directory.resolve("history.jsonl"),
                "{\"index\":0,\"time\":0,\"process\":\"runner\",\"type\":\"info\",\"f\":\"run\",\"value\":{\"historyVersion\":1}}\nnonsense\n{}\n");

        assertThat(execute("recheck", directory.toString())).isEqualTo(Main.HARNESS_FAILED);
        assertThat(err.toString().strip()).startsWith("minos: ").contains("line 2").hasLineCount(1);
    }

    @Test
    void nodes_that_do_not_start_are_one_line_with_what_they_said_and_the_details_in_a_file() throws Exception {
        Path program = Files.writeString(directory.resolve("etcd"), "#!/bin/sh\necho out of order\nexit 3\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(execute("run", "smoke", "--target", "etcd:" + program, "--out", directory.resolve("runs").toString())).isEqualTo(Main.HARNESS_FAILED);
        assertThat(err.toString().strip()).hasLineCount(1).startsWith("minos: the harness failed: n1 ended instead of serving")
                .contains("out of order").contains("failure.log");
        try (Stream<Path> files = Files.walk(directory.resolve("runs"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("failure.log", "n1.log", "history.jsonl");
        }
    }

    private int execute(String... arguments) {
        return Main.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
