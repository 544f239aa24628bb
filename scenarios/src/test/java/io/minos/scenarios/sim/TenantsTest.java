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

class TenantsTest {
    private static SimulatedScenario quiet(int users) {
        Scenario scenario = new Scenario("quiet", "", new Scenario.Cluster("reference", 3, Map.of("snapshot-count", "100"), 1 << 20), List.of(new Workload.Register(2, 4, 40)), List.of(), Duration.ofSeconds(30), 20, 4,
                Duration.ofSeconds(2), Duration.ZERO, List.of(), OptionalLong.empty());
        return new SimulatedScenario(scenario, WorldOptions.quiet(3), Duration.ofSeconds(30), 1, users, SimulatedScenario.WITHOUT_END);
    }

    @Test
    void users_come_and_go_and_are_let_in_and_turned_away() {
        Played played = SimulatedRun.play(quiet(3), 1);
        assertThat(played.violation()).isEmpty();
        assertThat(played.doubts()).isEmpty();
        assertThat(calls(played, "auth", Event.Type.OK)).hasSizeGreaterThan(50);
        assertThat(calls(played, "tenant", Event.Type.OK)).hasSizeGreaterThan(100).anyMatch(event -> event.value().path("as").asText().isEmpty());
        assertThat(calls(played, "tenant", Event.Type.FAIL)).extracting(Event::error).contains("permission-denied", "unauthenticated");
    }

    @Test
    void without_users_authentication_stays_off() {
        Played played = SimulatedRun.play(quiet(0), 1);
        assertThat(played.violation()).isEmpty();
        assertThat(played.history()).extracting(Event::f).doesNotContain("auth", "tenant");
    }

    private static List<Event> calls(Played played, String f, Event.Type type) {
        return played.history().stream().filter(event -> event.f().equals(f) && event.type() == type).toList();
    }
}
