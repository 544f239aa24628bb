package io.minos.reports.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class StretchedTimeTest {
    @Test
    void order_is_kept_and_every_two_moments_are_visibly_apart_whatever_lies_between() {
        List<Long> moments = List.of(5L, 6L, 1_000_000L, 60_000_000_000L, 60_000_000_001L);
        StretchedTime time = new StretchedTime(moments, 100, 900);
        for (int i = 1; i < moments.size(); i++) {
            assertThat(time.pixel(moments.get(i)) - time.pixel(moments.get(i - 1))).isGreaterThan(800 / 16.0);
        }
        assertThat(time.pixel(5)).isEqualTo(100);
        assertThat(time.pixel(60_000_000_001L)).isEqualTo(900);
    }

    @Test
    void a_longer_pause_is_drawn_longer() {
        StretchedTime time = new StretchedTime(List.of(0L, 1_000_000L, 5_000_000_000L), 0, 100);
        assertThat(time.pixel(5_000_000_000L) - time.pixel(1_000_000)).isGreaterThan(time.pixel(1_000_000) - time.pixel(0));
    }

    @Test
    void one_moment_alone_has_a_place_and_another_has_none() {
        StretchedTime time = new StretchedTime(List.of(7L, 7L), 10, 20);
        assertThat(time.pixel(7)).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> time.pixel(8));
    }
}
