package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Membership;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SurvivorsTest {
    private static SortedSet<Long> set(Long... ids) {
        return new TreeSet<>(List.of(ids));
    }

    private static Membership voters(Long... ids) {
        return Membership.ofVoters(List.of(ids));
    }

    private static SortedSet<Long> drawn(Membership newest, List<Membership> pending, SortedSet<Long> lost, int seed) {
        return Survivors.drawn(newest, pending, lost, new SplittableRandom(seed));
    }

    @Test
    void any_majority_may_survive_and_no_more_than_a_majority() {
        Set<Set<Long>> drawn = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            drawn.add(drawn(voters(1L, 2L, 3L, 4L, 5L), List.of(), set(), seed));
        }
        assertThat(drawn).hasSize(10).allMatch(survivors -> survivors.size() == 3);
    }

    @Test
    void whose_disk_is_lost_does_not_survive() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(drawn(voters(1L, 2L, 3L), List.of(), set(2L), seed)).containsExactly(1L, 3L);
        }
    }

    @Test
    void a_membership_under_way_has_its_majority_too() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(drawn(voters(1L, 2L, 3L), List.of(voters(1L, 2L, 3L, 4L)), set(), seed)).hasSize(3);
            assertThat(drawn(voters(1L), List.of(voters(1L, 2L)), set(), seed)).containsExactly(1L, 2L);
        }
    }

    @Test
    void a_membership_that_cannot_come_about_asks_for_nobody() {
        assertThat(drawn(voters(1L), List.of(voters(1L, 2L)), set(2L), 1)).containsExactly(1L);
    }

    @Test
    void a_cluster_that_lost_its_majority_is_no_cluster_to_settle() {
        assertThatThrownBy(() -> drawn(voters(1L, 2L, 3L), List.of(), set(1L, 2L), 1)).hasMessageContaining("too many are lost");
    }
}
