package io.minos.scenarios.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Workload;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final long SEED = 7;

    private final List<Shrinker.Step> steps = new ArrayList<>();

    @Test
    void what_the_bug_does_not_need_is_left_out() {
        var bug = new PlantedBug((scenario, seed) -> kinds(scenario).contains(FaultKind.KILL) && kinds(scenario).contains(FaultKind.PAUSE)
                && scenario.world().members() >= 3 && has(scenario, Workload.Txn.class) && scenario.world().net().duplication() > 0);

        SimulatedScenario smallest = shrunk(bug).scenario();

        assertThat(smallest.scenario().faults()).extracting(FaultSpec::kind).containsExactlyInAnyOrder(FaultKind.KILL, FaultKind.PAUSE);
        assertThat(smallest.scenario().faults()).extracting(FaultSpec::duration).containsOnly(Duration.ofMillis(100));
        assertThat(smallest.world().members()).isEqualTo(3).isEqualTo(smallest.scenario().cluster().nodes());
        assertThat(smallest.scenario().workloads()).singleElement().isInstanceOf(Workload.Txn.class);
        assertThat(smallest.scenario().concurrency()).isEqualTo(1);
        assertThat(smallest.scenario().cluster().flags()).isEmpty();
        assertThat(smallest.leases()).isZero();
        assertThat(smallest.operationsMax()).isEqualTo(1);
        assertThat(smallest.scenario().duration()).isLessThan(Duration.ofMillis(200));
        assertThat(Alteration.differences(smallest.world(), WorldOptions.quiet(3))).isEqualTo(1);
    }

    @Test
    void two_faults_that_only_break_it_together_stay_together() {
        FaultSpec first = PlantedBug.large().scenario().faults().get(0);
        FaultSpec last = PlantedBug.large().scenario().faults().get(10);
        var bug = new PlantedBug((scenario, seed) -> at(scenario, first) && at(scenario, last));

        assertThat(shrunk(bug).scenario().scenario().faults()).extracting(FaultSpec::trigger).containsExactly(first.trigger(), last.trigger());
    }

    @Test
    void a_fault_of_a_node_that_is_gone_goes_with_it() {
        Played failing = new PlantedBug((scenario, seed) -> true).play(PlantedBug.large(), SEED);

        assertThat(WorldReductions.fewerNodes(failing)).extracting(scenario -> scenario.world().members()).containsExactly(1, 3);
        assertThat(WorldReductions.fewerNodes(failing)).allSatisfy(scenario ->
                assertThat(scenario.scenario().faults()).hasSize(11).noneMatch(fault -> fault.target().toString().contains("n5")));
    }

    @Test
    void another_promise_is_another_failure() {
        Player player = (scenario, seed) -> {
            Played played = new PlantedBug((any, its) -> true).play(scenario, seed);
            return scenario.scenario().faults().size() == 12 ? played : violating(played, "log-matching");
        };

        assertThat(shrunk(player).scenario().scenario().faults()).hasSize(12);
    }

    @Test
    void a_race_that_is_lost_by_a_change_is_found_again_with_another_seed() {
        var race = new PlantedBug((scenario, seed) -> scenario.scenario().faults().size() == 12 ? seed == SEED : seed != SEED && seed % 2 == 0);

        Played smallest = shrunk(race);

        assertThat(smallest.scenario().scenario().faults()).isEmpty();
        assertThat(smallest.seed()).isNotEqualTo(SEED).isEven();
        assertThat(race.play(smallest.scenario(), smallest.seed()).violation()).isPresent();
    }

    @Test
    void what_cannot_be_played_is_no_failure() {
        Player player = (scenario, seed) -> {
            if (scenario.world().members() < 3) {
                throw new IllegalStateException("too few");
            }
            return new PlantedBug((any, its) -> true).play(scenario, seed);
        };

        assertThat(shrunk(player).scenario().world().members()).isEqualTo(3);
    }

    @Test
    void the_result_is_the_same_every_time_and_nothing_is_played_twice() {
        var once = new PlantedBug((scenario, seed) -> kinds(scenario).contains(FaultKind.KILL) && seed % 3 != 0);
        var again = new PlantedBug((scenario, seed) -> kinds(scenario).contains(FaultKind.KILL) && seed % 3 != 0);

        assertThat(shrunk(once)).isEqualTo(shrunk(again));
        assertThat(once.seedsPlayed()).isEqualTo(again.seedsPlayed());
    }

    @Test
    void each_success_is_told_and_is_smaller_than_the_one_before() {
        shrunk(new PlantedBug((scenario, seed) -> kinds(scenario).contains(FaultKind.KILL)));

        assertThat(steps).hasSizeGreaterThan(5).extracting(Shrinker.Step::plays).isSorted();
        assertThat(steps.get(steps.size() - 1).smallest().scenario().scenario().faults()).hasSize(1);
    }

    @Test
    void out_of_time_the_smallest_so_far_is_the_result() {
        var bug = new PlantedBug((scenario, seed) -> kinds(scenario).contains(FaultKind.KILL));
        Played failing = bug.play(PlantedBug.large(), SEED);

        Played smallest = new Shrinker(bug, () -> bug.seedsPlayed().size() >= 5, steps::add).shrink(failing);

        assertThat(bug.seedsPlayed()).hasSize(5);
        assertThat(smallest).isEqualTo(steps.get(steps.size() - 1).smallest());
        assertThat(smallest.violation()).isPresent();
    }

    @Test
    void what_broke_nothing_cannot_be_made_smaller() {
        var none = new PlantedBug((scenario, seed) -> false);

        assertThatThrownBy(() -> shrunk(none)).hasMessage("seed 7 broke no promise");
    }

    private Played shrunk(Player player) {
        return new Shrinker(player, () -> false, steps::add).shrink(player.play(PlantedBug.large(), SEED));
    }

    private static List<FaultKind> kinds(SimulatedScenario scenario) {
        return scenario.scenario().faults().stream().map(FaultSpec::kind).toList();
    }

    private static boolean has(SimulatedScenario scenario, Class<? extends Workload> kind) {
        return scenario.scenario().workloads().stream().anyMatch(kind::isInstance);
    }

    private static boolean at(SimulatedScenario scenario, FaultSpec fault) {
        return scenario.scenario().faults().stream().anyMatch(each -> each.trigger().equals(fault.trigger()));
    }

    private static Played violating(Played played, String promise) {
        return Alteration.with(played, "violation", Optional.of(new Violation(promise, ""))).orElseThrow();
    }
}
