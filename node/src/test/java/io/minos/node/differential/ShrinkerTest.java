package io.minos.node.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static List<Step> steps(int count) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(new Step.HangUp(i));
        }
        return steps;
    }

    @Test
    void what_is_not_needed_is_left_out() throws Exception {
        AtomicInteger trials = new AtomicInteger();
        List<Step> needed = List.of(new Step.HangUp(300), new Step.HangUp(977), new Step.HangUp(999));
        List<Step> shrunk = new Shrinker(fewer -> {
            trials.incrementAndGet();
            return fewer.containsAll(needed);
        }, Duration.ofMinutes(1)).shrunk(steps(1000));
        assertThat(shrunk).isEqualTo(needed);
        assertThat(trials.get()).as("each takes new servers").isLessThan(150);
    }

    @Test
    void without_time_what_is_left_still_fails() throws Exception {
        assertThat(new Shrinker(fewer -> false, Duration.ZERO).shrunk(steps(10))).isEqualTo(steps(10));
    }
}
