package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.sample.RegisterSample;
import io.minos.checker.linear.sample.Shape;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Histories of clients on one register, many of them with answers changed, judged by every engine and by enumeration. How
 * many: {@code -Dminos.histories=20000}.
 */
class AgreementTest {
    private static final int HISTORIES = Integer.getInteger("minos.histories", 1_500);
    private static final int OPERATIONS_MAX = 14;
    private static final Register MODEL = new Register("x");

    private static final Map<String, Engine> ENGINES = new TreeMap<>(Map.of(
            "reference", new Wgl(),
            "both", JustInTime.both(),
            "depth first", JustInTime.depthFirst(),
            "breadth first", JustInTime.breadthFirst(),
            "zones", new UniqueValues(JustInTime.both())));

    @Test
    void every_engine_judges_as_enumeration_does() {
        SplittableRandom random = new SplittableRandom(20);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Span<Action>> spans = history(random);
            boolean linearizable = BruteForce.linearizable(spans, MODEL);
            if (!linearizable) invalid++;
            for (Map.Entry<String, Engine> engine : ENGINES.entrySet()) {
                Finding finding = engine.getValue().check(spans, MODEL, Budget.unlimited());
                assertThat(finding instanceof Finding.Linearizable).as("%s on history %d: %s", engine.getKey(), i, spans).isEqualTo(linearizable);
                assertThat(finding).isNotInstanceOf(Finding.Undecided.class);
                if (finding instanceof Finding.Linearizable order) assertThat(Certificate.holds(order.order(), spans, MODEL)).as("%s on history %d, order %s: %s", engine.getKey(), i, order.order(), spans).isTrue();
            }
        }
        assertThat(invalid).as("of %d histories", HISTORIES).isBetween(HISTORIES / 3, HISTORIES * 2 / 3);
    }

    private static List<Span<Action>> history(RandomGenerator random) {
        int operations = 6 + random.nextInt(OPERATIONS_MAX - 5);
        double indefinite = random.nextInt(3) * 0.15;
        List<Span<Action>> spans = new ArrayList<>(RegisterSample.of(new Shape(operations, 2 + random.nextInt(7), indefinite, 1, random.nextInt(5)), false, random).get(0));
        for (int changes = random.nextInt(8); changes > 0; changes--) {
            int which = random.nextInt(spans.size());
            spans.set(which, spans.get(which).with(changed(spans.get(which), spans, random)));
        }
        return spans;
    }

    /** Another answer, that of another read or the opposite, or another value asked for. */
    private static Action changed(Span<Action> span, List<Span<Action>> spans, RandomGenerator random) {
        Cell other = cell(spans.get(random.nextInt(spans.size())).action());
        if (span.action() instanceof Action.Read) return new Action.Read(other);
        if (span.action() instanceof Action.Cas cas && cas.succeeded() != null && random.nextBoolean()) return new Action.Cas(cas.expect(), cas.value(), 0, !cas.succeeded(), null);
        return span.action() instanceof Action.Write && other.value() != null && random.nextInt(4) == 0 ? new Action.Write(other.value(), 0, null) : span.action();
    }

    private static Cell cell(Action action) {
        if (action instanceof Action.Read read) return read.seen();
        return action instanceof Action.Write write ? Cell.of(write.value()) : Cell.MISSING;
    }
}
