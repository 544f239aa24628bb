package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Elements are added once each and never removed. An element is known from the moment its add was acknowledged, or a read
 * that saw it was answered; every linearizable read that begins later must contain it.
 */
public final class SetCheck implements Check {
    @Override
    public String name() {
        return "set";
    }

    @Override
    public boolean concerns(History history) {
        return history.operations().stream().anyMatch(operation -> operation.f().equals(F.ADD));
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "An element that was added is in every later read, once and unchanged; nothing else is.");
        Set<String> keys = Workloads.of(history).setKeys();
        Map<String, Element> elements = new TreeMap<>();
        for (Operation operation : history.operations()) {
            if (operation.f().equals(F.ADD) && operation.action() instanceof Action.Write write && keys.contains(write.key())) {
                elements.computeIfAbsent(write.key(), absent -> new Element()).adds.add(operation);
            }
        }
        List<Operation> reads = history.operations().stream().filter(operation -> reads(operation, keys)).toList();
        for (Operation read : reads) contents(read, elements, keys, ruling);
        List<Operation> linearizable = reads.stream().filter(read -> !Changes.serializable(read)).toList();
        for (Map.Entry<String, Element> element : elements.entrySet()) presence(element.getKey(), element.getValue(), linearizable, ruling);

        long acknowledged = elements.values().stream().filter(element -> element.adds.stream().anyMatch(Operation::ok)).count();
        ruling.fact("elements", elements.size());
        ruling.fact("acknowledged", acknowledged);
        ruling.fact("reads", reads.size());
        if (acknowledged == 0) ruling.doubt("no element was added for certain");
        if (linearizable.isEmpty()) ruling.doubt("no read of the whole set was answered");
        return ruling.result(acknowledged + " elements added, none lost, stale or doubled in " + reads.size() + " reads");
    }

    private static final class Element {
        final List<Operation> adds = new ArrayList<>();
        final Set<Long> seenIn = new HashSet<>();

        /** When the element was known at the latest, as a position in the history, and by what. */
        Optional<Operation> knownBy(List<Operation> reads) {
            List<Operation> proofs = new ArrayList<>(adds.stream().filter(Operation::ok).toList());
            reads.stream().filter(read -> seenIn.contains(read.index())).forEach(proofs::add);
            return proofs.stream().min(Comparator.comparingLong(Operation::completed));
        }
    }

    private static boolean reads(Operation operation, Set<String> keys) {
        if (!operation.ok() || !(operation.action() instanceof Action.Range range) || range.kvs() == null) return false;
        return keys.stream().anyMatch(key -> key.startsWith(range.prefix()));
    }

    private static Action.Range range(Operation read) {
        return (Action.Range) read.action();
    }

    /** What a read contains must have been added, and be there once. */
    private static void contents(Operation read, Map<String, Element> elements, Set<String> keys, Ruling ruling) {
        List<Kv> kvs = java.util.Objects.requireNonNull(range(read).kvs());
        if (range(read).count() != kvs.size()) ruling.anomaly("count", "A read answered a count of " + range(read).count() + " with " + kvs.size() + " keys.", null, List.of(read.index()), List.of(read.describe() + "."));
        Set<String> seen = new HashSet<>();
        boolean ofSet = read.f().equals(F.MEMBERS);
        for (Kv kv : kvs) {
            if (!seen.add(kv.key())) ruling.anomaly("duplicate", "A read contains " + kv.key() + " twice.", kv.key(), List.of(read.index()), List.of(read.describe() + "."));
            Element element = elements.get(kv.key());
            if (element != null) judgeContent(read, kv, element, ruling);
            else if (ofSet && !keys.contains(kv.key())) phantom(read, kv, List.of(), ruling);
        }
    }

    private static void judgeContent(Operation read, Kv kv, Element element, Ruling ruling) {
        element.seenIn.add(read.index());
        List<Operation> begun = element.adds.stream().filter(add -> add.index() < read.completed()).toList();
        boolean explained = begun.stream().anyMatch(add -> !add.failed() && ((Action.Write) add.action()).value().equals(kv.value()));
        if (explained) return;
        boolean otherValue = begun.stream().anyMatch(add -> !add.failed());
        if (otherValue) ruling.anomaly("wrong-value", kv.key() + " was read as \"" + kv.value() + "\", which was never added.", kv.key(), indices(begun, read), List.of(read.describe() + "."));
        else phantom(read, kv, begun, ruling);
    }

    private static void phantom(Operation read, Kv kv, List<Operation> adds, Ruling ruling) {
        String why = adds.isEmpty() ? "nobody had tried to add" : "was only added by operations that certainly failed";
        ruling.anomaly("phantom", "A read contains " + kv.key() + ", which " + why + ".", kv.key(), indices(adds, read), List.of(read.describe() + "."));
    }

    /** A read that begins after the element was known must contain it. */
    private static void presence(String key, Element element, List<Operation> reads, Ruling ruling) {
        List<Operation> covering = reads.stream().filter(read -> key.startsWith(range(read).prefix())).toList();
        Optional<Operation> proof = element.knownBy(covering);
        if (proof.isEmpty()) return;
        List<Operation> must = covering.stream().filter(read -> read.index() > proof.get().completed()).toList();
        List<Operation> missing = must.stream().filter(read -> !element.seenIn.contains(read.index())).toList();
        if (missing.isEmpty()) return;
        Operation first = missing.get(0);
        Optional<Operation> again = must.stream().filter(read -> read.index() > first.index() && element.seenIn.contains(read.index())).findFirst();
        List<String> steps = new ArrayList<>();
        steps.add("Known by " + proof.get().describe() + ".");
        steps.add("Missing in " + missing.size() + " of " + must.size() + " reads that began later, first in " + first.describe() + ".");
        again.ifPresent(read -> steps.add("There again in " + read.describe() + "."));
        List<Operation> involved = new ArrayList<>(List.of(proof.get(), first));
        again.ifPresent(involved::add);
        String kind = again.isPresent() ? "stale" : "lost";
        String summary = again.isPresent() ? "A read missed " + key + ", which was known before the read began." : key + " is lost: it was known, and no later read contains it.";
        ruling.anomaly(kind, summary, key, involved.stream().map(Operation::index).toList(), steps);
    }

    private static List<Long> indices(List<Operation> some, Operation last) {
        List<Long> indices = new ArrayList<>(some.stream().map(Operation::index).toList());
        indices.add(last.index());
        return indices;
    }
}
