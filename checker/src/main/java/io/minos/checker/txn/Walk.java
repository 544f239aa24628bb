package io.minos.checker.txn;

import io.minos.checker.txn.Phenomenon.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Dependencies from one transaction to the next and back to the first. */
record Walk(List<Hop> hops) {
    record Hop(int from, int to, Dependency kind, int about) {}

    Walk {
        hops = List.copyOf(hops);
    }

    /**
     * The parts of it that visit no transaction twice. Each is a contradiction of its own.
     */
    List<Walk> cycles() {
        List<Walk> cycles = new ArrayList<>();
        List<Hop> open = new ArrayList<>();
        Map<Integer, Integer> place = new HashMap<>();
        for (Hop hop : hops) {
            place.put(hop.from(), open.size());
            open.add(hop);
            Integer back = place.get(hop.to());
            if (back == null) continue;
            List<Hop> cycle = open.subList(back, open.size());
            cycles.add(new Walk(cycle));
            cycle.forEach(one -> place.remove(one.from()));
            cycle.clear();
        }
        return cycles;
    }

    /** What a cycle shows. Empty: dependencies of time alone, which cannot be. */
    Optional<Phenomenon> shows() {
        long missed = hops.stream().filter(hop -> hop.kind() == Dependency.RW).count();
        if (missed > 0) return Optional.of(Phenomenon.cycle(missed == 1 ? Phenomenon.G_SINGLE : adjacent() ? Phenomenon.G2_ITEM : Phenomenon.G_NONADJACENT, order()));
        if (has(Dependency.WR)) return Optional.of(Phenomenon.cycle(Phenomenon.G1C, order()));
        return has(Dependency.WW) ? Optional.of(Phenomenon.cycle(Phenomenon.G0, order())) : Optional.empty();
    }

    private boolean adjacent() {
        Dependency before = hops.get(hops.size() - 1).kind();
        for (Hop hop : hops) {
            if (before == Dependency.RW && hop.kind() == Dependency.RW) return true;
            before = hop.kind();
        }
        return false;
    }

    private Order order() {
        return has(Dependency.REALTIME) ? Order.REALTIME : has(Dependency.PROCESS) ? Order.PROCESS : Order.NONE;
    }

    private boolean has(Dependency kind) {
        return hops.stream().anyMatch(hop -> hop.kind() == kind);
    }
}
