package io.minos.checker.txn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Shortest cycles in one strongly connected graph. Breadth first from the end of an edge of the kind that the cycle must have
 * back to its beginning, over nodes together with what the way has had so far. A step from a node that is no transaction is
 * free.
 */
final class CycleSearch {
    private static final int NONE = -1;
    private static final int STATES = 8;
    private static final int ORDERED = 1;
    private static final int AGAIN = 2;
    /** Only where no two rw may be next to each other, and then every way begins with one. */
    private static final int JUST_RW = 4;

    private final Graph graph;
    private final int[] names;
    private final int txns;
    private final Work work;
    /** Of the components that the way's edges make; no way leads to a higher number. */
    private int[] numbers;
    private final int[] cost;
    private final int[] cameBy;
    private final int[] cameFrom;
    private final Ints touched = new Ints();
    private final IntDeque queue = new IntDeque();

    /**
     * @param names of the graph's nodes, in the whole graph
     * @param txns how many of the whole graph's nodes are transactions
     */
    CycleSearch(Graph graph, int[] names, int txns, Work work) {
        this.graph = graph;
        this.names = names;
        this.txns = txns;
        this.work = work;
        this.cost = new int[graph.nodes() * STATES];
        this.cameBy = new int[cost.length];
        this.cameFrom = new int[cost.length];
        this.numbers = new int[graph.nodes()];
        Arrays.fill(cost, Integer.MAX_VALUE);
    }

    /** The shortest that could be found before the work ran out. */
    Optional<Walk> shortest(Wanted wanted) {
        numbers = Components.numbers(graph, wanted.mask());
        Walk best = null;
        for (int node = 0; node < graph.nodes(); node++) {
            for (int edge = graph.first(node); edge < graph.first(node + 1); edge++) {
                if (graph.kind(edge) != wanted.begins()) continue;
                int shorter = best == null ? Integer.MAX_VALUE : best.hops().size() - 1;
                if (shorter < 2 || work.exhausted()) return Optional.ofNullable(best);
                Optional<Walk> found = through(node, edge, wanted, shorter);
                if (found.isPresent()) best = found.get();
            }
        }
        return Optional.ofNullable(best);
    }

    /** A cycle of whatever kind, as there must be one. */
    Walk any() {
        Wanted anything = new Wanted(Phenomenon.G2_ITEM, Dependency.RW, -1, -1, false, false, false);
        // Transactions have the lowest numbers.
        return walk(0, way(0, graph.first(0), anything, Integer.MAX_VALUE - 1)).cycles().get(0);
    }

    private Optional<Walk> through(int start, int first, Wanted wanted, int hopsMax) {
        int end = way(start, first, wanted, hopsMax);
        Optional<Walk> found = end == NONE ? Optional.empty() : walk(start, end).cycles().stream()
                .filter(cycle -> cycle.shows().filter(wanted.kind()::equals).isPresent()).findFirst();
        for (int i = 0; i < touched.size(); i++) cost[touched.get(i)] = Integer.MAX_VALUE;
        while (touched.size() > 0) touched.removeLast();
        return found;
    }

    /** @return the state in which a shortest way ends at the start, or NONE */
    private int way(int start, int first, Wanted wanted, int hopsMax) {
        queue.clear();
        int from = graph.to(first) * STATES + (wanted.apart() ? JUST_RW : 0);
        reach(from, 1, first, NONE);
        queue.addLast(from);
        while (!queue.isEmpty() && work.spend()) {
            graph.pace().step();
            int state = queue.removeFirst();
            int node = state / STATES;
            if (node == start && arrived(state, wanted)) return state;
            int price = cost[state] + (isTxn(node) ? 1 : 0);
            if (price > hopsMax) continue;
            for (int edge = graph.first(node); edge < graph.first(node + 1); edge++) {
                if (!graph.in(edge, wanted.mask()) || graph.kind(edge) == Dependency.RW && (state & JUST_RW) != 0) continue;
                int next = graph.to(edge) * STATES + after(state % STATES, graph.kind(edge), wanted);
                if (cost[next] <= price || numbers[graph.to(edge)] < numbers[start]) continue;
                reach(next, price, edge, state);
                if (price == cost[state]) queue.addFirst(next);
                else queue.addLast(next);
            }
        }
        return NONE;
    }

    private static boolean arrived(int state, Wanted wanted) {
        if (wanted.ordered() && (state & ORDERED) == 0 || wanted.again() && (state & AGAIN) == 0) return false;
        return (state & JUST_RW) == 0;
    }

    /** Only what is asked for is remembered: the fewer states the better. */
    private static int after(int flags, Dependency kind, Wanted wanted) {
        int next = flags;
        if (wanted.ordered() && (kind == Dependency.PROCESS || kind == Dependency.REALTIME)) next |= ORDERED;
        if (wanted.again() && kind == Dependency.RW) next |= AGAIN;
        if (!wanted.apart() || kind == Dependency.ONWARD) return next;
        return kind == Dependency.RW ? next | JUST_RW : next & ~JUST_RW;
    }

    private void reach(int state, int price, int edge, int before) {
        if (cost[state] == Integer.MAX_VALUE) touched.add(state);
        cost[state] = price;
        cameBy[state] = edge;
        cameFrom[state] = before;
    }

    private boolean isTxn(int node) {
        return names[node] < txns;
    }

    private Walk walk(int start, int end) {
        List<Integer> edges = new ArrayList<>();
        for (int state = end; state != NONE; state = cameFrom[state]) edges.add(cameBy[state]);
        Collections.reverse(edges);
        List<Walk.Hop> hops = new ArrayList<>();
        int from = start;
        int begun = NONE;
        for (int edge : edges) {
            if (begun == NONE) begun = edge;
            if (!isTxn(graph.to(edge))) continue;
            hops.add(new Walk.Hop(names[from], names[graph.to(edge)], graph.kind(begun), graph.about(begun)));
            from = graph.to(edge);
            begun = NONE;
        }
        return new Walk(hops);
    }
}
