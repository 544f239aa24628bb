package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MatchingTest {
    private static final int GRAPHS = 500;

    private final SplittableRandom random = new SplittableRandom(5);

    /** The least that is left without a partner is found by trying all ways; and nobody loses his again. */
    @Test
    void as_many_get_a_partner_as_can_whichever_side_is_asked_for() {
        for (int i = 0; i < GRAPHS; i++) {
            boolean[][] edges = graph();
            int rights = edges[0].length;
            Matching matching = new Matching(edges.length, rights, (left, right) -> edges[left][right], Budget.unlimited());
            int best = best(edges, 0, new boolean[rights]);
            Set<Integer> wanted = new HashSet<>();
            for (int right = 0; right < rights; right += 2) if (matching.coverRight(right)) wanted.add(right);
            int covered = 0;
            for (int left = 0; left < edges.length; left++) if (matching.coverLeft(left)) covered++;
            assertThat(covered).as("graph %d", i).isEqualTo(best);
            for (int left = 0; left < edges.length; left++) {
                int right = matching.of(left);
                if (right < 0) continue;
                covered--;
                wanted.remove(right);
                assertThat(edges[left][right]).as("graph %d, %d to %d", i, left, right).isTrue();
                for (int other = 0; other < left; other++) assertThat(matching.of(other)).isNotEqualTo(right);
            }
            assertThat(covered).as("graph %d: said to have a partner, and found with one", i).isZero();
            assertThat(wanted).as("graph %d: of the right ones, some have lost their partners", i).isEmpty();
        }
    }

    @Test
    void a_left_one_gets_the_last_and_a_right_one_the_first_that_is_free() {
        Matching matching = new Matching(3, 3, (left, right) -> true, Budget.unlimited());
        assertThat(matching.coverLeft(1)).isTrue();
        assertThat(matching.of(1)).isEqualTo(2);
        assertThat(matching.coverRight(1)).isTrue();
        assertThat(matching.of(0)).isEqualTo(1);
        assertThat(matching.of(2)).isNegative();
    }

    @Test
    void whoever_has_a_partner_is_not_looked_for_again() {
        int[] asked = {0};
        Matching matching = new Matching(1, 1, (left, right) -> asked[0]++ >= 0, Budget.unlimited());
        matching.coverLeft(0);
        assertThat(matching.coverLeft(0)).isTrue();
        assertThat(matching.coverRight(0)).isTrue();
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void without_a_budget_nobody_gets_a_partner() {
        Budget spent = new Budget(() -> 0, 1, 1);
        spent.spend(2);
        assertThat(new Matching(1, 1, (left, right) -> true, spent).coverLeft(0)).isFalse();
    }

    private boolean[][] graph() {
        boolean[][] edges = new boolean[1 + random.nextInt(5)][1 + random.nextInt(5)];
        int oneIn = 1 + random.nextInt(4);
        for (boolean[] of : edges) for (int right = 0; right < of.length; right++) of[right] = random.nextInt(oneIn) == 0;
        return edges;
    }

    private static int best(boolean[][] edges, int left, boolean[] taken) {
        if (left == edges.length) return 0;
        int best = best(edges, left + 1, taken);
        for (int right = 0; right < taken.length; right++) {
            if (taken[right] || !edges[left][right]) continue;
            taken[right] = true;
            best = Math.max(best, 1 + best(edges, left + 1, taken));
            taken[right] = false;
        }
        return best;
    }
}
