package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a contradiction small by relaxations only, so that what remains contradicts itself in its own right: cutting off the
 * future (a prefix of a linearizable history is linearizable), forgetting an answer (a read goes, a change becomes one of
 * unknown outcome) or one part of it. Never by dropping a change, which could make a contradiction of what was none. What is
 * reduced is reduced anew each time, since what may be left out, and what proves that a change happened, depends on the
 * answers that are left.
 *
 * <p>What is left is minimal, if the budget lasts: a relaxation that dissolved a contradiction dissolves whatever is a
 * relaxation of it, so that one look at each answer is enough.
 */
public final class Shrinker<S, A> {
    /** An attempt that needs a greater search than this is given up: the whole was contradicted by a smaller one, most likely. */
    private static final long WORDS_PER_ATTEMPT_MAX = 1 << 19;

    private final Engine engine;
    private final Model<S, A> model;
    private final Budget budget;
    /** Every change is in it, until the future it lies in is cut off. */
    private List<Span<A>> spans = List.of();

    /** @param budget when it runs out, what was reached so far is the answer */
    public Shrinker(Engine engine, Model<S, A> model, Budget budget) {
        this.engine = engine;
        this.model = model;
        this.budget = budget;
    }

    /**
     * @param all unreduced
     * @param found of the same, reduced
     * @return of what remains, reduced
     */
    public Counterexample<A> shrink(List<Span<A>> all, Finding.NotLinearizable found) {
        spans = all;
        Counterexample<A> smallest = cutFuture(new Counterexample<>(Reductions.apply(all, model), found));
        // A change whose answer is forgotten has to stay, and may then need others to prove that it happened: it comes last.
        smallest = forgetAnswers(smallest, true);
        smallest = forgetParts(smallest);
        return forgetAnswers(smallest, false);
    }

    /** The shortest prefix that contradicts itself, by bisection: once broken, a prefix stays broken however it goes on. */
    private Counterexample<A> cutFuture(Counterexample<A> whole) {
        List<Span<A>> all = spans;
        long[] returns = all.stream().filter(span -> !span.optional()).mapToLong(Span::returned).sorted().distinct().toArray();
        Counterexample<A> smallest = whole;
        int low = 0;
        int high = returns.length - 1;
        while (low < high && budget.lasts()) {
            int middle = (low + high) >>> 1;
            Optional<Counterexample<A>> broken = broken(prefix(all, returns[middle]));
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
            if (span.returned() <= end || span.optional() && span.invoked() < end) prefix.add(span);
            else if (span.invoked() < end) forget(span, prefix);
        }
        return prefix;
    }

    private void forget(Span<A> span, List<Span<A>> into) {
        A bare = model.unanswered(span.action());
        if (bare != null) into.add(span.pending(bare));
    }

    /** @param pure of spans that change nothing, or of all others */
    private Counterexample<A> forgetAnswers(Counterexample<A> from, boolean pure) {
        List<Span<A>> order = spans.stream().filter(span -> !span.optional() && model.footprint(span.action()).pure() == pure).sorted(Comparator.comparingLong(Span::invoked)).toList();
        Counterexample<A> smallest = from;
        for (int size = Math.max(1, order.size() / 2); size >= 1; size /= 2) smallest = forgetAnswers(smallest, order, size);
        return smallest;
    }

    /** Tries, chunk by chunk from the oldest, to do without the answers of so many spans at a time. */
    private Counterexample<A> forgetAnswers(Counterexample<A> from, List<Span<A>> order, int size) {
        Counterexample<A> smallest = from;
        for (int start = 0; start < order.size() && budget.lasts(); start += size) {
            Set<Long> chunk = order.subList(start, Math.min(order.size(), start + size)).stream().map(Span::id).collect(Collectors.toSet());
            List<Span<A>> relaxed = new ArrayList<>();
            boolean any = false;
            for (Span<A> span : spans) {
                boolean forgets = !span.optional() && chunk.contains(span.id());
                any |= forgets;
                if (forgets) forget(span, relaxed);
                else relaxed.add(span);
            }
            if (any) smallest = broken(relaxed).orElse(smallest);
        }
        return smallest;
    }

    private Counterexample<A> forgetParts(Counterexample<A> from) {
        Counterexample<A> smallest = from;
        for (int i = 0; i < spans.size() && budget.lasts(); i++) {
            Optional<Counterexample<A>> less = forgetPart(i);
            while (less.isPresent()) {
                smallest = less.get();
                less = forgetPart(i);
            }
        }
        return smallest;
    }

    /** The first part of one span's answer that can be done without. */
    private Optional<Counterexample<A>> forgetPart(int at) {
        Span<A> span = spans.get(at);
        if (span.optional()) return Optional.empty();
        for (A weaker : model.weaker(span.action())) {
            if (!budget.lasts()) return Optional.empty();
            List<Span<A>> relaxed = new ArrayList<>(spans);
            relaxed.set(at, span.with(weaker));
            Optional<Counterexample<A>> less = broken(relaxed);
            if (less.isPresent()) return less;
        }
        return Optional.empty();
    }

    /** If they contradict themselves, they are what is made smaller next. */
    private Optional<Counterexample<A>> broken(List<Span<A>> relaxed) {
        List<Span<A>> reduced = Reductions.apply(relaxed, model);
        if (reduced.stream().allMatch(Span::optional)) return Optional.empty();
        if (!(engine.check(reduced, model, budget.limited(WORDS_PER_ATTEMPT_MAX)) instanceof Finding.NotLinearizable not)) return Optional.empty();
        spans = relaxed;
        return Optional.of(new Counterexample<>(reduced, not));
    }
}
