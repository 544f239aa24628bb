package io.minos.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
    static Stream<String> names() {
        return Catalogue.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_scenario_can_be_read_and_says_what_it_is(String name) {
        Scenario scenario = Catalogue.scenario(name);

        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.description()).isNotBlank();
    }

    /** Otherwise a fault would be cut short, or never come. */
    @ParameterizedTest
    @MethodSource("names")
    void every_fault_is_over_before_the_load_is(String name) {
        Scenario scenario = Catalogue.scenario(name);

        assertThat(scenario.faults()).allSatisfy(fault -> {
            Duration first = fault.trigger() instanceof Trigger.Every every ? every.first() : ((Trigger.After) fault.trigger()).delay();
            assertThat(first.plus(fault.duration())).isLessThan(scenario.duration());
        });
    }

    @Test
    void the_index_names_every_file() throws Exception {
        Path directory = Path.of(Catalogue.class.getResource("/io/minos/scenarios/catalogue/index").toURI()).getParent();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".yaml")).map(file -> file.replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Catalogue.names());
        }
    }

    @Test
    void the_default_scenario_is_what_is_promised() {
        Scenario scenario = Catalogue.scenario("default");

        assertThat(Catalogue.names().get(0)).isEqualTo("default");
        assertThat(scenario.cluster().nodes()).isEqualTo(3);
        assertThat(scenario.concurrency()).isGreaterThanOrEqualTo(5);
        assertThat(scenario.workloads()).extracting(Workload::kind).containsExactly("register", "readers", "set", "txn", "sessions", "watch");
        assertThat(scenario.faults()).extracting(FaultSpec::kind)
                .containsExactly(FaultKind.PARTITION, FaultKind.KILL, FaultKind.PAUSE, FaultKind.PARTITION_ONE_WAY, FaultKind.DISK_FULL);
        assertThat(scenario.duration().toSeconds()).isBetween(40L, 60L);
    }

    @Test
    void the_kill_storm_has_time_for_two_hundred_kills_in_eight_minutes() {
        Scenario storm = new Overrides(Optional.empty(), Optional.empty(), Optional.of(Duration.ofMinutes(8)), Optional.empty(), Optional.empty())
                .apply(Catalogue.scenario("kill-storm"));

        var every = (Trigger.Every) storm.faults().get(0).trigger();
        assertThat(storm.duration().minus(every.first()).dividedBy(every.period()) + 1).isGreaterThanOrEqualTo(200);
    }

    @Test
    void a_scenario_is_found_by_name_by_the_name_of_its_file_and_by_path(@TempDir Path directory) throws Exception {
        Path own = Files.writeString(directory.resolve("own.yaml"), "name: own\nworkloads: [{kind: set}]\n");

        assertThat(Catalogue.find("smoke").name()).isEqualTo("smoke");
        assertThat(Catalogue.find("scenarios/smoke.yaml").name()).isEqualTo("smoke");
        assertThat(Catalogue.find(own.toString()).name()).isEqualTo("own");
        assertThatThrownBy(() -> Catalogue.find("nothing")).isInstanceOf(ScenarioException.class)
                .hasMessage("there is no scenario nothing; there are " + String.join(", ", Catalogue.names()) + ", or give a YAML file");
    }
}
