package io.minos.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.sim.EventLog;
import io.minos.scenarios.catalogue.Catalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the README tells people to type is understood. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String LAUNCHER = "./minos";
    /** What the launcher does itself; the rest is for the command line that is tested here. */
    private static final Set<String> LAUNCHERS_OWN = Set.of("node", "build", "test");

    /** Each command of the fenced blocks, without comment, redirection and ampersand. */
    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path readme : List.of(ROOT.resolve("README.md"), ROOT.resolve("scenarios").resolve("README.md"))) {
            boolean fenced = false;
            for (String line : Files.readAllLines(readme)) {
                if (line.startsWith("```")) {
                    fenced = !fenced;
                } else if (fenced && line.startsWith(LAUNCHER + " ")) {
                    commands.add(line.substring(LAUNCHER.length()).replaceAll("\\s+[#>&].*", "").strip());
                }
            }
        }
        return commands;
    }

    static Stream<String> ours() throws IOException {
        return commands().stream().filter(command -> !LAUNCHERS_OWN.contains(words(command)[0]));
    }

    static Stream<String> launchersOwn() throws IOException {
        return commands().stream().filter(command -> LAUNCHERS_OWN.contains(words(command)[0]));
    }

    private static String[] words(String command) {
        return command.split("\\s+");
    }

    @Test
    void the_readme_has_commands_of_both_kinds() throws IOException {
        assertThat(ours()).hasSizeGreaterThan(5);
        assertThat(launchersOwn()).hasSizeGreaterThan(3);
    }

    @Test
    void the_legend_of_simulations_is_the_one_their_logs_begin_with() throws IOException {
        assertThat(Files.readString(ROOT.resolve("scenarios").resolve("README.md"))).contains(String.join("\n", EventLog.legend()));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void the_command_line_understands_it(String command) {
        CommandLine.ParseResult parsed = new CommandLine(new Main()).parseArgs(words(command));

        assertThat(parsed.hasSubcommand()).isTrue();
        CommandLine.ParseResult sub = parsed.subcommand();
        if (Set.of("run", "scenarios", "sim").contains(sub.commandSpec().name())) {
            sub.matchedPositionals().stream().flatMap(given -> given.stringValues().stream()).filter(name -> !name.endsWith(".yaml"))
                    .forEach(name -> assertThat(Catalogue.names()).contains(name));
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void what_costs_nothing_is_run(String command) {
        if (!command.startsWith("scenarios") && !command.endsWith("--help")) {
            return;
        }
        var out = new StringWriter();
        var err = new StringWriter();
        assertThat(Main.execute(words(command), new PrintWriter(out), new PrintWriter(err))).as(err.toString()).isZero();
        assertThat(out.toString()).isNotBlank();
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("launchersOwn")
    void the_launcher_knows_it(String command) throws Exception {
        String verbs = Arrays.stream(words(command)).takeWhile(word -> word.matches("[a-z]+")).collect(Collectors.joining(" "));

        assertThat(launcherUsage()).anyMatch(line -> line.matches("  " + verbs + "( .*)?"));
    }

    private static List<String> launcherUsage() throws Exception {
        Process usage = new ProcessBuilder("bash", ROOT.resolve("minos").toString(), "help").redirectErrorStream(true).start();
        try (var said = usage.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = said.lines().toList();
            assertThat(usage.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            usage.destroyForcibly();
        }
    }
}
