package io.minos.reports.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LanesTest {
    private record Taken(double from, double to, int lane) {}

    @Test
    void no_two_in_one_lane_overlap() {
        Random random = new Random(11);
        Lanes lanes = new Lanes();
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double from = random.nextDouble() * 900;
            double to = from + random.nextDouble() * 120;
            Taken now = new Taken(from, to, lanes.take(from, to));
            assertThat(taken).filteredOn(t -> t.lane() == now.lane()).noneMatch(t -> t.from() <= now.to() && now.from() <= t.to());
            taken.add(now);
        }
        assertThat(taken).extracting(Taken::lane).allMatch(lane -> lane < lanes.count());
    }

    @Test
    void the_first_lane_with_room_is_taken() {
        Lanes lanes = new Lanes();
        assertThat(List.of(lanes.take(0, 50), lanes.take(20, 70), lanes.take(80, 90), lanes.take(60, 65))).containsExactly(0, 1, 0, 0);
    }
}
