package io.minos.checker.linear.justintime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The order that a chain of placings stands for. */
final class Order {
    private Order() {}

    /** Ids, first to last. What became spare is where that was, unless it was placed later. */
    static List<Long> of(Configuration.@Nullable Placing last, Timeline<?, ?> timeline) {
        List<Long> order = new ArrayList<>();
        Set<Integer> placed = new HashSet<>();
        Map<Configuration.Placing, List<Long>> under = new IdentityHashMap<>();
        for (Configuration.Placing placing = last; placing != null; placing = placing.before()) {
            if (!placed.add(placing.operation())) continue;
            long id = timeline.span(placing.operation()).id();
            if (placing.under() != null) {
                under.computeIfAbsent(placing.under(), absent -> new ArrayList<>()).add(id);
                continue;
            }
            order.add(id);
            order.addAll(under.getOrDefault(placing, List.of()));
        }
        Collections.reverse(order);
        return order;
    }
}
