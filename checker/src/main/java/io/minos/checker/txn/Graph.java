package io.minos.checker.txn;

import java.util.Arrays;

/** A directed graph; the edges of a node lie side by side, in the order in which they were added. Who goes along them keeps to its pace. */
final class Graph {
    private static final Dependency[] KINDS = Dependency.values();

    private final int[] first;
    private final int[] to;
    private final byte[] kinds;
    private final int[] abouts;
    private final Pace pace;

    private Graph(int[] first, int[] to, byte[] kinds, int[] abouts, Pace pace) {
        this.first = first;
        this.to = to;
        this.kinds = kinds;
        this.abouts = abouts;
        this.pace = pace;
    }

    static Graph of(Edges edges) {
        int[] first = new int[edges.nodes() + 1];
        for (int i = 0; i < edges.size(); i++) {
            edges.pace().step();
            first[edges.from.get(i) + 1]++;
        }
        for (int node = 0; node < edges.nodes(); node++) first[node + 1] += first[node];
        int[] next = Arrays.copyOf(first, edges.nodes());
        Graph graph = new Graph(first, new int[edges.size()], new byte[edges.size()], new int[edges.size()], edges.pace());
        for (int i = 0; i < edges.size(); i++) graph.set(next[edges.from.get(i)]++, edges.to.get(i), edges.kinds.get(i), edges.abouts.get(i));
        return graph;
    }

    private void set(int edge, int target, int kind, int about) {
        pace.step();
        to[edge] = target;
        kinds[edge] = (byte) kind;
        abouts[edge] = about;
    }

    /**
     * The given nodes and the edges among them that the mask has; the i-th of the nodes becomes node i.
     *
     * @param numbers at least as long as this graph has nodes, all -1; so again afterwards
     */
    Graph part(int[] nodes, int mask, int[] numbers) {
        for (int i = 0; i < nodes.length; i++) numbers[nodes[i]] = i;
        Edges edges = new Edges(nodes.length, pace);
        for (int i = 0; i < nodes.length; i++) {
            pace.step();
            for (int edge = first[nodes[i]]; edge < first[nodes[i] + 1]; edge++) {
                if ((mask & 1 << kinds[edge]) != 0 && numbers[to[edge]] >= 0) edges.add(i, numbers[to[edge]], KINDS[kinds[edge]], abouts[edge]);
            }
        }
        for (int node : nodes) numbers[node] = -1;
        return of(edges);
    }

    Pace pace() {
        return pace;
    }

    int nodes() {
        return first.length - 1;
    }

    /** The first edge out of a node; of {@code nodes()}, the number of edges. */
    int first(int node) {
        return first[node];
    }

    int to(int edge) {
        return to[edge];
    }

    Dependency kind(int edge) {
        return KINDS[kinds[edge]];
    }

    boolean in(int edge, int mask) {
        return (mask & 1 << kinds[edge]) != 0;
    }

    int about(int edge) {
        return abouts[edge];
    }
}
