package io.minos.checker.txn;

import io.minos.checker.txn.Phenomenon.Order;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds cycles of each kind, the worst first. A kind is looked for in the components of the dependencies it may have; the
 * transactions of a cycle that was found are left out of the search for what that cycle implies. Where there is a cycle at
 * all one is found, of whatever kind, and it is told even if time does not suffice to look for each kind. That each kind is found is
 * not certain: components may be huge, time short, and a cycle may share its transactions with graver ones that are found.
 */
final class Cycles {
    private static final int ALL = -1;
    private static final List<Phenomenon> BASES = List.of(Phenomenon.G0, Phenomenon.G1C, Phenomenon.G_SINGLE, Phenomenon.G_NONADJACENT, Phenomenon.G2_ITEM);
    /** A component beyond this is searched once, and not for what is implied by something found already. */
    private static final int NODES_SEARCHED_AGAIN_MAX = 50_000;
    private static final long STEPS_A_KIND_MAX = 8_000_000;
    private static final long STEPS_A_COMPONENT_MAX = 1_000_000;

    /** They are the clearest. */
    private static final Comparator<int[]> SMALLEST_FIRST = Comparator.<int[]>comparingInt(component -> component.length).thenComparingInt(component -> component[0]);

    private final Graph graph;
    private final int txns;
    private final CycleStory story;
    private final Findings findings;
    private final int[] numbers;
    private final Map<Phenomenon, BitSet> spokenFor = new EnumMap<>(Phenomenon.class);

    private Cycles(Graph graph, int txns, CycleStory story, Findings findings) {
        this.graph = graph;
        this.txns = txns;
        this.story = story;
        this.findings = findings;
        this.numbers = new int[graph.nodes()];
        Arrays.fill(numbers, -1);
    }

    static void find(Graph graph, int txns, CycleStory story, Findings findings) {
        List<int[]> components = Components.withCycles(graph, ALL);
        if (components.isEmpty()) return;
        Cycles cycles = new Cycles(graph, txns, story, findings);
        Walk certain = cycles.any(Collections.min(components, SMALLEST_FIRST));
        try {
            cycles.findEach(components);
        } catch (Pace.TimeOver e) {
            if (cycles.spokenFor.isEmpty()) cycles.tell(certain);
            throw e;
        }
    }

    private void findEach(List<int[]> components) {
        int[] nodes = components.stream().flatMapToInt(IntStream::of).sorted().toArray();
        for (Order order : Order.values()) for (Phenomenon base : BASES) find(Wanted.of(base, order), nodes);
        components.forEach(this::leaveNoneUntold);
    }

    private void find(Wanted wanted, int[] nodes) {
        BitSet told = new BitSet();
        spokenFor.forEach((kind, members) -> {
            if (kind != wanted.kind() && kind.implied().contains(wanted.kind())) told.or(members);
        });
        Work work = new Work(STEPS_A_KIND_MAX);
        Deque<int[]> open = new ArrayDeque<>(components(IntStream.of(nodes).filter(node -> !told.get(node)).toArray(), wanted.members()));
        while (!open.isEmpty() && !findings.full(wanted.kind()) && !work.exhausted()) {
            int[] component = open.poll();
            if (component.length > NODES_SEARCHED_AGAIN_MAX && !told.isEmpty()) continue;
            Work share = work.share(STEPS_A_COMPONENT_MAX);
            Optional<Walk> cycle = new CycleSearch(graph.part(component, wanted.members(), numbers), component, txns, share).shortest(wanted);
            work.spend(share.spent());
            if (cycle.isEmpty()) continue;
            tell(wanted.kind(), cycle.get());
            BitSet members = spokenFor.get(wanted.kind());
            if (component.length <= NODES_SEARCHED_AGAIN_MAX) open.addAll(components(IntStream.of(component).filter(node -> !members.get(node)).toArray(), wanted.members()));
        }
    }

    private List<int[]> components(int[] nodes, int mask) {
        List<int[]> components = Components.withCycles(graph.part(nodes, mask, numbers), mask);
        return components.stream()
                .map(component -> IntStream.of(component).map(node -> nodes[node]).toArray())
                .sorted(SMALLEST_FIRST).toList();
    }

    private void tell(Phenomenon kind, Walk cycle) {
        BitSet members = spokenFor.computeIfAbsent(kind, absent -> new BitSet());
        cycle.hops().forEach(hop -> members.set(hop.from()));
        findings.add(story.of(kind, cycle));
    }

    private void leaveNoneUntold(int[] component) {
        if (spokenFor.values().stream().anyMatch(members -> IntStream.of(component).anyMatch(members::get))) return;
        tell(any(component));
    }

    private Walk any(int[] component) {
        return new CycleSearch(graph.part(component, ALL, numbers), component, txns, new Work(Long.MAX_VALUE)).any();
    }

    private void tell(Walk cycle) {
        Phenomenon kind = cycle.shows().orElseThrow();
        if (!findings.full(kind)) tell(kind, cycle);
    }
}
