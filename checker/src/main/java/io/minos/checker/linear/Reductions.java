package io.minos.checker.linear;

import io.minos.checker.model.Footprint;
import io.minos.checker.model.Footprint.Fact;
import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the spans fewer and tighter before a search, without changing the verdict.
 *
 * <ol>
 *   <li><b>An optional pure action is dropped.</b> It changes no state and its answer is unknown: it constrains nothing.
 *   <li><b>An optional action all of whose values nobody looks at is dropped</b>, if no answer senses one of its keys. Without
 *       it everything is as if it never happened. Conversely take an order in which it took effect: until the next change of
 *       each of its keys, no answer given is one that needs the value it left (nobody observes it) or one that merely needs
 *       it not to be another (nobody senses the key); and a compare-and-set of unknown outcome that finds it does nothing,
 *       as what it expects is observed by definition, and so may be taken to never happen. So the order without it
 *       explains the same answers. "Missing" is a value like any other here: a delete is dropped if nobody finds the key
 *       missing or expects it to be. Dropping one may leave another unobserved, so this is repeated.
 *   <li><b>An optional action whose value somebody certainly saw, and which alone can have put it there, must have taken
 *       effect before that somebody returned.</b>
 * </ol>
 */
public final class Reductions {
    private Reductions() {}

    public static <A> List<Span<A>> apply(List<Span<A>> spans, Model<?, A> model) {
        return spans.stream().anyMatch(Span::optional) ? bound(drop(spans, model), model) : spans;
    }

    private static <A> List<Span<A>> drop(List<Span<A>> spans, Model<?, A> model) {
        List<Span<A>> kept = spans;
        while (true) {
            Set<Fact> observed = new HashSet<>();
            Set<String> sensed = new HashSet<>();
            for (Span<A> span : kept) {
                Footprint footprint = model.footprint(span.action());
                observed.addAll(footprint.observes());
                sensed.addAll(footprint.senses());
            }
            List<Span<A>> next = kept.stream().filter(span -> !span.optional() || matters(model.footprint(span.action()), observed, sensed)).toList();
            if (next.size() == kept.size()) return next;
            kept = next;
        }
    }

    private static boolean matters(Footprint footprint, Set<Fact> observed, Set<String> sensed) {
        return footprint.produces().stream().anyMatch(fact -> observed.contains(fact) || sensed.contains(fact.key()));
    }

    private static <A> List<Span<A>> bound(List<Span<A>> spans, Model<?, A> model) {
        Map<Fact, Integer> producers = new HashMap<>();
        Map<Fact, Long> seenBy = new HashMap<>();
        for (Span<A> span : spans) {
            Footprint footprint = model.footprint(span.action());
            for (Fact fact : new HashSet<>(footprint.produces())) producers.merge(fact, 1, Integer::sum);
            if (!span.optional()) for (Fact fact : footprint.observes()) seenBy.merge(fact, span.returned(), Math::min);
        }
        List<Span<A>> bounded = new ArrayList<>();
        for (Span<A> span : spans) {
            long bound = span.optional() ? earliestProof(model.footprint(span.action()), producers, seenBy) : Span.NEVER;
            // Seen before it was even asked for: no bound helps, the search will say so.
            bounded.add(bound > span.invoked() && bound != Span.NEVER ? span.returnedBefore(bound) : span);
        }
        return bounded;
    }

    private static long earliestProof(Footprint footprint, Map<Fact, Integer> producers, Map<Fact, Long> seenBy) {
        long earliest = Span.NEVER;
        for (Fact fact : footprint.produces()) {
            // A missing key needs nobody who made it so.
            if (fact.value() != null && producers.getOrDefault(fact, 0) == 1) earliest = Math.min(earliest, seenBy.getOrDefault(fact, Span.NEVER));
        }
        return earliest;
    }
}
