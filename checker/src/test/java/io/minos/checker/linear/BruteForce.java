package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The dumb twin of every engine: tries every order of every subset, with nothing clever about it but that it does not try the
 * same ones again from the same state. Up to 15 spans or so.
 */
final class BruteForce<S, A> {
    private record Reached(int placed, Object state) {}

    private final List<Span<A>> spans;
    private final Model<S, A> model;
    private final Set<Reached> vain = new HashSet<>();

    private BruteForce(List<Span<A>> spans, Model<S, A> model) {
        this.spans = spans;
        this.model = model;
    }

    static <S, A> boolean linearizable(List<Span<A>> spans, Model<S, A> model) {
        return new BruteForce<>(spans, model).search(0, model.initial());
    }

    private boolean search(int placed, S state) {
        boolean done = true;
        for (int i = 0; i < spans.size(); i++) if ((placed & 1 << i) == 0 && !spans.get(i).optional()) done = false;
        if (done) return true;
        if (!vain.add(new Reached(placed, state))) return false;
        for (int i = 0; i < spans.size(); i++) {
            if ((placed & 1 << i) != 0 || !mayComeNext(placed, i)) continue;
            S next = model.step(state, spans.get(i).action());
            if (next != null && search(placed | 1 << i, next)) return true;
        }
        return false;
    }

    /** Nobody who returned before it began is left, nor anybody definite of lower rank. */
    private boolean mayComeNext(int placed, int candidate) {
        for (int i = 0; i < spans.size(); i++) {
            if (i == candidate || (placed & 1 << i) != 0) continue;
            Span<A> other = spans.get(i);
            if (other.returned() < spans.get(candidate).invoked()) return false;
            if (!other.optional() && other.rank().high() < spans.get(candidate).rank().low()) return false;
        }
        return true;
    }
}
