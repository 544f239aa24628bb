package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.txn.TxnBruteForce.Respect;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small histories by the ten thousand, judged by enumeration. */
class TxnBruteForceTest {
    private static final int HISTORIES = Integer.getInteger("minos.histories", 10_000);

    /** Of lists everything is known: what no order explains has an anomaly, and what has one no order explains. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void list_histories_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] broken = new int[3];
        for (int i = 0; i < HISTORIES; i++) {
            Txns txns = RandomTxns.draw(random, true, false, false);
            TxnReport report = TxnAnalysis.of(txns, Options.NOTHING_GRANTED);
            String which = "seed " + seed + " history " + i + ": " + text(txns) + " " + report.anomalies();
            broken[0] += agree(txns, report, Respect.NOTHING, kind -> !ordered(kind), which);
            broken[1] += agree(txns, report, new Respect(true, false, false), kind -> !kind.toString().endsWith("-realtime"), which);
            broken[2] += agree(txns, report, new Respect(true, true, false), kind -> true, which);
        }
        for (int count : broken) assertThat(count).as("both verdicts occur").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
        assertThat(broken[2]).as("time matters").isGreaterThan(broken[0] + HISTORIES / 50);
    }

    private static int agree(Txns txns, TxnReport report, Respect respect, Predicate<Phenomenon> kinds, String which) {
        boolean explained = TxnBruteForce.explained(txns, respect);
        assertThat(report.counts().keySet().stream().noneMatch(kinds)).as(respect + " " + which).isEqualTo(explained);
        return explained ? 0 : 1;
    }

    /** Of registers not everything is known: what has an anomaly no order explains. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void an_anomaly_of_registers_is_one_by_enumeration(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean revisions = seed % 2 == 0;
        int found = 0;
        int broken = 0;
        for (int i = 0; i < HISTORIES; i++) {
            Txns txns = RandomTxns.draw(random, false, random.nextBoolean(), revisions);
            TxnReport report = TxnAnalysis.of(txns, Options.NOTHING_GRANTED);
            String which = "seed " + seed + " history " + i + ": " + text(txns) + " " + report.anomalies();
            boolean strict = TxnBruteForce.explained(txns, new Respect(true, true, revisions));
            if (!report.clean()) assertThat(strict).as(which).isFalse();
            if (report.byValues().stream().anyMatch(kind -> !ordered(kind))) assertThat(TxnBruteForce.explained(txns, Respect.NOTHING)).as(which).isFalse();
            if (!report.clean()) found++;
            if (!strict) broken++;
        }
        assertThat(broken).as("both verdicts occur").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
        assertThat(found).as("most of what is broken is found, of %s", broken).isGreaterThan(broken * 9 / 10);
    }

    private static boolean ordered(Phenomenon kind) {
        return kind.toString().endsWith("-process") || kind.toString().endsWith("-realtime") || kind == Phenomenon.REVISION_ORDER;
    }

    private static String text(Txns txns) {
        Story story = new Story(txns);
        IntStream.range(0, txns.size()).forEach(story::name);
        StringBuilder text = new StringBuilder(story.cast().toString());
        for (int txn = 0; txn < txns.size(); txn++) text.append(" #").append(txn).append(" ").append(txns.invoked(txn)).append("-").append(txns.returned(txn));
        return text.toString();
    }
}
