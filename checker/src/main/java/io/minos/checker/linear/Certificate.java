package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether an order explains every answer: the verifier of all engines, which shares nothing with any of them. Linear.
 */
public final class Certificate {
    private Certificate() {}

    /** @param order ids; what certainly took effect is in it once, what perhaps did once or not at all */
    public static <S, A> boolean holds(List<Long> order, List<Span<A>> spans, Model<S, A> model) {
        Map<Long, Span<A>> left = new HashMap<>();
        for (Span<A> span : spans) left.put(span.id(), span);
        S state = model.initial();
        long latestCall = Long.MIN_VALUE;
        long highest = Long.MIN_VALUE;
        for (long id : order) {
            Span<A> span = left.remove(id);
            // Whoever was called after this one had returned may not come before it.
            if (span == null || span.returned() < latestCall || span.rank().high() < highest) return false;
            latestCall = Math.max(latestCall, span.invoked());
            highest = Math.max(highest, span.rank().low());
            state = model.step(state, span.action());
            if (state == null) return false;
        }
        return left.values().stream().allMatch(Span::optional);
    }
}
