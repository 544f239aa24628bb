package io.minos.checker.txn;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judges transactions over lists and registers. An anomaly contradicts the models that {@link ConsistencyModel} says its
 * phenomenon rules out, strict serializability at least; one by revisions does if the revisions are right, and
 * {@code revision-order} says that they are not. Of lists every contradiction to strict serializability is found, whatever
 * was left unread; of registers what the known order of their values shows.
 */
public final class TxnAnalysis {
    private TxnAnalysis() {}

    public static TxnReport of(Txns txns, Options options) {
        Findings findings = new Findings();
        Writes writes = Writes.of(txns);
        ListVersions lists = ListVersions.of(txns, writes);
        BitSet happened = Happened.of(txns, writes, lists);
        BitSet external = OwnView.externalReads(txns, writes, findings);
        ListReads.judge(txns, writes, lists, external, findings);
        OwnOrder.judge(txns, writes, lists, happened, findings);
        RegisterReads.judge(txns, writes, external, findings);
        LostUpdates.judge(txns, writes, lists, external, findings);
        Revisions revisions = Revisions.of(txns, writes, lists, external, findings);
        revisions.compareLists(lists, writes);
        Versions versions = RegisterVersions.find(txns, writes, external, happened, revisions, options, findings);
        Edges edges = new Edges(txns.size());
        ListDependencies.find(txns, writes, lists, happened, external, edges);
        RegisterDependencies.find(txns, writes, happened, external, versions, edges);
        OrderEdges.processes(txns, happened, edges);
        OrderEdges.realtime(txns, happened, edges);
        Evidence evidence = new Evidence(txns, writes, lists, versions, revisions);
        Cycles.find(Graph.of(edges), txns.size(), new CycleStory(txns, evidence), findings);
        return new TxnReport(findings.explained(), findings.counts(), findings.byValues(), writes.doubts(), happened.cardinality(), external.cardinality(), dependencies(edges));
    }

    private static Map<String, Long> dependencies(Edges edges) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Dependency kind : new Dependency[] {Dependency.WW, Dependency.WR, Dependency.RW}) counts.put(kind.toString(), edges.count(kind));
        return counts;
    }
}
