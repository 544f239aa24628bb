package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Span.Rank;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** All engines and enumeration on small histories: they must agree, whatever is reduced before. */
final class Agreement {
    private static final Engine REFERENCE = new Wgl();
    private static final List<Engine> BY_VALUES = List.of(JustInTime.both(), JustInTime.depthFirst(), JustInTime.breadthFirst(), new UniqueValues(new Wgl()));

    interface Maker<A> {
        A action(RandomGenerator random, boolean optional);
    }

    private Agreement() {}

    /** What enumeration says; every engine has said the same, before and after the reductions. @param shrinks whether counterexamples are made small as well */
    static <S, A> boolean on(List<Span<A>> spans, Model<S, A> model, String name, boolean shrinks) {
        String which = name + ": " + spans;
        boolean expected = BruteForce.linearizable(spans, model);
        List<Span<A>> reduced = Reductions.apply(spans, model);
        if (spans.stream().allMatch(span -> span.rank().equals(Rank.UNKNOWN))) {
            for (Engine other : BY_VALUES) agrees(other, spans, reduced, model, expected, which);
        }
        Finding plain = REFERENCE.check(spans, model, Budget.unlimited());
        Finding after = REFERENCE.check(reduced, model, Budget.unlimited());
        boolean groups = Partition.byKeys(reduced, model).stream().allMatch(group -> REFERENCE.check(group, model, Budget.unlimited()) instanceof Finding.Linearizable);
        assertThat(plain instanceof Finding.Linearizable).as("plain, " + which).isEqualTo(expected);
        assertThat(after instanceof Finding.Linearizable).as("reduced, " + which).isEqualTo(expected);
        if (spans.stream().allMatch(span -> span.rank().equals(Rank.UNKNOWN))) assertThat(groups).as("partitioned, " + which).isEqualTo(expected);
        if (plain instanceof Finding.Linearizable linearizable) certify(spans, linearizable.order(), model, which);
        if (after instanceof Finding.NotLinearizable not && shrinks) {
            List<Span<A>> small = new Shrinker<>(REFERENCE, model, Budget.unlimited()).shrink(spans, not).spans();
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

    /** Random times, outcomes and ranks for so many actions. */
    static <A> List<Span<A>> history(RandomGenerator random, int size, Maker<A> maker) {
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
}
