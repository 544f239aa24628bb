package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import io.minos.checker.txn.Phenomenon.Order;
import io.minos.checker.txn.Walk.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small graphs at random, beside the enumeration of all their cycles. */
class CycleSearchTest {
    private static final Dependency[] KINDS = {Dependency.WW, Dependency.WR, Dependency.RW, Dependency.RW, Dependency.PROCESS, Dependency.REALTIME};

    private final SplittableRandom random = new SplittableRandom(1);

    private Graph draw(int nodes) {
        Edges edges = new Edges(nodes, new Pace(Budget.unlimited()));
        for (int i = 0; i < nodes * 2; i++) {
            int from = random.nextInt(nodes);
            int to = random.nextInt(nodes);
            if (from != to) edges.add(from, to, KINDS[random.nextInt(KINDS.length)], i);
        }
        return Graph.of(edges);
    }

    /** Hops of the shortest cycle of the kind that visits no node twice; 0: there is none. */
    private static int shortest(Graph graph, Wanted wanted) {
        int[] best = {0};
        for (int node = 0; node < graph.nodes(); node++) goOn(graph, wanted, node, node, new ArrayList<>(), best);
        return best[0];
    }

    private static void goOn(Graph graph, Wanted wanted, int start, int node, List<Hop> hops, int[] best) {
        for (int edge = graph.first(node); edge < graph.first(node + 1); edge++) {
            int to = graph.to(edge);
            if (!graph.in(edge, wanted.members()) || to < start || to != start && hops.stream().anyMatch(hop -> hop.from() == to)) continue;
            hops.add(new Hop(node, to, graph.kind(edge), graph.about(edge)));
            if (to != start) goOn(graph, wanted, start, to, hops, best);
            else if (new Walk(hops).shows().equals(Optional.of(wanted.kind())) && (best[0] == 0 || hops.size() < best[0])) best[0] = hops.size();
            hops.remove(hops.size() - 1);
        }
    }

    private static Optional<Walk> search(Graph graph, Wanted wanted, Work work) {
        return new CycleSearch(graph, IntStream.range(0, graph.nodes()).toArray(), graph.nodes(), work).shortest(wanted);
    }

    @ParameterizedTest
    @EnumSource(names = {"G0", "G1C", "G_SINGLE", "G_NONADJACENT", "G2_ITEM"})
    void what_is_found_is_a_shortest_cycle_of_the_kind(Phenomenon base) {
        int found = 0;
        int missed = 0;
        for (int i = 0; i < 1_000; i++) {
            Graph graph = draw(2 + random.nextInt(5));
            for (Order order : Order.values()) {
                Wanted wanted = Wanted.of(base, order);
                Optional<Walk> walk = search(graph, wanted, new Work(Long.MAX_VALUE));
                int hops = walk.map(cycle -> cycle.hops().size()).orElse(0);
                int shortest = shortest(graph, wanted);
                if (hops == shortest) found += Math.min(1, hops);
                else missed++;
                // A way that has to pass two things may pass a node twice, and falls apart into cycles of other kinds.
                if (order == Order.NONE && !wanted.again()) assertThat(hops).isEqualTo(shortest);
                if (walk.isPresent()) assertThat(hops).isGreaterThanOrEqualTo(shortest);
                walk.ifPresent(cycle -> assertThat(cycle.shows()).contains(wanted.kind()));
            }
        }
        assertThat(found).as("there are some of each kind").isGreaterThan(20);
        assertThat(missed).isLessThan(found / 20);
    }

    @Test
    void a_search_gives_up_when_its_work_is_done() {
        Edges edges = new Edges(300, new Pace(Budget.unlimited()));
        for (int i = 0; i < 300; i++) edges.add(i, (i + 1) % 300, Dependency.WW, 0);
        Graph ring = Graph.of(edges);
        Work little = new Work(200);
        assertThat(search(ring, Wanted.of(Phenomenon.G0, Order.NONE), little)).isEmpty();
        assertThat(little.spent()).isBetween(200L, 201L);
        Work enough = new Work(1_000);
        assertThat(search(ring, Wanted.of(Phenomenon.G0, Order.NONE), enough).orElseThrow().hops()).hasSize(300);
    }

    @Test
    void a_share_of_work_is_no_more_than_what_is_left() {
        Work work = new Work(10);
        work.spend(7);
        assertThat(work.spent()).isEqualTo(7);
        Work share = work.share(5);
        for (int i = 0; i < 3; i++) assertThat(share.spend()).isTrue();
        assertThat(share.exhausted()).isTrue();
        assertThat(share.spend()).isFalse();
        assertThat(work.exhausted()).isFalse();
        assertThat(new Work(10).share(5).exhausted()).isFalse();
    }

    @Test
    void where_everything_leads_to_everything_some_cycle_is_found() {
        for (int i = 0; i < 300; i++) {
            int nodes = 2 + random.nextInt(5);
            Edges edges = new Edges(nodes, new Pace(Budget.unlimited()));
            for (int node = 0; node < nodes; node++) edges.add(node, (node + 1) % nodes, KINDS[random.nextInt(KINDS.length - 2)], 0);
            for (int more = random.nextInt(4); more > 0; more--) {
                int from = random.nextInt(nodes);
                int to = random.nextInt(nodes);
                if (from != to) edges.add(from, to, KINDS[random.nextInt(KINDS.length - 2)], 0);
            }
            Walk cycle = new CycleSearch(Graph.of(edges), IntStream.range(0, nodes).toArray(), nodes, new Work(Long.MAX_VALUE)).any();
            assertThat(cycle.shows()).isPresent();
            for (int hop = 0; hop < cycle.hops().size(); hop++) assertThat(cycle.hops().get(hop).to()).isEqualTo(cycle.hops().get((hop + 1) % cycle.hops().size()).from());
        }
    }
}
