package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.txn.Options;
import io.minos.checker.txn.TxnAnalysis;
import io.minos.checker.txn.TxnAnomaly;
import io.minos.checker.txn.TxnReport;
import io.minos.checker.txn.Txns;
import io.minos.checker.verdict.CheckResult;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * No transaction contradicts what others read and wrote, or the order in which it ran. It says less than
 * {@link LinearizableTxn} and costs next to nothing, however many transactions there are; and what it finds has a name, is
 * told in words, and says which consistency models the store did not keep.
 */
public final class SerializableTxn implements Check {
    @Override
    public String name() {
        return "serializable-txn";
    }

    /** Without a transaction that read something nothing can be told. */
    @Override
    public boolean concerns(History history) {
        return history.operations(Action.Txn.class).stream().anyMatch(SerializableTxn::reads);
    }

    private static boolean reads(Operation operation) {
        return operation.ok() && ((Action.Txn) operation.action()).reads();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Optional<Txns> txns = TxnColumns.of(Workloads.of(history).txns(), budget);
        if (txns.isPresent()) return ruled(name(), txns.get(), budget);
        Ruling ruling = ruling(name());
        ruling.doubt("time was over before the history's transactions were put together");
        return ruling.result("");
    }

    private static Ruling ruling(String check) {
        return new Ruling(check, "What transactions read and wrote, and when they ran, contradicts itself nowhere.");
    }

    static CheckResult ruled(String check, Txns txns, Budget budget) {
        Ruling ruling = ruling(check);
        TxnReport report = TxnAnalysis.of(txns, Options.NOTHING_GRANTED, budget);
        for (TxnAnomaly anomaly : report.anomalies()) {
            ruling.anomaly(anomaly.kind().toString(), anomaly.summary(), anomaly.key(), anomaly.txns(), anomaly.steps());
        }
        report.doubts().forEach(ruling::doubt);
        if (report.finished() && report.externalReads() == 0) ruling.doubt("no transaction read what another could have written");
        if (!report.finished()) ruling.fact("unfinished", report.doubts().get(report.doubts().size() - 1));
        ruling.fact("transactions", report.transactions());
        report.dependencies().forEach(ruling::fact);
        if (!report.clean()) ruling.fact("found", report.counts().entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).collect(Collectors.joining(", ")));
        if (!report.clean()) ruling.fact("models", report.models());
        long dependencies = report.dependencies().values().stream().mapToLong(Long::longValue).sum();
        return ruling.result(Quantity.of(report.transactions(), "transaction") + " and " + (dependencies == 1 ? "1 dependency" : dependencies + " dependencies") + ", without contradiction");
    }
}
