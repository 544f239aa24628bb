package io.minos.scenarios.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedRun;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.Swarm;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One seed gives one event log, byte for byte, wherever it is played. */
@Timeout(120)
class DeterminismTest {
    /** Drawn with several members, faults and workloads. */
    private static final long SEED = 11;
    private static final String SECONDS = "10";
    private static final int NODES = 5;

    @TempDir
    Path directory;

    @Test
    void the_same_seed_gives_the_same_again() {
        SimulatedScenario scenario = scenario(SEED);
        Played played = SimulatedRun.play(scenario, SEED);

        assertThat(SimulatedRun.play(scenario, SEED)).isEqualTo(played);
        assertThat(SimulatedRun.play(scenario(SEED + 1), SEED + 1).eventHash()).isNotEqualTo(played.eventHash());
    }

    @Test
    void to_be_watched_changes_nothing() {
        List<String> events = new ArrayList<>();

        assertThat(SimulatedRun.play(scenario(SEED), SEED, events::add)).isEqualTo(SimulatedRun.play(scenario(SEED), SEED));
        assertThat(events).hasSizeGreaterThan(1_000);
    }

    @Test
    void another_jvm_gives_the_same() throws Exception {
        assertSame(java(Path.of(System.getProperty("java.home"))));
    }

    @Test
    void a_newer_jdk_gives_the_same() throws Exception {
        Optional<Path> newer = newerJdk();
        assumeThat(newer).as("a JDK newer than " + Runtime.version().feature() + " beside " + System.getProperty("java.home")).isPresent();
        assertSame(java(newer.orElseThrow()));
    }

    private void assertSame(Path java) throws Exception {
        List<String> events = new ArrayList<>();
        SimulatedRun.play(scenario(SEED), SEED, events::add);
        Path log = directory.resolve("events.log");

        Process child = new ProcessBuilder(java.toString(), "-XX:-UsePerfData", "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.minos.scenarios.cli.Main", "sim", "--seed", "" + SEED, "--seconds-simulated", SECONDS, "--nodes", "" + NODES,
                "--log", log.toString(), "--out", directory.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("out").toFile()).start();
        try {
            assertThat(child.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(log).as(Files.readString(directory.resolve("out"))).exists();
        assertThat(Files.readAllLines(log)).isEqualTo(events);
    }

    private static SimulatedScenario scenario(long seed) {
        return Swarm.draw(seed, new Overrides(Optional.empty(), Optional.of(NODES), Optional.of(Duration.ofSeconds(Long.parseLong(SECONDS))), Optional.empty(), Optional.empty()));
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }

    /** Of those beside the one that runs this, the newest. */
    private static Optional<Path> newerJdk() throws IOException {
        Path beside = Path.of(System.getProperty("java.home")).toRealPath().getParent();
        try (Stream<Path> homes = Files.list(beside)) {
            return homes.filter(home -> Files.isExecutable(java(home)) && feature(home) > Runtime.version().feature())
                    .max((one, other) -> Integer.compare(feature(one), feature(other)));
        }
    }

    /** As its release file says; 0 without. */
    private static int feature(Path home) {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("release"))) {
            release.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return Runtime.Version.parse(release.getProperty("JAVA_VERSION", "0").replace("\"", "")).feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
