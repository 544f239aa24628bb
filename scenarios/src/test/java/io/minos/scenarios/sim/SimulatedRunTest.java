package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SimulatedRunTest {
    private static SimulatedScenario quiet(List<Workload> workloads) {
        Scenario scenario = new Scenario("quiet", "", new Scenario.Cluster("reference", 3, Map.of(), 1 << 20), workloads, List.of(), Duration.ofSeconds(10), 100, 10,
                Duration.ofSeconds(2), Duration.ofSeconds(3), List.of(), OptionalLong.empty());
        return new SimulatedScenario(scenario, WorldOptions.quiet(3), Duration.ofSeconds(30), 2, SimulatedScenario.WITHOUT_END);
    }

    private static final List<Workload> ALL = List.of(new Workload.Register(3, 5, 40), new Workload.Set(1, 50), new Workload.Txn(1, 3, 4, 30),
            new Workload.Watch(4, 1, Duration.ofSeconds(2)), new Workload.Readers(3), new Workload.Sessions(2, 8));

    @Test
    void a_quiet_world_keeps_every_promise_and_leaves_no_doubt() {
        Played played = SimulatedRun.play(quiet(ALL), 1);
        assertThat(played.violation()).isEmpty();
        assertThat(played.doubts()).isEmpty();
        assertThat(played.operations()).isBetween(1_050L, 1_350L);
        assertThat(played.history()).filteredOn(event -> event.type() == Event.Type.OK).hasSizeGreaterThan(900);
    }

    @Test
    void the_same_seed_gives_the_same_history_and_another_gives_another() {
        Played played = SimulatedRun.play(quiet(ALL), 7);
        assertThat(SimulatedRun.play(quiet(ALL), 7)).isEqualTo(played);
        assertThat(SimulatedRun.play(quiet(ALL), 8).eventHash()).isNotEqualTo(played.eventHash());
    }

    @Test
    void a_simulation_has_the_phases_of_a_run_and_ends_with_the_final_reads_of_all_that_survive() {
        Played played = SimulatedRun.play(quiet(ALL), 3);
        History history = History.of(played.history());
        assertThat(history.notes(F.PHASE)).extracting(event -> event.value().path("name").asText()).containsExactly("setup", "load", "heal", "recovery", "final", "done");
        List<String> survivors = new ArrayList<>();
        history.run().path("nodes").forEach(node -> survivors.add(node.asText()));
        assertThat(survivors).hasSize(2);
        assertThat(history.operations()).filteredOn(operation -> operation.f().equals(F.FINAL_READ) && operation.ok()).extracting(Operation::node).containsOnlyElementsOf(survivors);
        assertThat(history.operations()).extracting(Operation::f).contains("lease-grant", "lease-put", "lease-keep-alive", F.COMPACT, F.WATCH);
    }

    @Test
    void the_load_ends_early_after_as_many_operations_as_are_wanted() {
        SimulatedScenario whole = quiet(ALL);
        Played played = SimulatedRun.play(new SimulatedScenario(whole.scenario(), whole.world(), whole.settleWithin(), 0, 50), 3);
        assertThat(played.operations()).isEqualTo(50);
        assertThat(played.violation()).isEmpty();
    }

    /** A cluster that cannot commit: its members' disks take longer than anybody waits. */
    @Test
    void who_does_not_settle_in_time_breaks_a_promise_of_liveness() {
        SimulatedScenario whole = quiet(ALL);
        WorldOptions quiet = whole.world();
        WorldOptions slow = new WorldOptions(3, quiet.net(), new WorldOptions.Disk(4_000_000_000L, 0), quiet.clocks(), quiet.node());
        Played played = SimulatedRun.play(new SimulatedScenario(whole.scenario(), slow, Duration.ofSeconds(3), 0, 50), 3);
        assertThat(played.violation()).map(Violation::promise).hasValueSatisfying(promise -> assertThat(promise).startsWith("liveness-"));
        assertThat(played.newest()).isNotEmpty();
    }

    private static Played limited(String limits) {
        return SimulatedRun.play(SimulatedScenarioFile.parse("f.yaml", """
                name: limited
                workloads: [{kind: register}]
                duration: 8s
                faults: [{kind: kill, target: leader, at: 1s, for: 3s}]
                limits: %s
                """.formatted(limits)), 5);
    }

    @Test
    void limits_on_how_long_the_service_is_away_are_those_of_real_runs() {
        Played generous = limited("{withoutSuccess: 20s, newLeader: 20s, elsewhere: 20s, everywhereAfterHeal: 20s}");
        assertThat(generous.violation()).isEmpty();
        assertThat(generous.doubts()).isEmpty();
        assertThat(limited("{newLeader: 100ms}").violation()).hasValueSatisfying(violation -> {
            assertThat(violation.promise()).isEqualTo("availability");
            assertThat(violation.detail()).contains("(kill of n", "there was no new leader for", "the limit newLeader is 100 ms");
        });
    }
}
