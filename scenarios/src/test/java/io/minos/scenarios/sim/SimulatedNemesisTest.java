package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import io.minos.node.sim.promise.Promises;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioFile;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedNemesisTest {
    /** A loaded cluster of three with these faults. */
    private static final class World {
        private final Scenario scenario;
        private final Promises promises = new Promises(WorldOptions.quiet(3));
        private final SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), 7, List.of(promises));
        private final MemoryRecorder recorder = new MemoryRecorder(cluster::now);
        private final SimulatedNemesis nemesis;

        World(String faults) {
            scenario = ScenarioFile.parse("f.yaml", "name: faults\nworkloads: [{kind: register}]\nduration: 60s\nrate: 100\nfaults: " + faults + "\n");
            cluster.agenda().runUntil(3_000_000_000L);
            SimulatedLoad load = new SimulatedLoad(new SimulatedSystem(cluster, promises, recorder), scenario, Long.MAX_VALUE);
            nemesis = new SimulatedNemesis(cluster, recorder, load::invoked);
            nemesis.schedule(scenario.faults());
        }

        World after(double seconds) {
            cluster.agenda().runUntil(cluster.now() + Math.round(seconds * 1e9));
            return this;
        }

        void end(long... survivors) {
            SortedSet<Long> ids = new TreeSet<>();
            for (long survivor : survivors) {
                ids.add(survivor);
            }
            nemesis.healForGood(ids);
        }

        SimulatedMember leader() {
            return cluster.leader().orElseThrow();
        }

        List<Event> events(String f) {
            return recorder.events().stream().filter(event -> event.f().equals(f)).toList();
        }

        List<String> evidence(String f) {
            List<String> evidence = new ArrayList<>();
            events(f).forEach(event -> event.value().path("evidence").forEach(one -> evidence.add(one.path("what").asText())));
            return evidence;
        }

        boolean effective() {
            List<Event> healed = events(F.FAULT_HEALED);
            return !healed.isEmpty() && healed.stream().allMatch(event -> event.value().path("effective").asBoolean());
        }
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("{kind: kill, target: leader, at: 1s, for: 3s}", "process"),
                Arguments.of("{kind: power-cut, target: all, at: 1s, for: 500ms}", "process"),
                Arguments.of("{kind: pause, target: follower, at: 1s, for: 3s}", "process-state"),
                Arguments.of("{kind: partition, target: leader, at: 1s, for: 3s}", "messages-swallowed"),
                Arguments.of("{kind: partition, parameters: {groups: \"n1|n2,n3\"}, at: 1s, for: 3s}", "messages-swallowed"),
                Arguments.of("{kind: partition, parameters: {links: \"n1-n2,n1-n3\"}, at: 1s, for: 3s}", "messages-swallowed"),
                Arguments.of("{kind: partition-one-way, target: leader, at: 1s, for: 3s}", "messages-swallowed"),
                Arguments.of("{kind: partition-one-way, target: leader, parameters: {direction: in}, at: 1s, for: 3s}", "messages-swallowed"),
                Arguments.of("{kind: client-partition, target: all, at: 1s, for: 3s}", "messages-swallowed"),
                Arguments.of("{kind: latency, target: leader, parameters: {latency: 50ms, jitter: 20ms}, at: 1s, for: 3s}", "messages-delayed"),
                Arguments.of("{kind: loss, target: leader, parameters: {rate: 0.3}, at: 1s, for: 3s}", "messages-lost"),
                Arguments.of("{kind: duplicate, target: leader, at: 1s, for: 3s}", "messages-duplicated"),
                Arguments.of("{kind: clog, target: leader, at: 1s, for: 3s}", "messages-held"),
                Arguments.of("{kind: disk-full, target: leader, at: 1s, for: 3s}", "writes-refused"),
                Arguments.of("{kind: slow-disk, target: leader, parameters: {factor: 50}, at: 1s, for: 3s}", "slow-syncs"),
                Arguments.of("{kind: clock-jump, target: leader, parameters: {by: -90s}, at: 1s, for: 3s}", "clock"),
                Arguments.of("{kind: bit-flip, target: follower, at: 1s, for: 3s}", "start-refused"),
                Arguments.of("{kind: wipe, target: leader, parameters: {learner: true}, at: 1s, for: 3s}", "start-refused"),
                Arguments.of("{kind: member-replace, target: follower, at: 1s, for: 3s}", "members"),
                Arguments.of("{kind: member-replace, target: leader, parameters: {learner: true}, at: 1s, for: 3s}", "members"),
                Arguments.of("{kind: member-add-learner, at: 1s, for: 3s}", "members"),
                Arguments.of("{kind: member-remove, target: random, at: 1s, for: 3s}", "members"),
                Arguments.of("{kind: transfer-leader, target: leader, at: 1s, for: 3s}", "leader-change"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void every_kind_has_evidence_and_the_cluster_is_whole_again(String fault, String evidence) {
        World world = new World("[" + fault + "]").after(40);

        assertThat(world.events(F.FAULT_INJECT)).hasSize(1);
        assertThat(world.evidence(F.FAULT_HEALED)).contains(evidence);
        assertThat(world.effective()).isTrue();
        assertThat(world.nemesis.lost()).isEmpty();
        assertThat(world.leader().status().membership().voters()).hasSize(3).allSatisfy(id -> {
            SimulatedMember member = world.cluster.member(id);
            assertThat(member.isUp() && !member.isPaused()).isTrue();
            assertThat(Math.abs(world.leader().view().revision() - member.view().revision())).isLessThan(20);
        });
    }
}
