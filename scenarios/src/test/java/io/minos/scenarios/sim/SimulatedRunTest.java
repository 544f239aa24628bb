package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SimulatedRunTest {
    private static SimulatedScenario quiet(List<Workload> workloads) {
        Scenario scenario = new Scenario("quiet", "", new Scenario.Cluster("reference", 3, Map.of(), 1 << 20), workloads, List.of(), Duration.ofSeconds(10), 100, 10,
                Duration.ofSeconds(2), Duration.ofSeconds(3), List.of(), OptionalLong.empty());
        return new SimulatedScenario(scenario, WorldOptions.quiet(3), Duration.ofSeconds(30), 0, Long.MAX_VALUE);
    }

    private static final List<Workload> ALL = List.of(new Workload.Register(3, 5, 40), new Workload.Set(1, 50), new Workload.Txn(1, 3, 4, 30),
            new Workload.Watch(4, 1, Duration.ofSeconds(2)), new Workload.Readers(3));

    @Test
    void a_quiet_world_keeps_every_promise_and_leaves_no_doubt() {
        Played played = SimulatedRun.play(quiet(ALL), 1);
        assertThat(played.violation()).isEmpty();
        assertThat(played.doubts()).isEmpty();
        assertThat(played.operations()).isBetween(900L, 1200L);
        assertThat(played.history()).filteredOn(event -> event.type() == Event.Type.OK).hasSizeGreaterThan(900);
    }

    @Test
    void the_same_seed_gives_the_same_history_and_another_gives_another() {
        Played played = SimulatedRun.play(quiet(ALL), 7);
        assertThat(SimulatedRun.play(quiet(ALL), 7)).isEqualTo(played);
        assertThat(SimulatedRun.play(quiet(ALL), 8).eventHash()).isNotEqualTo(played.eventHash());
    }
}
