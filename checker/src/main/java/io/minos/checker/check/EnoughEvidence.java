package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A run that saw too little proves nothing: each workload needs answered reads and changes, each node a final read of
 * all that was changed.
 */
public final class EnoughEvidence implements Check {
    @Override
    public String name() {
        return "evidence";
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "The run saw enough to be judged: answered reads and changes of every workload, and from every node a final read of all that was changed.");
        Workloads workloads = Workloads.of(history);
        Keys registers = workloads.registers().keys();
        if (!registers.isEmpty()) {
            need("register read", workloads.registers().operations().stream().filter(operation -> operation.action() instanceof Action.Read), ruling);
            // One change an operation: what changes several keys is a txn, and its keys are no registers.
            need("register change", Changes.of(history).stream().filter(change -> registers.contains(change.key())).map(Changes.Change::operation), ruling);
        }
        if (!workloads.sets().keys().isEmpty()) {
            need("set add", history.operations(Action.Write.class).stream().filter(operation -> operation.f().equals(F.ADD)), ruling);
            need("set read", history.operations(Action.Range.class).stream().filter(operation -> operation.f().equals(F.MEMBERS)), ruling);
        }
        if (!workloads.txns().keys().isEmpty()) {
            need("writing txn", history.operations(Action.Txn.class).stream().filter(operation -> ((Action.Txn) operation.action()).writes()), ruling);
            need("reading txn", history.operations(Action.Txn.class).stream().filter(operation -> ((Action.Txn) operation.action()).reads()), ruling);
        }
        finalReads(history, ruling);
        long ok = history.operations().stream().filter(operation -> operation.ok() && operation.ofLoad()).count();
        ruling.fact("answered", ok);
        if (ok == 0) ruling.doubt("no operation was answered");
        return ruling.result(Quantity.of(ok, "answered operation") + ", and final reads of all changes from every node");
    }

    private static void need(String what, Stream<Operation> operations, Ruling ruling) {
        long answered = operations.filter(Operation::ok).count();
        ruling.fact(what + "s answered", answered);
        if (answered == 0) ruling.doubt("no " + what + " was answered");
    }

    /** Only what was read in the end can be seen to be lost: every node must have answered for every key that was changed. */
    private static void finalReads(History history, Ruling ruling) {
        List<Operation> asked = history.operations(Action.Range.class).stream().filter(operation -> operation.f().equals(F.FINAL_READ)).toList();
        List<Operation> answered = asked.stream().filter(Operation::ok).toList();
        if (answered.isEmpty()) {
            ruling.doubt("no final read was answered");
            return;
        }
        Set<String> nodes = new TreeSet<>();
        history.run().path("nodes").forEach(node -> nodes.add(node.isObject() ? node.path("name").asText() : node.asText()));
        for (String node : List.copyOf(nodes)) {
            if (answered.stream().anyMatch(read -> node.equals(read.node()))) continue;
            ruling.doubt("no final read of " + node + " was answered");
            nodes.remove(node);
        }
        areas(history, asked).forEach((area, keys) -> finalReads(area, answered.stream().filter(read -> covers(read, keys)).toList(), nodes, ruling));
    }

    private static void finalReads(String area, List<Operation> reads, Set<String> nodes, Ruling ruling) {
        if (reads.isEmpty()) {
            ruling.doubt("no final read of " + area + " was answered");
            return;
        }
        Set<String> unread = new TreeSet<>(nodes);
        reads.forEach(read -> unread.remove(String.valueOf(read.node())));
        unread.forEach(node -> ruling.doubt("no final read of " + area + " was answered by " + node));
    }

    /** The keys with acknowledged changes, by the longest prefix that a final read asked for; a key nobody asked for stands for itself. */
    private static Map<String, NavigableSet<String>> areas(History history, List<Operation> asked) {
        Set<String> prefixes = new TreeSet<>();
        for (Operation read : asked) if (read.action() instanceof Action.Range range) prefixes.add(range.prefix());
        Map<String, NavigableSet<String>> areas = new TreeMap<>();
        Set<String> changed = new HashSet<>();
        for (Changes.Change change : Changes.of(history)) {
            if (!change.operation().ok() || !changed.add(change.key())) continue;
            areas.computeIfAbsent(area(change.key(), prefixes), absent -> new TreeSet<>()).add(change.key());
        }
        return areas;
    }

    private static String area(String key, Set<String> prefixes) {
        String longest = null;
        for (String prefix : prefixes) if (key.startsWith(prefix) && (longest == null || prefix.length() > longest.length())) longest = prefix;
        if (longest == null) return "key " + key;
        return longest.isEmpty() ? "all keys" : longest + "*";
    }

    /** What lies between two keys with one prefix has it too. */
    private static boolean covers(Operation read, NavigableSet<String> keys) {
        return read.action() instanceof Action.Range range && keys.first().startsWith(range.prefix()) && keys.last().startsWith(range.prefix());
    }
}
