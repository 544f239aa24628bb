package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A run that saw too little proves nothing: each workload needs answered reads and changes, each node a final read. */
public final class EnoughEvidence implements Check {
    @Override
    public String name() {
        return "evidence";
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "The run saw enough to be judged: answered reads and changes of every workload, and a final read of every node.");
        Workloads workloads = Workloads.of(history);
        List<Operation> client = history.operations().stream().filter(operation -> !operation.f().equals(F.WATCH) && !operation.f().equals(F.FINAL_READ)).toList();
        if (!workloads.registerKeys().isEmpty()) {
            need(client, "register read", operation -> operation.action() instanceof Action.Read read && workloads.registerKeys().contains(read.key()), ruling);
            need(client, "register change", operation -> Changes.of(operation).stream().anyMatch(change -> workloads.registerKeys().contains(change.key())), ruling);
        }
        if (!workloads.setKeys().isEmpty()) {
            need(client, "set add", operation -> operation.f().equals(F.ADD), ruling);
            need(client, "set read", operation -> operation.f().equals(F.MEMBERS), ruling);
        }
        if (!workloads.txnKeys().isEmpty()) {
            need(client, "writing txn", operation -> operation.action() instanceof Action.Txn txn && txn.writes(), ruling);
            need(client, "reading txn", operation -> operation.action() instanceof Action.Txn txn && txn.micros().stream().anyMatch(Action.Micro.Read.class::isInstance), ruling);
        }
        finalReads(history, ruling);
        long ok = client.stream().filter(Operation::ok).count();
        ruling.fact("answered", ok);
        if (ok == 0) ruling.doubt("no operation was answered");
        return ruling.result(ok + " answered operations, and a final read of every node");
    }

    private static void need(List<Operation> operations, String what, Predicate<Operation> predicate, Ruling ruling) {
        long answered = operations.stream().filter(operation -> operation.ok() && predicate.test(operation)).count();
        ruling.fact(what + "s answered", answered);
        if (answered == 0) ruling.doubt("no " + what + " was answered");
    }

    private static void finalReads(History history, Ruling ruling) {
        Set<String> nodes = new TreeSet<>();
        history.run().path("nodes").forEach(node -> nodes.add(node.isObject() ? node.path("name").asText() : node.asText()));
        Set<String> read = new TreeSet<>();
        for (Operation operation : history.operations()) {
            if (operation.f().equals(F.FINAL_READ) && operation.ok() && operation.node() != null) read.add(operation.node());
        }
        if (read.isEmpty()) ruling.doubt("no final read was answered");
        nodes.removeAll(read);
        for (String node : nodes) ruling.doubt("no final read of " + node + " was answered");
    }
}
