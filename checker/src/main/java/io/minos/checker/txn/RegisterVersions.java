package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Versions.Source;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the order of registers' versions: a value that a transaction read and then replaced came before the one it wrote;
 * what keys are trusted with says more, and so do revisions. Keys whose values contradict themselves are left without an order.
 */
final class RegisterVersions {
    private final Txns txns;
    private final Writes writes;
    private final BitSet happened;
    private final Findings findings;
    private final Pace pace;

    private RegisterVersions(Txns txns, Writes writes, BitSet happened, Findings findings, Pace pace) {
        this.txns = txns;
        this.writes = writes;
        this.happened = happened;
        this.findings = findings;
        this.pace = pace;
    }

    static Versions find(Txns txns, Writes writes, BitSet external, BitSet happened, Revisions revisions, Options options, Findings findings, Pace pace) {
        RegisterVersions registers = new RegisterVersions(txns, writes, happened, findings, pace);
        Versions all = new Versions(txns);
        registers.replaced(external, all);
        KeyOrders.add(txns, writes, external, happened, options, all, pace);
        Versions sound = registers.withoutCycles(all);
        for (int pair = 0; pair < sound.size(); pair++) {
            pace.step();
            if (!sound.isInitial(sound.from.get(pair))) revisions.compare(sound.from.get(pair), sound.to.get(pair));
        }
        registers.byRevision(revisions, sound);
        return sound;
    }

    private void replaced(BitSet external, Versions into) {
        int[] written = new int[txns.keyCount()];
        for (int txn = happened.nextSetBit(0); txn >= 0; txn = happened.nextSetBit(txn + 1)) {
            pace.steps(txns.first(txn + 1) - txns.first(txn));
            for (int micro = txns.first(txn); micro < txns.first(txn + 1); micro++) if (txns.kind(micro) == Kind.WRITE && !writes.intermediate(micro)) written[txns.key(micro)] = micro + 1;
            for (int read = external.nextSetBit(txns.first(txn)); read >= 0 && read < txns.first(txn + 1); read = external.nextSetBit(read + 1)) {
                int write = written[txns.key(read)] - 1;
                if (txns.kind(read) != Kind.READ || write < 0 || txns.owner(write) != txn) continue;
                int seen = into.seen(read, writes);
                // One's own, not written yet, is a future read.
                if (seen != Writes.NOBODY && seen != write) into.add(seen, write, Source.REPLACED, txn);
            }
        }
    }

    private Versions withoutCycles(Versions versions) {
        Edges edges = new Edges(versions.size() == 0 ? 0 : txns.micros() + txns.keyCount(), pace);
        for (int pair = 0; pair < versions.size(); pair++) edges.add(versions.from.get(pair), versions.to.get(pair), Dependency.WW, pair);
        // Missing, where nobody deletes, comes before everything.
        for (int pair = 0; pair < versions.size(); pair++) if (versions.isInitial(versions.to.get(pair))) edges.add(versions.to.get(pair), versions.from.get(pair), Dependency.WW, pair);
        Graph graph = Graph.of(edges);
        Set<Integer> cyclic = new HashSet<>();
        for (int[] component : Components.withCycles(graph, Dependency.WW.bit())) {
            cyclic.add(versions.key(component[0]));
            if (findings.more(Phenomenon.CYCLIC_VERSIONS)) findings.explain(explained(versions, graph, component));
        }
        if (cyclic.isEmpty()) return versions;
        Versions sound = new Versions(txns);
        for (int pair = 0; pair < versions.size(); pair++) {
            pace.step();
            if (!cyclic.contains(versions.key(versions.from.get(pair)))) sound.add(versions.from.get(pair), versions.to.get(pair), versions.source(pair), versions.by(pair));
        }
        return sound;
    }

    private TxnAnomaly explained(Versions versions, Graph graph, int[] component) {
        Set<Integer> members = new HashSet<>();
        for (int version : component) members.add(version);
        Map<Integer, Integer> taken = new LinkedHashMap<>();
        int version = component[0];
        while (!taken.containsKey(version)) {
            int edge = graph.first(version);
            while (!members.contains(graph.to(edge))) edge++;
            taken.put(version, edge);
            version = graph.to(edge);
        }
        Story story = new Story(txns);
        List<String> words = new ArrayList<>();
        for (int end = version; words.isEmpty() || version != end; version = graph.to(taken.get(version))) {
            int pair = graph.about(taken.get(version));
            words.add(value(versions, story, version) + " before " + value(versions, story, graph.to(taken.get(version))) + " (" + story.name(versions.by(pair)) + ")");
        }
        String key = txns.names().key(versions.key(version));
        return new TxnAnomaly(Phenomenon.CYCLIC_VERSIONS, false, key, story.ids(), List.of(), "The values of " + key + " came each before the other: " + String.join(", ", words) + ".", story.cast());
    }

    private String value(Versions versions, Story story, int version) {
        return versions.isInitial(version) ? "missing" : story.written(version);
    }

    private void byRevision(Revisions revisions, Versions into) {
        List<List<Integer>> byKey = new ArrayList<>();
        for (int key = 0; key < txns.keyCount(); key++) byKey.add(new ArrayList<>());
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            if (txns.kind(micro) != Kind.WRITE || revisions.of(micro) == 0 || writes.intermediate(micro) || !happened.get(txns.owner(micro))) continue;
            if (writes.judged(txns.key(micro)) && revisions.reliable(txns.key(micro))) byKey.get(txns.key(micro)).add(micro);
        }
        for (List<Integer> versions : byKey) {
            pace.steps(versions.size());
            versions.sort(Comparator.<Integer>comparingLong(revisions::of).thenComparing(Comparator.naturalOrder()));
            boolean distinct = true;
            for (int i = 1; i < versions.size(); i++) distinct &= revisions.distinct(versions.get(i - 1), versions.get(i));
            for (int i = 1; distinct && i < versions.size(); i++) into.add(versions.get(i - 1), versions.get(i), Source.REVISION, Writes.NOBODY);
        }
    }
}
