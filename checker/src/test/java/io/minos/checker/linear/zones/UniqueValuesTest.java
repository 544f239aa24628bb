package io.minos.checker.linear.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Reductions;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Model;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Longer histories than enumeration can judge, of what the zones are for, against the search that knows nothing of zones. */
final class UniqueValuesTest {
    private static final Register REGISTER = new Register("x");
    private static final int HISTORIES = 3_000;

    private record Made(long invoked, long takesEffect, long returned, int kind, boolean unknown) {}

    /** Nobody else may be asked. */
    private static final Engine NOBODY = new Engine() {
        @Override
        public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
            throw new AssertionError("zones do not decide " + spans);
        }
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void zones_say_what_the_search_says(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Span<Action>> whole = history(random, 4 + random.nextInt(16));
            List<Span<Action>> spans = Reductions.apply(whole, REGISTER);
            boolean expected = JustInTime.both().check(spans, REGISTER, Budget.unlimited()) instanceof Finding.Linearizable;
            Finding found = new UniqueValues(NOBODY).check(spans, REGISTER, Budget.unlimited());
            assertThat(found instanceof Finding.Linearizable).as("seed %d history %d: %s", seed, i, spans).isEqualTo(expected);
            assertThat(new UniqueValues(NOBODY).check(whole, REGISTER, Budget.unlimited())).as("without reductions, seed %d history %d: %s", seed, i, whole).isInstanceOf(found.getClass());
            if (found instanceof Finding.NotLinearizable not) assertThat(not.blocked()).isNotEmpty();
            if (!expected) invalid++;
        }
        assertThat(invalid).as("both verdicts occur").isBetween(HISTORIES / 10, HISTORIES * 4 / 5);
    }

    @Test
    void two_that_replaced_the_same_value_are_both_named() {
        List<Span<Action>> spans = List.of(new Span<>(1, 0, 1, new Action.Write("a", 0, null)),
                new Span<>(2, 2, 5, new Action.Cas("a", "b", 0, true, null)), new Span<>(3, 3, 6, new Action.Cas("a", "c", 0, true, null)));
        assertThat(new UniqueValues(NOBODY).check(spans, REGISTER, Budget.unlimited())).isInstanceOfSatisfying(Finding.NotLinearizable.class, found -> {
            assertThat(found.blocked()).extracting(Finding.Blocked::id).containsExactlyInAnyOrder(2L, 3L);
            assertThat(found.blocked().get(0).why()).contains("cas x a→b", "cas x a→c", "replaced as well");
        });
    }

    /** Of a register that is one; every second history tells one lie. */
    private static List<Span<Action>> history(SplittableRandom random, int size) {
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long invoked = random.nextInt(8 * size);
            long takesEffect = invoked + 1 + random.nextInt(12);
            made.add(new Made(invoked, takesEffect, takesEffect + 1 + random.nextInt(12), random.nextInt(8), random.nextInt(8) == 0));
        }
        made.sort(Comparator.comparingLong(Made::takesEffect));
        int lie = random.nextBoolean() ? random.nextInt(size) : -1;
        List<Span<Action>> spans = new ArrayList<>();
        List<Cell> values = new ArrayList<>(List.of(Cell.MISSING));
        Cell now = Cell.MISSING;
        for (int i = 0; i < size; i++) {
            Made one = made.get(i);
            Cell seen = i == lie ? values.get(random.nextInt(values.size())) : now;
            boolean unknown = one.unknown() && one.kind() > 3;
            boolean happens = !unknown || random.nextBoolean();
            Cell next = one.kind() <= 3 ? now : Cell.of("v" + i);
            spans.add(new Span<>(i, one.invoked(), unknown ? Span.NEVER : one.returned(), action(one.kind(), seen, next, unknown)));
            if (happens && (one.kind() < 6 || seen.equals(now))) now = next;
            values.add(now);
        }
        return spans;
    }

    private static Action action(int kind, Cell seen, Cell next, boolean unknown) {
        if (kind <= 3) return new Action.Read(seen);
        if (kind < 6) return new Action.Write(next.value(), 0, null);
        return new Action.Cas(seen.value(), next.value(), 0, unknown ? null : Boolean.TRUE, null);
    }
}
