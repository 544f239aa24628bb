package io.minos.scenarios.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.verdict.Measure;
import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioFileTest {
    private static final String TOP =
            "name, description, cluster, workloads, faults, duration, rate, concurrency, timeout, compactEvery, checks, limits, seed, simulation";
    private static final String SMALL = "name: small\nworkloads: [{kind: register}]\n";

    @Test
    void everything_can_be_said() {
        Scenario scenario = ScenarioFile.parse("f.yaml", """
                name: all-of-it
                description: what can be said
                cluster: {target: "etcd:/opt/etcd", nodes: 5, disk: 64MiB, flags: {snapshot-count: 500, pre-vote: true}}
                workloads:
                  - {kind: register, share: 3, keys: 7, operationsPerKey: 90}
                  - {kind: set, share: 1, elementsPerSet: 11}
                  - {kind: txn, share: 2, groups: 4, keysPerGroup: 5, transactionsPerGroup: 6}
                  - {kind: lease, share: 1, held: 4, ttlSeconds: 3, keysPerLease: 2, operationsPerLease: 9}
                  - {kind: lock, share: 1, locks: 3, contendersPerLock: 4, ttlSeconds: 5, dozePercent: 6, strict: true}
                  - {kind: watch, streams: 9, old: 3, restartEvery: 1500ms}
                faults:
                  - {kind: partition, target: leader, at: 1.5s, for: 2s}
                  - {kind: latency, target: "n1, n2", parameters: {latency: 80ms}, afterOperations: 100}
                  - {kind: kill, target: [random, leader, "n1,n2"], at: 1s, every: 2400ms, for: 300ms}
                duration: 2m
                rate: 12.5
                concurrency: 4
                timeout: 500ms
                compactEvery: 10s
                checks: [watch, set, availability]
                limits: {newLeader: 5s, withoutSuccess: 1500ms, everywhereAfterHeal: 1m}
                seed: 99
                """);

        assertThat(scenario.cluster()).isEqualTo(new Scenario.Cluster("etcd:/opt/etcd", 5, Map.of("snapshot-count", "500", "pre-vote", "true"), 64 << 20));
        assertThat(scenario.workloads()).containsExactly(new Workload.Register(3, 7, 90), new Workload.Set(1, 11), new Workload.Txn(2, 4, 5, 6),
                new Workload.Lease(1, 4, 3, 2, 9), new Workload.Lock(1, 3, 4, 5, 6, true), new Workload.Watch(9, 3, Duration.ofMillis(1500)));
        assertThat(scenario.faults()).containsExactly(
                new FaultSpec(FaultKind.PARTITION, new Target.Leader(), Map.of(), new Trigger.After(Duration.ofMillis(1500)), Duration.ofSeconds(2)),
                new FaultSpec(FaultKind.LATENCY, new Target.Named(List.of("n1", "n2")), Map.of("latency", "80ms"), new Trigger.Operations(100), Duration.ZERO),
                new FaultSpec(FaultKind.KILL, new Target.OneOf(List.of(new Target.Any(), new Target.Leader(), new Target.Named(List.of("n1", "n2")))),
                        Map.of(), new Trigger.Every(Duration.ofSeconds(1), Duration.ofMillis(2400)), Duration.ofMillis(300)));
        assertThat(scenario.duration()).isEqualTo(Duration.ofMinutes(2));
        assertThat(scenario.rate()).isEqualTo(12.5);
        assertThat(scenario.concurrency()).isEqualTo(4);
        assertThat(scenario.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(scenario.compactEvery()).isEqualTo(Duration.ofSeconds(10));
        assertThat(scenario.checks()).containsExactly("watch", "set", "availability");
        assertThat(scenario.limits()).containsExactly(Map.entry(Measure.WITHOUT_SUCCESS, Duration.ofMillis(1500)), Map.entry(Measure.NEW_LEADER, Duration.ofSeconds(5)),
                Map.entry(Measure.EVERYWHERE_AFTER_HEAL, Duration.ofMinutes(1)));
        assertThat(scenario.seed()).isEqualTo(OptionalLong.of(99));
    }

    @Test
    void little_needs_to_be_said() {
        Scenario scenario = ScenarioFile.parse("f.yaml", SMALL);

        assertThat(scenario.cluster().target()).isEqualTo("reference");
        assertThat(scenario.cluster().nodes()).isEqualTo(3);
        assertThat(scenario.faults()).isEmpty();
        assertThat(scenario.seed()).isEmpty();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("name: x\n", "f.yaml: workloads must name at least one"),
                Arguments.of("workloads: [{kind: set}]\n", "f.yaml: name is missing"),
                Arguments.of(SMALL + "colour: red\n", "f.yaml: colour is not a field; there are " + TOP),
                Arguments.of(SMALL + "rate: fast\n", "f.yaml: rate must be a number such as 200, not \"fast\""),
                Arguments.of(SMALL + "rate: -1\n", "f.yaml: rate must be positive, not -1.0"),
                Arguments.of(SMALL + "duration: 10\n", "f.yaml: duration must be a duration such as 500ms, 10s or 2m, not \"10\""),
                Arguments.of(SMALL + "duration: 0s\n", "f.yaml: duration must be positive"),
                Arguments.of(SMALL + "concurrency: 0\n", "f.yaml: concurrency must be 1 to 200, not 0"),
                Arguments.of(SMALL + "seed: x\n", "f.yaml: seed must be a whole number such as 7, not \"x\""),
                Arguments.of(SMALL + "cluster: {target: zookeeper}\n",
                        "f.yaml: cluster.target cannot be \"zookeeper\"; allowed are etcd, etcd:PATH, reference"),
                Arguments.of(SMALL + "cluster: {nodes: 0}\n", "f.yaml: cluster nodes must be 1 to 9, not 0"),
                Arguments.of(SMALL + "cluster: {disk: much}\n", "f.yaml: cluster.disk must be a size such as 192MiB, not \"much\""),
                Arguments.of(SMALL + "cluster: {flags: [a]}\n", "f.yaml: cluster.flags must be a mapping of names to values"),
                Arguments.of(SMALL + "cluster: 3\n", "f.yaml: cluster must be a mapping with target, nodes, flags, disk"),
                Arguments.of(SMALL + "faults: [{kind: flood}]\n",
                        "f.yaml: faults[0].kind cannot be \"flood\"; allowed are "
                                + "bit-flip, client-partition, clock-jump, clog, disk-full, duplicate, kill, latency, loss, member-add-learner, "
                                + "member-remove, member-replace, partition, partition-one-way, pause, power-cut, slow-disk, transfer-leader, wipe"),
                Arguments.of(SMALL + "faults: [{target: leader}]\n", "f.yaml: faults[0].kind is missing"),
                Arguments.of(SMALL + "faults: [{kind: kill, at: 1s, afterOperations: 5}]\n", "f.yaml: faults[0].at and afterOperations exclude each other"),
                fault("{kind: kill, every: 2s, afterOperations: 5, for: 1s}", ".every and afterOperations exclude each other"),
                fault("{kind: kill, every: 2s}", ".every needs a for, since each must end before the next"),
                fault("{kind: kill, every: 2s, for: 0s}", " kill: one that repeats must end, so it needs a duration"),
                fault("{kind: kill, every: 0s, for: 1s}", " a period must be positive"),
                fault("{kind: kill, every: often, for: 1s}", ".every must be a duration such as 500ms, 10s or 2m, not \"often\""),
                fault("{kind: kill, target: []}", " a choice of targets needs at least one"),
                fault("{kind: kill, target: [leader, [n1]]}", ".target[1] must be a plain value"),
                Arguments.of(SMALL + "limits: {leader: 5s}\n", "f.yaml: limits.leader is not a field; there are withoutSuccess, newLeader, elsewhere, everywhereAfterHeal"),
                Arguments.of(SMALL + "limits: {newLeader: 5}\n", "f.yaml: limits.newLeader must be a duration such as 500ms, 10s or 2m, not \"5\""),
                Arguments.of(SMALL + "limits: {newLeader: 0s}\n", "f.yaml: limits.newLeader must be whole milliseconds, at least 1ms"),
                Arguments.of(SMALL + "limits: {elsewhere: 1.5ms}\n", "f.yaml: limits.elsewhere must be whole milliseconds, at least 1ms"),
                Arguments.of(SMALL + "limits: 10s\n", "f.yaml: limits must be a mapping with withoutSuccess, newLeader, elsewhere, everywhereAfterHeal"),
                Arguments.of(SMALL + "checks: [set]\nlimits: {newLeader: 5s}\n", "f.yaml: limits are judged by the check availability, which checks does not name"),
                Arguments.of(SMALL + "checks: [{a: b}]\n", "f.yaml: checks[0] must be a plain value"),
                Arguments.of(SMALL + "faults: {kind: kill}\n", "f.yaml: faults must be a list"),
                Arguments.of("name: x\nworkloads: [{kind: queue}]\n", "f.yaml: workloads[0].kind cannot be \"queue\"; allowed are lease, lock, readers, register, sessions, set, txn, watch"),
                Arguments.of("name: x\nworkloads: [{kind: set, keys: 3}]\n", "f.yaml: workloads[0].keys is not a field; there are kind, share, elementsPerSet"),
                Arguments.of("name: x\nworkloads: [{kind: set, share: 0}]\n", "f.yaml: workloads[0] share must be positive, not 0"),
                Arguments.of("name: x\nworkloads: [{kind: watch}]\n", "f.yaml: workloads must name at least one that writes: register, set, txn, lease or lock"),
                Arguments.of("name: x\nworkloads: [{kind: lock, contendersPerLock: 1}]\n", "f.yaml: workloads[0] contendersPerLock must be 2 or more, not 1"),
                Arguments.of("name: x\nworkloads: [{kind: lock, dozePercent: 101}]\n", "f.yaml: workloads[0] dozePercent must be 0 to 100, not 101"),
                Arguments.of("name: x\nworkloads: [{kind: lease, held: 0}]\n", "f.yaml: workloads[0] held must be positive, not 0"),
                Arguments.of("name: x\nworkloads: [{kind: set}, {kind: set}]\n", "f.yaml: workloads must not name a kind twice"),
                Arguments.of("name: a b\nworkloads: [{kind: set}]\n", "f.yaml: name must consist of letters, digits and dashes, not \"a b\""),
                Arguments.of("", "f.yaml: must be a mapping with " + TOP));
    }

    private static Arguments fault(String yaml, String complaint) {
        return Arguments.of(SMALL + "faults: [" + yaml + "]\n", "f.yaml: faults[0]" + complaint);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_one_line_that_names_the_file_the_field_and_what_is_allowed(String yaml, String message) {
        assertThatThrownBy(() -> ScenarioFile.parse("f.yaml", yaml)).isInstanceOf(ScenarioException.class).hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void what_is_no_yaml_is_one_line_with_the_line_number(String yaml) {
        assertThatThrownBy(() -> ScenarioFile.parse("f.yaml", yaml)).isInstanceOf(ScenarioException.class)
                .hasMessageMatching("f\\.yaml line \\d+: is not YAML: [^\\n]+");
    }

    static Stream<String> broken() {
        return Stream.of("name: [", "name: x\nname: y\n", "name: x\n\tworkloads: 1\n");
    }

    @Test
    void a_file_that_is_not_there_is_one_line() {
        assertThatThrownBy(() -> ScenarioFile.read(Path.of("no", "such.yaml"))).isInstanceOf(ScenarioException.class)
                .hasMessage("there is no file no/such.yaml");
    }

    @Test
    void a_real_run_refuses_what_exists_only_in_the_simulator() {
        Scenario scenario = ScenarioFile.parse("f.yaml", SMALL + "faults: [{kind: kill}, {kind: power-cut}]\n");

        assertThatThrownBy(() -> RealRun.checked(scenario, "f.yaml")).isInstanceOf(ScenarioException.class)
                .hasMessage("f.yaml: power-cut exists only in the simulator: ./minos sim f.yaml");
        assertThat(RealRun.checked(ScenarioFile.parse("f.yaml", SMALL + "faults: [{kind: kill}]\n"), "f.yaml").faults()).hasSize(1);
    }

    @Test
    void the_command_line_overrides_the_file_and_stretches_the_faults() {
        Scenario scenario = ScenarioFile.parse("f.yaml",
                SMALL + "duration: 40s\nfaults: [{kind: kill, at: 10s, for: 4s}, {kind: pause, afterOperations: 5, for: 2s}]\n");
        Scenario changed = new Overrides(Optional.of("etcd"), Optional.of(5), Optional.of(Overrides.duration("20")),
                Optional.of(50.0), Optional.of(3)).apply(scenario);

        assertThat(changed.cluster().target()).isEqualTo("etcd");
        assertThat(changed.cluster().nodes()).isEqualTo(5);
        assertThat(changed.rate()).isEqualTo(50);
        assertThat(changed.concurrency()).isEqualTo(3);
        assertThat(changed.faults()).extracting(FaultSpec::trigger).containsExactly(new Trigger.After(Duration.ofSeconds(5)), new Trigger.Operations(5));
        assertThat(changed.faults()).extracting(FaultSpec::duration).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(1));
        assertThat(Overrides.none().apply(scenario)).isEqualTo(scenario);
    }

    @Test
    void what_repeats_keeps_its_rhythm_in_a_longer_load_and_still_begins_in_a_shorter_one() {
        Scenario scenario = ScenarioFile.parse("f.yaml", SMALL + "duration: 40s\nfaults: [{kind: kill, at: 10s, every: 3s, for: 1s}]\n");

        assertThat(scaled(scenario, "400s")).isEqualTo(scenario.faults().get(0));
        assertThat(scaled(scenario, "8s").trigger()).isEqualTo(new Trigger.Every(Duration.ofSeconds(2), Duration.ofSeconds(3)));
        assertThat(scaled(scenario, "8s").duration()).isEqualTo(Duration.ofSeconds(1));
    }

    private static FaultSpec scaled(Scenario scenario, String duration) {
        return new Overrides(Optional.empty(), Optional.empty(), Optional.of(Overrides.duration(duration)), Optional.empty(), Optional.empty())
                .apply(scenario).faults().get(0);
    }

    @Test
    void an_override_that_is_not_allowed_is_one_line() {
        Scenario scenario = ScenarioFile.parse("f.yaml", SMALL);

        assertThatThrownBy(() -> new Overrides(Optional.empty(), Optional.of(20), Optional.empty(), Optional.empty(), Optional.empty()).apply(scenario))
                .isInstanceOf(ScenarioException.class).hasMessage("nodes must be 1 to 9, not 20");
        assertThatThrownBy(() -> Overrides.duration("soon")).isInstanceOf(ScenarioException.class)
                .hasMessage("\"soon\" is no duration; write 500ms, 10s or 2m");
    }
}
