package io.minos.checker.txn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Strongly connected components: sets of nodes each of which leads to all the others. Every cycle lies in one. Tarjan's
 * algorithm (SIAM J. Comput. 1972), without recursion.
 */
final class Components {
    private final Graph graph;
    private final int mask;
    private final int[] index;
    private final int[] low;
    private final int[] edge;
    private final boolean[] open;
    private final Ints path = new Ints();
    private final Ints stack = new Ints();
    private final List<int[]> found = new ArrayList<>();
    private int next = 1;
    private final int[] number;
    private int closed;

    private Components(Graph graph, int mask) {
        this.graph = graph;
        this.mask = mask;
        this.index = new int[graph.nodes()];
        this.low = new int[graph.nodes()];
        this.edge = new int[graph.nodes()];
        this.open = new boolean[graph.nodes()];
        this.number = new int[graph.nodes()];
    }

    /** Those with a cycle, each as its nodes in ascending order, by way of the edges that the mask has. */
    static List<int[]> withCycles(Graph graph, int mask) {
        return searched(graph, mask).found;
    }

    /** The number of each node's component: an edge leads to the same number or a lower one. */
    static int[] numbers(Graph graph, int mask) {
        return searched(graph, mask).number;
    }

    private static Components searched(Graph graph, int mask) {
        Components components = new Components(graph, mask);
        for (int node = 0; node < graph.nodes(); node++) if (components.index[node] == 0) components.search(node);
        return components;
    }

    private void search(int root) {
        enter(root);
        while (path.size() > 0) {
            graph.pace().step();
            int node = path.get(path.size() - 1);
            if (edge[node] < graph.first(node + 1)) follow(node, edge[node]++);
            else leave(node);
        }
    }

    private void enter(int node) {
        index[node] = low[node] = next++;
        edge[node] = graph.first(node);
        open[node] = true;
        path.add(node);
        stack.add(node);
    }

    private void follow(int node, int taken) {
        if (!graph.in(taken, mask)) return;
        int target = graph.to(taken);
        if (index[target] == 0) enter(target);
        else if (open[target]) low[node] = Math.min(low[node], index[target]);
    }

    private void leave(int node) {
        path.removeLast();
        if (path.size() > 0) {
            int parent = path.get(path.size() - 1);
            low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] == index[node]) close(node);
    }

    private void close(int root) {
        Ints members = new Ints(1);
        int member;
        do {
            member = stack.removeLast();
            open[member] = false;
            number[member] = closed;
            members.add(member);
        } while (member != root);
        closed++;
        if (members.size() == 1) return;
        int[] nodes = members.toArray();
        Arrays.sort(nodes);
        found.add(nodes);
    }
}
