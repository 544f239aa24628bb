package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Span.Rank;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Model;
import io.minos.checker.model.MultiRegister.Part;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small histories by the ten thousand, judged by enumeration: the engine must agree, whatever is reduced before. */
class BruteForceTest {
    private static final int HISTORIES = Integer.getInteger("minos.histories", 6_000);
    private static final Register REGISTER = new Register("x");

    private static final List<Engine> BY_VALUES = List.of(JustInTime.both(), JustInTime.depthFirst(), JustInTime.breadthFirst(), new UniqueValues(new Wgl()));

    private final Engine engine = new Wgl();

    private interface Maker<A> {
        A action(RandomGenerator random, boolean optional);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void register_histories_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            int values = 2 + random.nextInt(3);
            List<Span<Action>> spans = history(random, 1 + random.nextInt(6), (generator, optional) -> action(generator, values, optional));
            if (!agree(spans, REGISTER, seed, i)) invalid++;
        }
        assertThat(invalid).as("both verdicts occur").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void histories_of_unique_writes_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            int[] unique = {0};
            List<Span<Action>> spans = history(random, 3 + random.nextInt(4), (generator, optional) -> unique(generator, unique, optional));
            if (!agree(spans, REGISTER, seed, i)) invalid++;
        }
        assertThat(invalid).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void histories_of_transactions_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Span<MultiRegister.Action>> spans = history(random, 2 + random.nextInt(4), BruteForceTest::transaction);
            if (!agree(spans, new MultiRegister(), seed, i)) invalid++;
        }
        assertThat(invalid).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    }

    @Test
    void without_spans_everything_is_explained() {
        assertThat(engine.check(List.of(), REGISTER, Budget.unlimited())).isInstanceOf(Finding.Linearizable.class);
    }

    private <S, A> boolean agree(List<Span<A>> spans, Model<S, A> model, long seed, int number) {
        boolean expected = BruteForce.linearizable(spans, model);
        List<Span<A>> reduced = Reductions.apply(spans, model);
        if (spans.stream().allMatch(span -> span.rank().equals(Rank.UNKNOWN))) {
            for (Engine other : BY_VALUES) agrees(other, spans, reduced, model, expected, "seed " + seed + " history " + number + ": " + spans);
        }
        Finding plain = engine.check(spans, model, Budget.unlimited());
        Finding after = engine.check(reduced, model, Budget.unlimited());
        boolean groups = Partition.byKeys(reduced, model).stream().allMatch(group -> engine.check(group, model, Budget.unlimited()) instanceof Finding.Linearizable);
        String which = "seed " + seed + " history " + number + ": " + spans;
        assertThat(plain instanceof Finding.Linearizable).as("plain, " + which).isEqualTo(expected);
        assertThat(after instanceof Finding.Linearizable).as("reduced, " + which).isEqualTo(expected);
        if (spans.stream().allMatch(span -> span.rank().equals(Rank.UNKNOWN))) assertThat(groups).as("partitioned, " + which).isEqualTo(expected);
        if (plain instanceof Finding.Linearizable linearizable) certify(spans, linearizable.order(), model, which);
        if (after instanceof Finding.NotLinearizable not && number % 10 == 0) {
            List<Span<A>> small = new Shrinker<>(engine, model, Budget.unlimited()).shrink(spans, not).spans();
            assertThat(BruteForce.linearizable(small, model)).as("shrunk, " + which).isFalse();
            assertMinimal(small, spans, model, which);
            assertThat(BruteForce.linearizable(withTheRest(small, spans, model), model)).as("shrunk by relaxations only, " + which).isFalse();
        }
        return expected;
    }

    private static <S, A> void agrees(Engine engine, List<Span<A>> spans, List<Span<A>> reduced, Model<S, A> model, boolean expected, String which) {
        Finding plain = engine.check(spans, model, Budget.unlimited());
        assertThat(plain instanceof Finding.Linearizable).as(engine.getClass().getSimpleName() + ", plain, " + which).isEqualTo(expected);
        Finding after = engine.check(reduced, model, Budget.unlimited());
        assertThat(after instanceof Finding.Linearizable).as(engine.getClass().getSimpleName() + ", reduced, " + which).isEqualTo(expected);
        if (plain instanceof Finding.Linearizable linearizable) certify(spans, linearizable.order(), model, which);
    }

    /** Whatever more is forgotten of it, it is no contradiction any more. */
    private static <S, A> void assertMinimal(List<Span<A>> small, List<Span<A>> all, Model<S, A> model, String which) {
        List<Span<A>> answered = small.stream().filter(span -> all.stream().anyMatch(one -> one.id() == span.id() && one.returned() == span.returned())).filter(span -> !span.optional()).toList();
        long end = answered.stream().mapToLong(Span::returned).max().orElseThrow();
        List<Span<A>> past = all.stream().filter(span -> span.invoked() < end).toList();
        for (Span<A> span : answered) {
            List<Span<A>> others = answered.stream().filter(one -> one != span).toList();
            assertThat(BruteForce.linearizable(withTheRest(others, past, model), model)).as("minimal but for " + span + ", " + which).isTrue();
            for (A weaker : model.weaker(span.action())) {
                List<Span<A>> less = new ArrayList<>(others);
                less.add(span.with(weaker));
                assertThat(BruteForce.linearizable(withTheRest(less, past, model), model)).as("minimal but for parts of " + span + ", " + which).isTrue();
            }
        }
    }

    /** The contradiction, with every change that is not in it put back as one that may have happened: it must not dissolve. */
    private static <A> List<Span<A>> withTheRest(List<Span<A>> small, List<Span<A>> all, Model<?, A> model) {
        List<Span<A>> together = new ArrayList<>(small);
        List<Long> ids = small.stream().map(Span::id).toList();
        for (Span<A> span : all) {
            A bare = model.unanswered(span.action());
            if (!ids.contains(span.id()) && bare != null) together.add(span.pending(bare));
        }
        return together;
    }

    /** The order the engine gives as its witness, checked by itself. */
    private static <S, A> void certify(List<Span<A>> spans, List<Long> order, Model<S, A> model, String which) {
        S state = model.initial();
        for (int i = 0; i < order.size(); i++) {
            long id = order.get(i);
            Span<A> span = spans.stream().filter(one -> one.id() == id).findFirst().orElseThrow();
            for (long later : order.subList(i + 1, order.size())) {
                assertThat(spans.stream().filter(one -> one.id() == later).findFirst().orElseThrow().returned()).as(which).isGreaterThan(span.invoked());
            }
            state = model.step(state, span.action());
            assertThat(state).as("order " + order + " of " + which).isNotNull();
        }
        assertThat(order).as(which).containsAll(spans.stream().filter(span -> !span.optional()).map(Span::id).toList());
        assertThat(Certificate.holds(order, spans, model)).as(which).isTrue();
    }

    private static <A> List<Span<A>> history(RandomGenerator random, int size, Maker<A> maker) {
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < 2 * size; i++) times.add(i);
        List<Span<A>> spans = new ArrayList<>();
        boolean ranked = random.nextInt(3) == 0;
        for (int i = 0; i < size; i++) {
            int one = times.remove(random.nextInt(times.size()));
            // Mostly short spans: else everything overlaps and anything goes.
            int other = times.remove(random.nextBoolean() ? random.nextInt(times.size()) : nearest(times, one));
            boolean optional = random.nextInt(4) == 0;
            Rank rank = ranked && !optional && random.nextInt(3) > 0 ? rank(random, Math.min(one, other)) : Rank.UNKNOWN;
            spans.add(new Span<>(i, Math.min(one, other), optional ? Span.NEVER : Math.max(one, other), maker.action(random, optional), rank));
        }
        return spans;
    }

    private static Rank rank(RandomGenerator random, int around) {
        long low = Math.max(0, around + random.nextInt(5) - 2);
        return new Rank(low, low + random.nextInt(2));
    }

    private static int nearest(List<Integer> times, int time) {
        int best = 0;
        for (int i = 0; i < times.size(); i++) if (Math.abs(times.get(i) - time) < Math.abs(times.get(best) - time)) best = i;
        return best;
    }

    private static Cell cell(RandomGenerator random, int values) {
        int value = random.nextInt(values + 1);
        return value == 0 ? Cell.MISSING : new Cell("v" + value, random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0);
    }

    private static Action action(RandomGenerator random, int values, boolean optional) {
        String value = "v" + (1 + random.nextInt(values));
        long mod = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        Cell told = random.nextInt(3) == 0 && !optional ? cell(random, values) : null;
        return switch (random.nextInt(5)) {
            case 0, 1 -> optional ? new Action.Write(value, mod, null) : new Action.Read(cell(random, values));
            case 2 -> new Action.Write(value, mod, told);
            case 3 -> {
                Boolean removed = optional || random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean();
                yield new Action.Delete(removed, told);
            }
            default -> {
                Boolean succeeded = optional ? null : (Boolean) random.nextBoolean();
                boolean refused = Boolean.FALSE.equals(succeeded);
                yield new Action.Cas(cell(random, values).value(), value, refused ? 0 : mod, succeeded, refused && random.nextBoolean() ? cell(random, values) : null);
            }
        };
    }

    /** Every write a value of its own, as the workloads do. */
    private static Action unique(RandomGenerator random, int[] unique, boolean optional) {
        String seen = "u" + random.nextInt(unique[0] + 2);
        return switch (random.nextInt(optional ? 3 : 6)) {
            case 0 -> new Action.Write("u" + ++unique[0], 0, null);
            case 1 -> new Action.Delete(optional ? null : (Boolean) random.nextBoolean(), null);
            case 2 -> new Action.Cas(random.nextInt(4) == 0 ? null : seen, "u" + ++unique[0], 0, optional ? null : (Boolean) random.nextBoolean(), null);
            default -> new Action.Read(random.nextInt(4) == 0 ? Cell.MISSING : Cell.of(seen));
        };
    }

    private static MultiRegister.Action transaction(RandomGenerator random, boolean optional) {
        List<Part> parts = new ArrayList<>();
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            String key = "k" + random.nextInt(3);
            Action action = switch (random.nextInt(4)) {
                case 0 -> new Action.Delete(null, null);
                case 1, 2 -> optional ? new Action.Write("v" + random.nextInt(3), 0, null) : new Action.Read(cell(random, 2));
                default -> new Action.Write("v" + random.nextInt(3), 0, null);
            };
            parts.add(new Part(key, action));
        }
        return new MultiRegister.Action(parts);
    }
}
