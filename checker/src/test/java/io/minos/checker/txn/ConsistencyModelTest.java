package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models a phenomenon rules out, against what Adya, Bailis, Cerone and Elle say. */
class ConsistencyModelTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            G0;                     read-uncommitted
            G1A;                    read-committed
            G1B;                    read-committed
            G1C;                    read-committed
            GARBAGE_READ;           read-committed
            DIRTY_UPDATE;           read-committed
            INCOMPATIBLE_ORDER;     read-committed
            FUTURE_READ;            read-committed
            DUPLICATE_ELEMENTS;     read-uncommitted
            INTERNAL;               read-atomic
            LOST_UPDATE;            update-atomic cursor-stability
            G_SINGLE;               consistent-view repeatable-read
            G_NONADJACENT;          repeatable-read snapshot-isolation
            G2_ITEM;                repeatable-read
            G0_PROCESS;             strong-session-read-uncommitted
            G1C_PROCESS;            strong-session-read-committed
            G_SINGLE_PROCESS;       strong-session-snapshot-isolation
            G2_ITEM_PROCESS;        strong-session-serializable
            G0_REALTIME;            strong-read-uncommitted
            G1C_REALTIME;           strong-read-committed
            G_NONADJACENT_REALTIME; strong-snapshot-isolation
            G2_ITEM_REALTIME;       strict-serializable
            REVISION_ORDER;
            """)
    void a_phenomenon_rules_out_the_weakest_models_that_forbid_it(Phenomenon shown, String models) {
        Set<ConsistencyModel> ruledOut = ConsistencyModel.ruledOut(EnumSet.of(shown));
        assertThat(ruledOut.stream().map(ConsistencyModel::toString).collect(Collectors.joining(" "))).isEqualTo(models == null ? "" : models);
    }

    @Test
    void what_may_still_hold_contains_nothing_that_is_ruled_out() {
        assertThat(ConsistencyModel.mayHold(EnumSet.noneOf(Phenomenon.class))).containsExactly(ConsistencyModel.STRICT_SERIALIZABLE);
        assertThat(ConsistencyModel.mayHold(EnumSet.of(Phenomenon.G0))).isEmpty();
        for (Phenomenon shown : Phenomenon.values()) {
            Set<ConsistencyModel> left = ConsistencyModel.mayHold(EnumSet.of(shown));
            for (ConsistencyModel broken : ConsistencyModel.ruledOut(EnumSet.of(shown))) assertThat(left).as("%s", shown).noneMatch(model -> model.contains(broken));
        }
    }

    @Test
    void every_cycle_implies_its_like_in_more_demanding_orders() {
        assertThat(Phenomenon.G_SINGLE.implied()).contains(Phenomenon.G_NONADJACENT, Phenomenon.G2_ITEM, Phenomenon.G_SINGLE_PROCESS, Phenomenon.G2_ITEM_REALTIME).doesNotContain(Phenomenon.G1C);
        assertThat(Phenomenon.G0_PROCESS.implied()).containsExactlyInAnyOrder(Phenomenon.G0_PROCESS, Phenomenon.G1C_PROCESS, Phenomenon.G0_REALTIME, Phenomenon.G1C_REALTIME);
    }
}
