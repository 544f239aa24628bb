package io.minos.checker.linear.justintime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Of two configurations one is enough exactly if whatever the other could lead to, it can. */
class AntichainTest {
    private static final long[] NONE = {0, 0};
    private static final Configuration BASE = new Configuration(1, bits(1, 70), bits(2), new int[] {3, 1}, 9, null, null);

    private static long[] bits(int... bits) {
        long[] set = NONE;
        for (int bit : bits) set = Bits.with(set, bit);
        return set;
    }

    /** Whether {@code able} stands for {@code less} as well; both ways of asking say the same. */
    private static boolean covers(Configuration able, Configuration less, long[] openPure) {
        Antichain chain = new Antichain();
        assertThat(chain.add(able, openPure)).isTrue();
        boolean covered = chain.covered(less, openPure);
        assertThat(chain.add(less, openPure)).isEqualTo(!covered);
        assertThat(chain.all()).contains(covered ? able : less);
        Antichain other = new Antichain();
        other.add(less, openPure);
        if (other.add(able, openPure)) assertThat(other.all()).as("who is covered goes").hasSize(covered ? 1 : 2).contains(able);
        return covered;
    }

    private static boolean covers(Configuration able, Configuration less) {
        return covers(able, less, NONE);
    }

    @Test
    void equal_ones_cover_each_other_and_those_of_other_states_never() {
        assertThat(covers(BASE, BASE)).isTrue();
        assertThat(covers(BASE, new Configuration(2, BASE.due(), BASE.spare(), BASE.used(), 9, null, null))).isFalse();
    }

    @Test
    void who_still_has_to_place_more_covers_nobody_who_need_not() {
        Configuration needNot = BASE.with(bits(1), bits(2, 70));
        assertThat(covers(needNot, BASE)).isTrue();
        assertThat(covers(BASE, needNot)).isFalse();
    }

    @Test
    void who_can_place_less_covers_nobody_who_can_place_more() {
        Configuration placed = BASE.with(bits(1), bits(2));
        assertThat(covers(placed, BASE)).isFalse();
        assertThat(covers(BASE, placed)).isFalse();
        assertThat(covers(BASE.with(BASE.due(), bits(2, 5)), BASE)).isTrue();
        assertThat(covers(BASE, BASE.with(BASE.due(), bits(2, 5)))).isFalse();
    }

    @Test
    void what_changes_nothing_need_not_be_placed_later() {
        assertThat(covers(BASE.with(bits(1), bits(2)), BASE, bits(70))).isTrue();
        assertThat(covers(BASE.with(bits(1), bits(2)), BASE, bits(6))).isFalse();
    }

    @Test
    void who_was_overwritten_later_has_more_room_before_that() {
        Configuration later = new Configuration(1, BASE.due(), BASE.spare(), BASE.used(), 10, null, null);
        assertThat(covers(later, BASE)).isTrue();
        assertThat(covers(BASE, later)).isFalse();
    }

    @Test
    void who_used_fewer_of_unknown_outcome_has_more_left() {
        Configuration fewer = new Configuration(1, BASE.due(), BASE.spare(), Used.NOTHING, 9, null, null);
        assertThat(covers(fewer, BASE)).isTrue();
        assertThat(covers(BASE, fewer)).isFalse();
    }
}
