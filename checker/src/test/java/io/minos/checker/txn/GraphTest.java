package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Graphs at random, judged by which node can be reached from which. */
class GraphTest {
    private static final int ALL = -1;

    private final SplittableRandom random = new SplittableRandom(1);

    private static Edges edges(int nodes) {
        return new Edges(nodes, new Pace(Budget.unlimited()));
    }

    private Graph draw(int nodes) {
        Edges edges = edges(nodes);
        for (int i = random.nextInt(nodes * 2); i > 0; i--) {
            int from = random.nextInt(nodes);
            int to = random.nextInt(nodes);
            if (from != to) edges.add(from, to, random.nextBoolean() ? Dependency.WW : Dependency.RW, i);
        }
        return Graph.of(edges);
    }

    /** From each node, by way of one edge or more. */
    private static BitSet[] reach(Graph graph, int mask) {
        BitSet[] reach = new BitSet[graph.nodes()];
        Arrays.setAll(reach, node -> new BitSet());
        for (int round = 0; round < graph.nodes(); round++) {
            for (int node = 0; node < graph.nodes(); node++) {
                for (int edge = graph.first(node); edge < graph.first(node + 1); edge++) {
                    if (!graph.in(edge, mask)) continue;
                    reach[node].set(graph.to(edge));
                    reach[node].or(reach[graph.to(edge)]);
                }
            }
        }
        return reach;
    }

    @Test
    void components_are_the_nodes_that_lead_to_each_other() {
        for (int i = 0; i < 300; i++) {
            Graph graph = draw(2 + random.nextInt(8));
            int mask = random.nextBoolean() ? ALL : Dependency.WW.bit();
            BitSet[] reach = reach(graph, mask);
            List<List<Integer>> expected = new ArrayList<>();
            for (int node = 0; node < graph.nodes(); node++) {
                int one = node;
                List<Integer> component = IntStream.range(0, graph.nodes()).filter(other -> reach[one].get(other) && reach[other].get(one)).boxed().toList();
                if (!component.isEmpty() && component.get(0) == node) expected.add(component);
            }
            assertThat(Components.withCycles(graph, mask).stream().map(component -> Arrays.stream(component).boxed().toList())).containsExactlyInAnyOrderElementsOf(expected);
            int[] numbers = Components.numbers(graph, mask);
            for (int node = 0; node < graph.nodes(); node++) {
                for (int other = 0; other < graph.nodes(); other++) {
                    if (node == other || !reach[node].get(other)) continue;
                    if (reach[other].get(node)) assertThat(numbers[other]).isEqualTo(numbers[node]);
                    else assertThat(numbers[other]).isLessThan(numbers[node]);
                }
            }
        }
    }

    @Test
    void a_part_has_the_edges_among_its_nodes_that_the_mask_has() {
        Edges edges = edges(4);
        edges.add(3, 1, Dependency.WW, 7);
        edges.add(1, 3, Dependency.RW, 8);
        edges.add(3, 2, Dependency.WW, 9);
        edges.add(1, 3, Dependency.WW, 5);
        int[] numbers = {-1, -1, -1, -1};
        Graph part = Graph.of(edges).part(new int[] {1, 3}, Dependency.WW.bit(), numbers);
        assertThat(part.nodes()).isEqualTo(2);
        assertThat(part.first(2)).isEqualTo(2);
        assertThat(List.of(part.to(0), part.about(0), part.to(1), part.about(1))).containsExactly(1, 5, 0, 7);
        assertThat(numbers).containsOnly(-1);
    }

    /** From each source to each target but itself, with edges as many as sources and targets. */
    @Test
    void a_fan_leads_from_each_source_to_all_targets_but_itself() {
        for (int targets = 0; targets < 7; targets++) {
            Edges edges = edges(20);
            int[] even = IntStream.range(0, targets).map(i -> i * 2).toArray();
            FanOut fan = new FanOut(edges, even, Dependency.RW, 4);
            for (int source = 0; source < 20; source++) {
                int before = edges.size();
                fan.from(source);
                if (source > 0) assertThat(edges.size() - before).isLessThanOrEqualTo(2);
            }
            Graph graph = Graph.of(edges);
            for (int source = 0; source < 20; source++) {
                BitSet reached = new BitSet();
                for (int edge = graph.first(source); edge < graph.first(source + 1); edge++) onward(graph, graph.to(edge), reached);
                int one = source;
                assertThat(reached.stream().filter(node -> node < 20)).containsExactlyElementsOf(Arrays.stream(even).filter(node -> node != one).boxed().toList());
            }
        }
    }

    private static void onward(Graph graph, int node, BitSet reached) {
        reached.set(node);
        for (int edge = graph.first(node); edge < graph.first(node + 1); edge++) if (graph.kind(edge) == Dependency.ONWARD) onward(graph, graph.to(edge), reached);
    }
}
