package io.minos.scenarios.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.scenarios.sim.Played;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private final List<Played> violations = new ArrayList<>();

    @Test
    void every_seed_is_played_once_however_many_jobs() throws Exception {
        for (int jobs : new int[] {1, 4}) {
            var bug = new PlantedBug((scenario, seed) -> false);
            Tally tally = campaign(new Campaign.Plan(5, 24, jobs, false), bug).run(() -> false);

            assertThat(bug.seedsPlayed()).containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(5, 24).boxed().toList());
            assertThat(tally).isEqualTo(new Tally(20, 20 * 60_000_000_000L, 20 * 3_000, tally.violations(), 0, 0, tally.firstFailure()));
            assertThat(tally.broken()).isZero();
        }
    }

    @Test
    void violations_are_counted_by_promise_with_their_smallest_seed() throws Exception {
        Tally tally = campaign(new Campaign.Plan(1, 30, 3, false), new PlantedBug((scenario, seed) -> seed % 7 == 0)).run(() -> false);

        assertThat(tally.broken()).isEqualTo(4);
        assertThat(tally.violations()).containsOnlyKeys(PlantedBug.PROMISE);
        assertThat(tally.violations().get(PlantedBug.PROMISE)).extracting(Tally.Found::seeds, Tally.Found::seed).containsExactly(4L, 7L);
        assertThat(violations).extracting(Played::seed).containsExactlyInAnyOrder(7L, 14L, 21L, 28L);
    }

    @Test
    void a_search_ends_with_the_first_violation() throws Exception {
        var bug = new PlantedBug((scenario, seed) -> seed == 40);
        Tally tally = campaign(new Campaign.Plan(1, Long.MAX_VALUE, 1, true), bug).run(() -> false);

        assertThat(bug.seedsPlayed()).hasSize(40);
        assertThat(tally.violations().get(PlantedBug.PROMISE).seed()).isEqualTo(40);
    }

    @Test
    void out_of_time_no_other_seed_is_begun() throws Exception {
        var bug = new PlantedBug((scenario, seed) -> false);
        Tally tally = campaign(new Campaign.Plan(1, Long.MAX_VALUE, 1, true), bug).run(() -> bug.seedsPlayed().size() == 6);

        assertThat(tally.seeds()).isEqualTo(6);
    }

    @Test
    void a_seed_that_cannot_be_played_is_told_and_hides_no_other() throws Exception {
        var bug = new PlantedBug((scenario, seed) -> {
            if (seed % 5 == 0) {
                throw new IllegalStateException("of the harness, seed " + seed);
            }
            return seed == 9;
        });
        Tally tally = campaign(new Campaign.Plan(1, 12, 2, false), bug).run(() -> false);

        assertThat(tally.failed()).isEqualTo(2);
        assertThat(tally.firstFailure().orElseThrow().cause()).hasMessage("of the harness, seed 5");
        assertThat(tally.violations().get(PlantedBug.PROMISE).seed()).isEqualTo(9);
        assertThat(tally.seeds()).isEqualTo(12);
    }

    @Test
    void no_seeds_or_no_jobs_is_no_campaign() {
        assertThatThrownBy(() -> new Campaign.Plan(3, 2, 1, false)).hasMessageContaining("seeds 3 to 2");
        assertThatThrownBy(() -> new Campaign.Plan(1, 2, 0, false)).hasMessageContaining("0 jobs");
    }

    private Campaign campaign(Campaign.Plan plan, Player player) {
        return new Campaign(plan, seed -> PlantedBug.large(), player, violations::add);
    }
}
