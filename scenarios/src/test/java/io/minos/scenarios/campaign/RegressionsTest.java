package io.minos.scenarios.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.scenarios.sim.SimulatedRun;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.SimulatedScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What simulations have found: each file is the smallest scenario that showed a bug, with its seed. It must pass from then on. */
class RegressionsTest {
    private static final Path FILES = Path.of("src", "test", "testdata", "sim");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void what_was_found_once_stays_mended(Path file) {
        SimulatedScenario scenario = SimulatedScenarioFile.read(file);

        assertThat(SimulatedRun.play(scenario, scenario.scenario().seed().orElseThrow()).violation()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void it_says_what_it_found_and_at_which_commit(Path file) throws IOException {
        List<String> head = Files.readAllLines(file).stream().takeWhile(line -> line.startsWith("# ")).toList();

        assertThat(head).anyMatch(line -> line.startsWith("# found: ")).anyMatch(line -> line.matches("# commit: [0-9a-f]{7,40}.*"));
    }
}
