package io.minos.scenarios.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.judge.JudgementFile;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import io.minos.node.sim.WorldOptions;
import io.minos.reports.Reports;
import io.minos.scenarios.runner.Run;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedRun;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.SimulatedScenarioFile;
import io.minos.scenarios.sim.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final long SEED = 5;
    private static final RunDirectory.Origin ORIGIN = new RunDirectory.Origin("./minos sim --seed 5", "0.1.0 (abc1234)", Duration.ofSeconds(60));

    @TempDir
    Path directory;

    @Test
    void a_simulation_is_written_down_as_a_run_is() throws IOException {
        Judgement judgement = RunDirectory.write(directory, SimulatedRun.play(small(), SEED), SimulatedRun::play, ORIGIN);

        assertThat(judgement.verdict()).as(judgement.reason()).isEqualTo(Verdict.VALID);
        assertThat(judgement.run()).containsEntry("command", "./minos sim --seed 5").containsEntry("version", "0.1.0 (abc1234)").containsEntry("simulated", true);
        assertThat(judgement.checks()).extracting(CheckResult::check).contains("simulator", "linearizable-register");
        for (String file : List.of(Reports.HISTORY, Reports.RESULT, Reports.SUMMARY, Reports.JUNIT, Reports.HTML, RunDirectory.SCENARIO, RunDirectory.EVENTS)) {
            assertThat(directory.resolve(file)).isNotEmptyFile();
        }
        assertThat(Files.readString(directory.resolve(Reports.HTML))).contains("./minos sim --seed 5");
    }

    @Test
    void its_scenario_replays_it() throws IOException {
        Played played = SimulatedRun.play(small(), SEED);
        RunDirectory.write(directory, played, SimulatedRun::play, ORIGIN);

        SimulatedScenario read = SimulatedScenarioFile.read(directory.resolve(RunDirectory.SCENARIO));
        assertThat(SimulatedRun.play(read, read.scenario().seed().orElseThrow()).eventHash()).isEqualTo(played.eventHash());
    }

    @Test
    void a_promise_broken_inside_is_a_check_of_its_own_also_when_judged_again() throws IOException {
        Played broken = violating(SimulatedRun.play(small(), SEED), new Violation("one-leader-a-term", "n1 and n2 lead in term 7"));
        Judgement judgement = RunDirectory.write(directory, broken, (scenario, seed, events) -> broken, ORIGIN);

        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        CheckResult simulator = judgement.checks().stream().filter(check -> check.check().equals("simulator")).findFirst().orElseThrow();
        assertThat(simulator.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(simulator.anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.kind()).isEqualTo("one-leader-a-term");
            assertThat(anomaly.summary()).isEqualTo("one-leader-a-term: n1 and n2 lead in term 7");
            assertThat(anomaly.steps()).hasSize(24).endsWith(broken.newest().get(broken.newest().size() - 1));
        });
        assertThat(JudgementFile.read(directory.resolve(Reports.RESULT)).verdict()).isEqualTo(Verdict.INVALID);
        assertThat(Run.judge(directory, Map.of(), ORIGIN.timePerCheck()).verdict()).isEqualTo(Verdict.INVALID);
        for (String file : List.of(Reports.SUMMARY, Reports.JUNIT, Reports.HTML)) {
            assertThat(Files.readString(directory.resolve(file))).contains("one-leader-a-term", "n1 and n2 lead in term 7");
        }
    }

    @Test
    void a_promise_that_the_history_shows_broken_is_not_told_twice() throws IOException {
        Played broken = violating(SimulatedRun.play(small(), SEED), new Violation("watch", "a change is missing"));

        assertThat(RunDirectory.write(directory, broken, (scenario, seed, events) -> broken, ORIGIN).checks())
                .filteredOn(check -> check.check().equals("simulator")).extracting(CheckResult::verdict).containsExactly(Verdict.VALID);
    }

    @Test
    void a_scenarios_choice_of_checks_does_not_hide_what_the_simulator_saw() throws IOException {
        Played broken = violating(SimulatedRun.play(Parts.scenario(small(), "checks", List.of("durability")).get(0), SEED), new Violation("log-matching", "n1 and n2 at 7"));

        assertThat(RunDirectory.write(directory, broken, (scenario, seed, events) -> broken, ORIGIN).verdict()).isEqualTo(Verdict.INVALID);
    }

    @Test
    void a_seed_that_goes_differently_the_second_time_is_a_failure_of_the_harness() {
        Played played = SimulatedRun.play(small(), SEED);

        assertThatThrownBy(() -> RunDirectory.write(directory, played, (scenario, seed, events) -> SimulatedRun.play(scenario, SEED + 1), ORIGIN))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("seed 5 went differently");
    }

    private static SimulatedScenario small() {
        List<Workload> workloads = List.of(new Workload.Register(3, 5, 40), new Workload.Set(1, 50), new Workload.Watch(2, 1, Duration.ofSeconds(2)));
        Scenario scenario = new Scenario("small", "", new Scenario.Cluster("reference", 3, Map.of(), 1 << 30), workloads, List.of(), Duration.ofSeconds(4), 100, 6,
                Duration.ofSeconds(2), Duration.ZERO, List.of(), OptionalLong.empty());
        return new SimulatedScenario(scenario, WorldOptions.quiet(3), Duration.ofSeconds(30), 0, SimulatedScenario.WITHOUT_END);
    }

    private static Played violating(Played played, Violation violation) {
        return Alteration.with(played, "violation", Optional.of(violation)).orElseThrow();
    }
}
