package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.verdict.Measure;
import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.catalogue.Catalogue;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.ScenarioFile;
import io.minos.scenarios.scenario.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedScenarioFileTest {
    private static final String SMALL = "name: small\nworkloads: [{kind: register}]\n";

    @Test
    void what_is_written_reads_back_equal() {
        LongStream.range(0, 500).mapToObj(Swarm::draw).forEach(drawn ->
                assertThat(SimulatedScenarioFile.parse("f.yaml", SimulatedScenarioFile.write(drawn))).isEqualTo(drawn));
    }

    @Test
    void what_no_swarm_draws_reads_back_equal_too() {
        Scenario scenario = new Scenario("odd", "said: \"it's\\odd\",\n{1.50} # \u00e9 ", new Scenario.Cluster("reference", 2, Map.of("snapshot-count", "0100"), 12_345),
                List.of(new Workload.Set(1, 1)),
                List.of(new FaultSpec(FaultKind.KILL, new Target.OneOf(List.of(new Target.Any(), new Target.Named(List.of("n1", "n2")), new Target.Leader())),
                                Map.of(), new Trigger.Every(Duration.ofNanos(1_234_567_891), Duration.ofMillis(1)), Duration.ofNanos(7)),
                        new FaultSpec(FaultKind.PAUSE, new Target.All(), Map.of(), new Trigger.Operations(5), Duration.ZERO)),
                Duration.ofMinutes(90), 0.1, 1, Duration.ofMillis(1), Duration.ofSeconds(1), List.of("watch", "availability"),
                Map.of(Measure.ELSEWHERE, Duration.ofMillis(1_234_567), Measure.NEW_LEADER, Duration.ofMillis(1)), OptionalLong.of(-1));
        WorldOptions quiet = WorldOptions.quiet(2);
        SimulatedScenario odd = new SimulatedScenario(scenario, new WorldOptions(2, new WorldOptions.Net(1, 2, WorldOptions.Net.Shape.LONG_TAIL, 1e-9, 1, false),
                new WorldOptions.Disk(3, 0), new WorldOptions.Clocks(0.1, 4), quiet.node()), Duration.ofNanos(1), 9, 3, 17);

        assertThat(SimulatedScenarioFile.parse("f.yaml", SimulatedScenarioFile.write(odd))).isEqualTo(odd);
    }

    static Stream<String> names() {
        return Catalogue.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_scenario_of_real_runs_can_be_simulated(String name) {
        SimulatedScenario simulated = SimulatedScenarioFile.find(name);

        assertThat(simulated.scenario()).isEqualTo(Catalogue.scenario(name));
        assertThat(simulated.world().members()).isEqualTo(simulated.scenario().cluster().nodes());
        assertThat(simulated.world().disk().capacityBytes()).isEqualTo(simulated.scenario().cluster().diskBytes());
    }

    @Test
    void a_scenario_with_a_section_for_the_simulator_still_runs_for_real() {
        String yaml = SMALL + "simulation: {leases: 3}\n";

        assertThat(ScenarioFile.parse("f.yaml", yaml)).isEqualTo(ScenarioFile.parse("f.yaml", SMALL));
    }

    @Test
    void flags_of_etcd_become_options_and_the_section_has_the_last_word() {
        WorldOptions.Node node = SimulatedScenarioFile.parse("f.yaml", SMALL + """
                cluster:
                  disk: 3MiB
                  flags: {snapshot-count: 500, quota-backend-bytes: 1000000, heartbeat-interval: 50, election-timeout: 400, auto-compaction-mode: revision, auto-compaction-retention: 70}
                simulation:
                  node: {catchUpEntries: 7, heartbeatTicks: 4}
                """).world().node();

        assertThat(node.snapshotCount()).isEqualTo(500);
        assertThat(node.quotaBytes()).isEqualTo(1_000_000);
        assertThat(node.electionTicks() * node.tick()).isEqualTo(Duration.ofMillis(400).toNanos());
        assertThat(node.requestTimeout()).isEqualTo(Duration.ofMillis(5_800).toNanos());
        assertThat(node.compactRetention()).isEqualTo(70);
        assertThat(node.catchUpEntries()).isEqualTo(7);
        assertThat(node.heartbeatTicks()).isEqualTo(4);
    }

    @Test
    void the_readme_says_what_is_left_out_and_which_kinds_there_are() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("\nsimulation:") + 1, readme.indexOf("```", readme.indexOf("\nsimulation:")));
        SimulatedScenario said = SimulatedScenarioFile.parse("README.md", SMALL + section);
        SimulatedScenario leftOut = SimulatedScenarioFile.parse("f.yaml", SMALL);

        assertThat(said.world()).isEqualTo(leftOut.world());
        assertThat(said.settleWithin()).isEqualTo(leftOut.settleWithin());
        assertThat(said.leases()).isEqualTo(leftOut.leases());
        assertThat(FaultKind.values()).allSatisfy(kind -> assertThat(readme).contains("`" + kind.text() + "`"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                section("colour: red", "simulation.colour is not a field; there are network, disk, clocks, node, settleWithin, leases, users, operationsMax"),
                section("network: {los: 1}", "simulation.network.los is not a field; there are latencyMin, latencyMean, shape, loss, duplication, ordered"),
                section("network: {loss: 1.5}", "simulation.network.loss must be from 0 to 1, not 1.5"),
                section("network: {shape: round}", "simulation.network.shape cannot be \"round\"; allowed are exponential, long-tail, uniform"),
                section("network: {ordered: maybe}", "simulation.network.ordered cannot be \"maybe\"; allowed are false, true"),
                section("disk: {syncMean: 3}", "simulation.disk.syncMean must be a duration such as 500ms, 10s or 2m, not \"3\""),
                section("node: {heartbeatTicks: 100}", "simulation.node electionTicks must be more than heartbeatTicks"),
                section("node: {snapshotCount: 0}", "simulation.node snapshotCount is too small"),
                section("operationsMax: 0", "simulation operationsMax must be positive"),
                section("settleWithin: 0s", "simulation settleWithin must be positive"),
                Arguments.of(SMALL + "simulation: 3\n", "simulation must be a mapping with network, disk, clocks, node, settleWithin, leases, users, operationsMax"),
                Arguments.of(SMALL + "cluster: {target: etcd}\n", "cluster.target cannot be etcd in the simulator, only reference"),
                Arguments.of(SMALL + "cluster: {flags: {pre-vote: false}}\n", "cluster.flags.pre-vote means nothing in the simulator; it knows "
                        + "snapshot-count, quota-backend-bytes, heartbeat-interval, election-timeout, auto-compaction-mode, auto-compaction-retention, experimental-watch-progress-notify-interval"),
                Arguments.of(SMALL + "cluster: {flags: {auto-compaction-retention: 1h}}\n",
                        "cluster.flags.auto-compaction-mode must be revision: the simulator does not compact by age"),
                Arguments.of(SMALL + "faults: [{kind: kill, target: [random, etcd-1]}]\n", "in the simulator the nodes of faults are called n1, n2 and so on"),
                Arguments.of(SMALL + "faults: [{kind: partition, parameters: {links: n1-x}}]\n", "in the simulator the nodes of faults are called n1, n2 and so on"),
                Arguments.of(SMALL + "faults: [{kind: disk-full, parameters: {leave: 1MiB}}]\n",
                        "disk-full leaves nothing in the simulator; without leave it can be simulated"));
    }

    private static Arguments section(String section, String complaint) {
        return Arguments.of(SMALL + "simulation: {" + section + "}\n", complaint);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_one_line(String yaml, String message) {
        assertThatThrownBy(() -> SimulatedScenarioFile.parse("f.yaml", yaml)).isInstanceOf(ScenarioException.class).hasMessage("f.yaml: " + message);
    }
}
