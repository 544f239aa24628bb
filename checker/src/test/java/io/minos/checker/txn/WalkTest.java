package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.txn.Walk.Hop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalkTest {
    @ParameterizedTest
    @CsvSource({
        "ww ww, G0", "ww wr, G1c", "wr wr, G1c", "ww rw, G-single", "rw rw, G2-item", "rw wr rw, G2-item", "wr rw rw, G2-item", "rw wr rw ww, G-nonadjacent",
        "rw process rw process, G-nonadjacent-process", "process ww, G0-process", "realtime wr, G1c-realtime", "realtime process rw, G-single-realtime"
    })
    void a_cycle_is_named_by_what_it_is_made_of(String kinds, String name) {
        List<Hop> hops = hops(kinds);
        for (int turn = 0; turn < hops.size(); turn++) {
            Collections.rotate(hops, 1);
            assertThat(new Walk(hops).shows()).map(Phenomenon::toString).as("%s", hops).contains(name);
        }
    }

    @Test
    void time_alone_contradicts_nothing() {
        assertThat(new Walk(hops("process realtime")).shows()).isEmpty();
    }

    @Test
    void a_walk_that_passes_a_transaction_twice_is_several_cycles() {
        Walk eight = new Walk(List.of(hop(1, 2), hop(2, 3), hop(3, 2), hop(2, 1)));
        assertThat(eight.cycles()).containsExactly(new Walk(List.of(hop(2, 3), hop(3, 2))), new Walk(List.of(hop(1, 2), hop(2, 1))));
    }

    private static Hop hop(int from, int to) {
        return new Hop(from, to, Dependency.WW, 0);
    }

    private static List<Hop> hops(String kinds) {
        List<Hop> hops = new ArrayList<>();
        String[] each = kinds.split(" ");
        for (int i = 0; i < each.length; i++) {
            String kind = each[i];
            hops.add(new Hop(i, (i + 1) % each.length, Arrays.stream(Dependency.values()).filter(one -> one.toString().equals(kind)).findFirst().orElseThrow(), 0));
        }
        return hops;
    }
}
