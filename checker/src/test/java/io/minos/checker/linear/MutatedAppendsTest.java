package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.model.AppendRegister.Action;
import io.minos.checker.model.AppendRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** Appends and gets that overlap: an order explains them, and none does any more once one get is falsified. */
class MutatedAppendsTest {
    private static final AppendRegister MODEL = new AppendRegister("x");
    private static final int OPERATIONS = 24;
    private static final int APART = 10;

    enum Lie { LOST, TURNED_ROUND, PHANTOM }

    @Property(tries = 120, seed = "11")
    void one_false_get_contradicts_the_appends(@ForAll Lie lie, @ForAll @LongRange(max = 1_000_000) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Span<Action>> spans = Stream.generate(() -> spans(random)).filter(some -> mutated(lie, some) != null).findFirst().orElseThrow();
        List<Span<Action>> mutated = Objects.requireNonNull(mutated(lie, spans));
        for (Engine engine : List.of(new Wgl(), JustInTime.both())) {
            assertThat(engine.check(spans, MODEL, Budget.unlimited())).isInstanceOfSatisfying(Finding.Linearizable.class, found -> assertThat(Certificate.holds(found.order(), spans, MODEL)).isTrue());
            assertThat(engine.check(mutated, MODEL, Budget.unlimited())).as("%s, seed %d", lie, seed).isInstanceOf(Finding.NotLinearizable.class);
        }
    }

    /** Each takes effect at a moment of its own, somewhere between its call and its return. */
    private static List<Span<Action>> spans(SplittableRandom random) {
        List<Span<Action>> spans = new ArrayList<>();
        String text = "";
        for (int i = 0; i < OPERATIONS; i++) {
            boolean append = random.nextInt(3) > 0;
            Action action = append ? new Action.Append(piece(i)) : new Action.Get(text);
            if (append) text += piece(i);
            long at = (long) i * APART;
            spans.add(new Span<>(i, at - 1 - random.nextInt(2 * APART), at + 1 + random.nextInt(2 * APART), action));
        }
        return spans;
    }

    private static String piece(int number) {
        return "<" + number + ">";
    }

    /** Null: no get offers an opportunity. */
    private static @Nullable List<Span<Action>> mutated(Lie lie, List<Span<Action>> spans) {
        for (Span<Action> span : spans) {
            if (!(span.action() instanceof Action.Get get)) continue;
            String seen = falsified(lie, get.seen(), span, spans);
            if (seen == null) continue;
            List<Span<Action>> mutated = new ArrayList<>(spans);
            mutated.set((int) span.id(), span.with(new Action.Get(seen)));
            return mutated;
        }
        return null;
    }

    private static @Nullable String falsified(Lie lie, String seen, Span<Action> get, List<Span<Action>> spans) {
        if (lie == Lie.PHANTOM) return seen + "<nobody's>";
        for (Span<Action> one : spans) {
            if (!(one.action() instanceof Action.Append append) || one.returned() >= get.invoked()) continue;
            if (lie == Lie.LOST) return seen.replace(append.value(), "");
            for (Span<Action> other : spans) {
                if (other.invoked() <= one.returned() || !(other.action() instanceof Action.Append later) || !seen.contains(append.value() + later.value())) continue;
                return seen.replace(append.value() + later.value(), later.value() + append.value());
            }
        }
        return null;
    }
}
