package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.node.sim.Network;
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

        List<String> evidence() {
            List<String> evidence = new ArrayList<>();
            recorder.events().stream().filter(event -> event.process().equals(Event.NEMESIS))
                    .forEach(event -> event.value().path("evidence").forEach(one -> evidence.add(one.path("what").asText())));
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
        World world = new World("[" + fault + "]").after(18);

        assertThat(world.events(F.FAULT_INJECT)).hasSize(1);
        assertThat(world.evidence()).contains(evidence);
        assertThat(world.effective()).isTrue();
        assertThat(world.nemesis.lost()).isEmpty();
        assertThat(world.cluster.up()).allSatisfy(member -> assertThat(member.clock().wallMillis()).isEqualTo(world.leader().clock().wallMillis()));
        assertThat(world.leader().status().membership().voters()).hasSize(3).allSatisfy(id -> {
            SimulatedMember member = world.cluster.member(id);
            assertThat(member.isUp() && !member.isPaused()).isTrue();
            assertThat(Math.abs(world.leader().view().revision() - member.view().revision())).isLessThan(20);
        });
    }

    @Test
    void who_is_dead_cannot_be_hit_and_the_fault_waits_for_him() {
        World world = new World("[{kind: kill, target: n1, at: 1s, for: 4s}, {kind: pause, target: n1, at: 2s, for: 1s}]");

        assertThat(world.after(4.9).events(F.FAULT_INJECT)).hasSize(1);
        assertThat(world.after(0.2).events(F.FAULT_INJECT)).hasSize(2);
        assertThat(world.cluster.member(1).isPaused()).isTrue();
    }

    @Test
    void a_fault_of_the_leader_waits_until_there_is_one() {
        World world = new World("[{kind: kill, target: all, at: 1s, for: 2s}, {kind: partition, target: leader, at: 2s, for: 1s}]");

        assertThat(world.after(3).events(F.FAULT_INJECT)).hasSize(1);
        assertThat(world.after(5).events(F.FAULT_INJECT)).hasSize(2);
        assertThat(world.effective()).isTrue();
    }

    @Test
    void what_repeats_never_overlaps() {
        World world = new World("[{kind: kill, target: random, at: 1s, every: 1s, for: 1500ms}, {kind: pause, target: random, at: 1s, every: 1s, for: 1500ms}]").after(20);

        int inForce = 0;
        for (Event event : world.recorder.events()) {
            inForce += event.f().equals(F.FAULT_INJECT) ? 1 : event.f().equals(F.FAULT_HEALED) ? -1 : 0;
            assertThat(inForce).isBetween(0, 1);
        }
        assertThat(world.events(F.FAULT_INJECT)).hasSizeBetween(12, 14);
    }

    @Test
    void a_fault_may_wait_for_operations() {
        World world = new World("[{kind: kill, target: n2, afterOperations: 300, for: 1s}]");

        assertThat(world.after(2).events(F.FAULT_INJECT)).isEmpty();
        assertThat(world.after(2).events(F.FAULT_INJECT)).hasSize(1);
    }

    @Test
    void never_more_disks_are_lost_than_a_minority() {
        World world = new World("[{kind: wipe, target: random, at: 1s}, {kind: bit-flip, target: random, at: 2s}, {kind: wipe, target: leader, at: 3s}]").after(10);

        assertThat(world.nemesis.lost()).hasSize(1);
        assertThat(world.events(F.FAULT_INJECT)).hasSize(1);
        assertThat(world.cluster.up()).hasSize(2);
        world.end(world.cluster.up().get(0).id(), world.cluster.up().get(1).id());
        assertThat(world.events(F.FAULT_HEALED)).extracting(event -> event.value().path("effective").asBoolean()).containsExactly(true, false, false);
    }

    @Test
    void a_member_is_replaced_by_one_that_has_never_been_before_the_next_may_go() {
        World world = new World("[{kind: wipe, target: random, at: 1s, for: 1s}, {kind: member-replace, target: random, at: 1s, for: 1s}, "
                + "{kind: wipe, target: random, at: 1s, for: 1s}]");

        for (int i = 0; i < 200; i++) {
            world.after(0.1);
            assertThat(world.cluster.leader().map(leader -> leader.status().membership().members().size()).orElse(3)).isBetween(2, 4);
        }
        assertThat(world.leader().status().membership().voters()).hasSize(3).isSubsetOf(1L, 2L, 3L, 4L, 5L, 6L).contains(6L);
        assertThat(world.effective()).isTrue();
    }

    @Test
    void one_member_is_removed_at_a_time() {
        World world = new World("[{kind: member-remove, target: random, at: 1s, for: 4s}, {kind: member-remove, target: random, at: 1s, for: 4s}]");

        for (int i = 0; i < 150; i++) {
            world.after(0.1);
            assertThat(world.cluster.leader().map(leader -> leader.status().membership().voters().size()).orElse(3)).isBetween(2, 3);
        }
        assertThat(world.events(F.FAULT_HEALED)).hasSize(2);
        assertThat(world.effective()).isTrue();
    }

    @Test
    void in_the_end_only_the_survivors_are_healed() {
        World world = new World("[{kind: kill, target: n3, at: 1s}, {kind: pause, target: n2, at: 1s}, {kind: partition, parameters: {links: n1-n2}, at: 1s}]").after(2);

        world.end(1, 2);
        world.after(10);
        assertThat(world.cluster.member(3).isUp()).isFalse();
        assertThat(world.cluster.member(2).isPaused()).isFalse();
        assertThat(world.cluster.network().isCut(new Network.Link(1, 2))).isFalse();
        assertThat(world.leader().id()).isBetween(1L, 2L);
        assertThat(world.events(F.FAULT_HEALED)).hasSize(3);
    }

    /** Otherwise the limping one might keep them from a leader of their own for ever. */
    @Test
    void in_the_end_one_that_only_some_hear_is_cut_off() {
        World world = new World("[{kind: partition, parameters: {links: n1-n3}, at: 1s}]").after(2);

        world.end(1, 2);
        assertThat(List.of(new Network.Link(3, 1), new Network.Link(1, 3), new Network.Link(3, 2), new Network.Link(2, 3)))
                .allMatch(world.cluster.network()::isCut);
        assertThat(world.cluster.network().isCut(new Network.Link(1, 2))).isFalse();
    }

    @Test
    void in_the_end_what_never_came_is_recorded_and_nothing_more_comes() {
        World world = new World("[{kind: kill, target: n1, at: 50s}, {kind: kill, target: n2, at: 1s, every: 2s, for: 1s}]").after(2);

        world.end(1, 2, 3);
        int events = world.events(F.FAULT_INJECT).size();
        world.after(60);
        assertThat(world.events(F.FAULT_INJECT)).hasSize(events).last().satisfies(event -> assertThat(event.value().path("id").asText()).isEqualTo("missed-kill"));
        assertThat(world.cluster.up()).hasSize(3);
    }

    @Test
    void two_faults_may_cut_one_link_and_it_is_whole_when_both_are_healed() {
        World world = new World("[{kind: partition, target: n1, at: 1s, for: 3s}, {kind: partition, parameters: {groups: \"n1,n3|n2\"}, at: 2s, for: 3s}]");
        Network.Link link = new Network.Link(1, 2);

        assertThat(world.after(1.5).cluster.network().isCut(link)).isTrue();
        assertThat(world.after(3).cluster.network().isCut(link)).isTrue();
        assertThat(world.after(1).cluster.network().isCut(link)).isFalse();
    }

    @Test
    void the_same_schedule_is_the_same_to_the_last_event() {
        String faults = "[{kind: wipe, target: random, at: 1s, for: 1s}, {kind: kill, target: [random, leader], at: 2s, every: 1s, for: 100ms}]";

        World once = new World(faults).after(8);
        World again = new World(faults).after(8);
        assertThat(again.cluster.log().hash()).isEqualTo(once.cluster.log().hash());
        assertThat(again.recorder.events()).isEqualTo(once.recorder.events());
    }
}
