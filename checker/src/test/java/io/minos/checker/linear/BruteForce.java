package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.List;

/** The dumb twin of every engine: tries every order of every subset, with nothing clever about it. Up to 7 spans or so. */
final class BruteForce {
    private BruteForce() {}

    static <S, A> boolean linearizable(List<Span<A>> spans, Model<S, A> model) {
        return search(spans, 0, model.initial(), model);
    }

    private static <S, A> boolean search(List<Span<A>> spans, int placed, S state, Model<S, A> model) {
        boolean done = true;
        for (int i = 0; i < spans.size(); i++) if ((placed & 1 << i) == 0 && !spans.get(i).optional()) done = false;
        if (done) return true;
        for (int i = 0; i < spans.size(); i++) {
            if ((placed & 1 << i) != 0 || !mayComeNext(spans, placed, i)) continue;
            S next = model.step(state, spans.get(i).action());
            if (next != null && search(spans, placed | 1 << i, next, model)) return true;
        }
        return false;
    }

    /** Nobody who returned before it began is left, nor anybody definite of lower rank. */
    private static <A> boolean mayComeNext(List<Span<A>> spans, int placed, int candidate) {
        for (int i = 0; i < spans.size(); i++) {
            if (i == candidate || (placed & 1 << i) != 0) continue;
            Span<A> other = spans.get(i);
            if (other.returned() < spans.get(candidate).invoked()) return false;
            if (!other.optional() && other.rank().high() < spans.get(candidate).rank().low()) return false;
        }
        return true;
    }
}
