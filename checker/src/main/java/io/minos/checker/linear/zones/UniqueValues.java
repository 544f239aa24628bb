package io.minos.checker.linear.zones;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Certificate;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Model;
import java.util.List;
import java.util.Optional;

/**
 * Decides by zones where that is possible, and leaves the rest to another engine: values that are written twice, deletes,
 * answers that only say what was not there, ranks.
 */
public final class UniqueValues implements Engine {
    private final Engine otherwise;

    public UniqueValues(Engine otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
        return decide(spans, model).orElseGet(() -> otherwise.check(spans, model, budget));
    }

    /** Empty: not by zones. An order is given only when it was followed step by step; what else answers say is looked at there. */
    static <S, A> Optional<Finding> decide(List<Span<A>> spans, Model<S, A> model) {
        Optional<Clusters<A>> clusters = Clusters.of(spans, model);
        if (clusters.isEmpty()) return Optional.empty();
        if (clusters.get().contradiction() != null) return Optional.of(clusters.get().contradiction().told(spans.size()));
        Clash clash = Zones.clash(clusters.get().blocks(), clusters.get().words());
        if (clash != null) return Optional.of(clash.told(spans.size()));
        List<Long> order = Zones.order(clusters.get().blocks());
        return Certificate.holds(order, spans, model) ? Optional.of(new Finding.Linearizable(order, spans.size())) : Optional.empty();
    }
}
