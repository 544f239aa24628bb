package io.minos.checker.txn;

import io.minos.checker.linear.Budget;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges transactions over lists and registers. An anomaly contradicts the models that {@link ConsistencyModel} says its
 * phenomenon rules out, strict serializability at least; one by revisions does if the revisions are right, and
 * {@code revision-order} says that they are not. Of lists every contradiction to strict serializability is found, whatever
 * was left unread; of registers what the known order of their values shows.
 */
public final class TxnAnalysis {
    private final Txns txns;
    private final Pace pace;
    private final Findings findings = new Findings();
    private final List<String> doubts = new ArrayList<>();
    private final Edges edges;
    private BitSet happened = new BitSet();
    private BitSet external = new BitSet();
    private String stage = "who wrote what";

    private TxnAnalysis(Txns txns, Budget budget) {
        this.txns = txns;
        this.pace = new Pace(budget);
        this.edges = new Edges(txns.size(), pace);
    }

    /** Takes the time it needs. */
    public static TxnReport of(Txns txns, Options options) {
        return of(txns, options, Budget.unlimited());
    }

    /** Ends with the budget's time, of which it takes no notice of memory: what was found by then is as certain as ever. */
    public static TxnReport of(Txns txns, Options options, Budget budget) {
        TxnAnalysis analysis = new TxnAnalysis(txns, budget);
        boolean finished = true;
        try {
            analysis.judge(options);
        } catch (Pace.TimeOver e) {
            finished = false;
            analysis.doubts.add("time was over when the analysis was at " + analysis.stage);
        }
        return analysis.report(finished);
    }

    private void judge(Options options) {
        Writes writes = Writes.of(txns, pace);
        doubts.addAll(writes.doubts());
        ListVersions lists = ListVersions.of(txns, writes, pace);
        happened = Happened.of(txns, writes, lists, pace);
        stage = "what each read shows";
        external = OwnView.externalReads(txns, writes, findings, pace);
        ListReads.judge(txns, writes, lists, external, findings, pace);
        OwnOrder.judge(txns, writes, lists, happened, findings, pace);
        RegisterReads.judge(txns, writes, external, findings, pace);
        LostUpdates.judge(txns, writes, lists, external, findings, pace);
        stage = "the order of values";
        Revisions revisions = Revisions.of(txns, writes, lists, external, findings, pace);
        revisions.compareLists(lists, writes);
        Versions versions = RegisterVersions.find(txns, writes, external, happened, revisions, options, findings, pace);
        stage = "what depends on what";
        ListDependencies.find(txns, writes, lists, happened, external, edges, pace);
        RegisterDependencies.find(txns, writes, happened, external, versions, edges, pace);
        OrderEdges.processes(txns, happened, edges);
        OrderEdges.realtime(txns, happened, edges, pace);
        Graph graph = Graph.of(edges);
        stage = "circles of dependencies";
        Evidence evidence = new Evidence(txns, writes, lists, versions, revisions);
        Cycles.find(graph, txns.size(), new CycleStory(txns, evidence), findings);
    }

    private TxnReport report(boolean finished) {
        Map<String, Long> dependencies = new LinkedHashMap<>();
        for (Dependency kind : new Dependency[] {Dependency.WW, Dependency.WR, Dependency.RW}) dependencies.put(kind.toString(), edges.count(kind));
        return new TxnReport(findings.explained(), findings.counts(), findings.byValues(), doubts, finished, happened.cardinality(), external.cardinality(), dependencies);
    }
}
