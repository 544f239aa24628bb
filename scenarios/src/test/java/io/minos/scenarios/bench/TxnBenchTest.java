package io.minos.scenarios.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.txn.Names;
import io.minos.checker.txn.Options;
import io.minos.checker.txn.Phenomenon;
import io.minos.checker.txn.TxnAnalysis;
import io.minos.checker.txn.TxnAnomaly;
import io.minos.checker.txn.TxnReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large loads of a store of lists, right and with anomalies. */
class TxnBenchTest {
    /** Only registers have these. */
    private static final Set<Phenomenon> NOT_OF_LISTS = EnumSet.of(Phenomenon.CYCLIC_VERSIONS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothing_is_found_where_nothing_is(long seed) {
        TxnLoad load = new TxnLoad(new SplittableRandom(seed));
        load.run(20_000);
        TxnReport report = TxnAnalysis.of(load.finish().build(Names.NUMBERS), Options.NOTHING_GRANTED);
        assertThat(report.anomalies()).isEmpty();
        assertThat(report.doubts()).isEmpty();
        assertThat(report.transactions()).isGreaterThan(19_000);
    }

    @Test
    void an_anomaly_of_each_kind_is_found_among_others() {
        List<String> lines = new ArrayList<>();
        assertThat(new TxnBench(List.of(3_000), 1, lines::add).run()).as("%s", lines).isTrue();
        assertThat(PlantedAnomalies.lines().keySet()).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(NOT_OF_LISTS)));
    }

    @Test
    void each_planted_line_alone_shows_what_it_is_named_for() {
        PlantedAnomalies.lines().forEach((kind, line) -> {
            TxnLoad load = new TxnLoad(new SplittableRandom(kind.ordinal()));
            load.run(500);
            load.plant(line);
            load.run(500);
            TxnReport report = TxnAnalysis.of(load.finish().build(Names.NUMBERS), Options.NOTHING_GRANTED);
            assertThat(report.counts()).as("%s: %s", kind, line).containsKey(kind);
            Set<Phenomenon> simpler = simpler(kind);
            assertThat(report.anomalies()).extracting(TxnAnomaly::kind).as("%s: no cycle that needs less", kind).noneMatch(simpler::contains);
        });
    }

    /** The cycles that would show as much by themselves. */
    private static Set<Phenomenon> simpler(Phenomenon kind) {
        return Arrays.stream(Phenomenon.values()).filter(other -> other != kind && kind.toString().startsWith("G") && other.toString().startsWith("G")
                && other.implied().contains(kind)).collect(Collectors.toSet());
    }
}
