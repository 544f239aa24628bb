package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes a contradiction small by relaxations only, so that what remains contradicts itself in its own right: cutting off the
 * future (a prefix of a linearizable history is linearizable), forgetting an answer (a read goes, a change becomes one of
 * unknown outcome). Never by dropping a change, which could make a contradiction of what was none.
 */
public final class Shrinker<S, A> {
    /** An attempt that needs a greater search than this is given up: the whole was contradicted by a smaller one, most likely. */
    private static final long WORDS_PER_ATTEMPT_MAX = 1 << 19;

    private final Engine engine;
    private final Model<S, A> model;
    private final Budget budget;

    /** @param budget when it runs out, what was reached so far is the answer */
    public Shrinker(Engine engine, Model<S, A> model, Budget budget) {
        this.engine = engine;
        this.model = model;
        this.budget = budget;
    }

    /** @param spans which {@code found} is about */
    public Counterexample<A> shrink(List<Span<A>> spans, Finding.NotLinearizable found) {
        Counterexample<A> smallest = cutFuture(new Counterexample<>(spans, found));
        for (int size = Math.max(1, smallest.spans().size() / 2); size >= 1; size /= 2) {
            smallest = forgetAnswers(smallest, size);
        }
        return smallest;
    }

    /** The shortest prefix that contradicts itself, by bisection: once broken, a prefix stays broken however it goes on. */
    private Counterexample<A> cutFuture(Counterexample<A> whole) {
        long[] returns = whole.spans().stream().filter(span -> !span.optional()).mapToLong(Span::returned).sorted().distinct().toArray();
        Counterexample<A> smallest = whole;
        int low = 0;
        int high = returns.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Optional<Counterexample<A>> broken = broken(prefix(whole.spans(), returns[middle]));
            if (broken.isPresent()) {
                smallest = broken.get();
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return smallest;
    }

    private List<Span<A>> prefix(List<Span<A>> spans, long end) {
        List<Span<A>> prefix = new ArrayList<>();
        for (Span<A> span : spans) {
            if (span.returned() <= end) prefix.add(span);
            else if (span.invoked() < end) forget(span, prefix);
        }
        return prefix;
    }

    private void forget(Span<A> span, List<Span<A>> into) {
        A bare = model.unanswered(span.action());
        if (bare != null) into.add(span.pending(bare));
    }

    /** Tries, chunk by chunk from the oldest, to do without the answers of so many spans at a time. */
    private Counterexample<A> forgetAnswers(Counterexample<A> from, int size) {
        Counterexample<A> smallest = from;
        List<Span<A>> order = from.spans().stream().sorted(Comparator.comparingLong(Span::invoked)).toList();
        for (int start = 0; start < order.size() && budget.spend(0); start += size) {
            List<Long> chunk = order.subList(start, Math.min(order.size(), start + size)).stream().map(Span::id).toList();
            List<Span<A>> relaxed = new ArrayList<>();
            boolean any = false;
            for (Span<A> span : smallest.spans()) {
                boolean forgets = !span.optional() && chunk.contains(span.id());
                any |= forgets;
                if (forgets) forget(span, relaxed);
                else relaxed.add(span);
            }
            if (any) smallest = broken(relaxed).orElse(smallest);
        }
        return smallest;
    }

    /** The spans as reduced, if they contradict themselves. */
    private Optional<Counterexample<A>> broken(List<Span<A>> spans) {
        List<Span<A>> reduced = Reductions.apply(spans, model);
        if (reduced.stream().allMatch(Span::optional)) return Optional.empty();
        Finding finding = engine.check(reduced, model, budget.limited(WORDS_PER_ATTEMPT_MAX));
        return finding instanceof Finding.NotLinearizable not ? Optional.of(new Counterexample<>(reduced, not)) : Optional.empty();
    }
}
