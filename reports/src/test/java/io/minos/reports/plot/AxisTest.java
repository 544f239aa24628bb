package io.minos.reports.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AxisTest {
    private static final double SECOND = 1e9;

    @Test
    void time_is_cut_at_round_seconds_and_minutes() {
        assertThat(Axis.linear(0, 61 * SECOND, 0, 900).timeTicks(10)).extracting(t -> t / SECOND).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0);
        assertThat(Axis.linear(0, 290 * SECOND, 0, 900).timeTicks(10)).extracting(t -> t / SECOND).startsWith(0.0, 30.0, 60.0);
        assertThat(Axis.linear(0, 0.8 * SECOND, 0, 900).timeTicks(10)).extracting(t -> t / SECOND).hasSize(9).startsWith(0.0, 0.1);
    }

    @Test
    void there_are_never_more_ticks_than_wanted_plus_one_nor_fewer_than_a_third() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            double length = Math.exp(random.nextDouble() * 35);
            Axis axis = Axis.linear(0, length, 0, 900);
            for (List<Double> ticks : List.of(axis.timeTicks(10), axis.ticks(10))) {
                assertThat(ticks).as("length %s", length).hasSizeBetween(3, 11).allSatisfy(t -> assertThat(t).isBetween(0.0, length * 1.001));
            }
        }
    }

    @Test
    void decades_enclose_their_values_and_have_the_same_length() {
        Axis axis = Axis.decades(1_300_000, 1.4e9, 300, 0);
        assertThat(axis.ticks(0)).containsExactly(1e6, 1e7, 1e8, 1e9, 1e10);
        assertThat(axis.pixel(1e7) - axis.pixel(1e6)).isEqualTo(-75, within(1e-9));
        assertThat(axis.pixel(1)).isEqualTo(300);
    }

    @Test
    void an_axis_up_to_a_round_value_reaches_the_greatest() {
        assertThat(Axis.upToRound(407, 100, 0).to()).isEqualTo(600);
        assertThat(Axis.upToRound(0, 100, 0).to()).isEqualTo(1);
    }

    @Test
    void an_axis_of_no_length_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.linear(1, 1, 0, 9));
    }
}
