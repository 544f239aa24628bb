package io.minos.checker.linear.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Reductions;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.model.AppendRegister;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Longer histories than enumeration can judge, of what the zones are for, against the search that knows nothing of zones. */
final class UniqueValuesTest {
    private static final Register REGISTER = new Register("x");
    private static final int HISTORIES = Integer.getInteger("minos.histories", 3_000);

    private record Made(long invoked, long takesEffect, long returned, int kind, boolean unknown) {}

    /** Nobody else may be asked. */
    private static final Engine NOBODY = new Engine() {
        @Override
        public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
            throw new AssertionError("zones do not decide " + spans);
        }
    };

    private static final Finding SAID_BY_SOMEBODY = new Finding.Undecided(1, 2, 3);

    private static final Engine SOMEBODY = new Engine() {
        @Override
        public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
            return SAID_BY_SOMEBODY;
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
        assertThat(invalid).as("both verdicts occur").isBetween(HISTORIES / 20, HISTORIES * 4 / 5);
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

    static List<List<Span<Action>>> notForZones() {
        Span<Action> write = write(1, 0, 1, "a");
        return List.of(
                List.of(write, write(2, 2, 3, "a")),
                List.of(write, new Span<>(2, 2, 3, new Action.Delete(null, null))),
                List.of(write, new Span<>(2, 2, 3, new Action.Cas("b", "c", 0, false, null))),
                List.of(write, new Span<>(2, 2, 3, new Action.Read(Cell.of("a")), Span.Rank.of(4))));
    }

    /** A value written twice; a delete; an answer that only says what was not there; a rank. */
    @ParameterizedTest
    @MethodSource("notForZones")
    void what_zones_cannot_decide_is_left_to_the_other_engine(List<Span<Action>> spans) {
        assertThat(new UniqueValues(SOMEBODY).check(spans, REGISTER, Budget.unlimited())).isSameAs(SAID_BY_SOMEBODY);
    }

    @Test
    void other_objects_are_left_to_the_other_engine() {
        List<Span<AppendRegister.Action>> spans = List.of(new Span<>(1, 0, 1, new AppendRegister.Action.Put("a")));
        assertThat(new UniqueValues(SOMEBODY).check(spans, new AppendRegister("x"), Budget.unlimited())).isSameAs(SAID_BY_SOMEBODY);
    }

    @Test
    void a_value_that_nobody_wrote_is_told_by_who_found_it() {
        assertThat(blocked(write(1, 0, 1, "a"), read(2, 2, 3, "b"))).containsExactly(new Finding.Blocked(2, "read x → b cannot be: nobody wrote that"));
    }

    @Test
    void values_that_were_only_replaced_by_each_other_were_never_there() {
        assertThat(blocked(cas(1, 0, 9, "a", "b"), cas(2, 1, 8, "b", "a"))).containsExactly(new Finding.Blocked(1, "cas x a→b → succeeded cannot be: what it found can only be there after it"));
    }

    @Test
    void who_found_a_value_before_its_write_was_called_is_told_with_the_write() {
        assertThat(blocked(read(1, 0, 1, "a"), write(2, 2, 3, "a")))
                .containsExactly(new Finding.Blocked(1, "read x → a returned before #2 (write x=a) was called, which it has to come after"));
    }

    /** Of each value the one who returned first, and the one who was called last: they show best that each has to come before the other. */
    @Test
    void a_value_that_was_there_before_and_after_another_is_told_by_those_that_show_it() {
        assertThat(blocked(write(1, 0, 9, "a"), read(2, 1, 2, "a"), write(3, 5, 6, "b"), read(4, 20, 22, "a"), read(5, 19, 21, "a"))).containsExactly(
                new Finding.Blocked(2, "read x → a returned before #3 (write x=b) was called, so its value was there before; others show the opposite"),
                new Finding.Blocked(3, "write x=b comes too late: #2 (read x → a) had returned before it was called, and its value was gone by then"),
                new Finding.Blocked(3, "write x=b returned before #4 (read x → a) was called, so its value was there before; others show the opposite"),
                new Finding.Blocked(4, "read x → a comes too late: #3 (write x=b) had returned before it was called, and its value was gone by then"));
    }

    @Test
    void what_was_there_at_first_does_not_come_back() {
        assertThat(blocked(new Span<>(1, 0, 1, new Action.Read(Cell.MISSING)), write(2, 2, 3, "a"), new Span<>(3, 4, 5, new Action.Read(Cell.MISSING)))).containsExactly(
                new Finding.Blocked(2, "write x=a comes too late: what was there at first was there before all, and its value was gone by then"),
                new Finding.Blocked(2, "write x=a returned before #3 (read x → missing) was called, so its value was there before; others show the opposite"),
                new Finding.Blocked(3, "read x → missing comes too late: #2 (write x=a) had returned before it was called, and its value was gone by then"));
    }

    @Test
    void neither_comes_first_who_meet_at_one_moment() {
        assertThat(new UniqueValues(NOBODY).check(List.of(read(1, 0, 2, "a"), write(2, 2, 3, "a")), REGISTER, Budget.unlimited())).isInstanceOf(Finding.Linearizable.class);
    }

    @SafeVarargs
    private static List<Finding.Blocked> blocked(Span<Action>... spans) {
        return ((Finding.NotLinearizable) new UniqueValues(NOBODY).check(List.of(spans), REGISTER, Budget.unlimited())).blocked();
    }

    private static Span<Action> write(long id, long invoked, long returned, String value) {
        return new Span<>(id, invoked, returned, new Action.Write(value, 0, null));
    }

    private static Span<Action> read(long id, long invoked, long returned, String value) {
        return new Span<>(id, invoked, returned, new Action.Read(Cell.of(value)));
    }

    private static Span<Action> cas(long id, long invoked, long returned, String expect, String value) {
        return new Span<>(id, invoked, returned, new Action.Cas(expect, value, 0, true, null));
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
