package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        return history.operations(Action.Write.class).stream().anyMatch(operation -> operation.f().equals(F.ADD));
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "An element that was added is in every later read, once and unchanged; nothing else is.");
        Workloads workloads = Workloads.of(history);
        Keys keys = workloads.sets().keys();
        Map<String, Element> elements = new HashMap<>();
        for (Operation operation : workloads.sets().operations()) {
            if (operation.action() instanceof Action.Write write) {
                elements.computeIfAbsent(write.key(), absent -> new Element()).adds.add(operation);
            }
        }
        List<Operation> reads = workloads.sets().operations().stream().filter(SetCheck::reads).toList();
        for (int i = 0; i < reads.size(); i++) contents(i, reads.get(i), elements, workloads, ruling);
        Presence presence = new Presence(reads, ruling);
        for (String key : keys) presence.judge(key, Objects.requireNonNull(elements.get(key)));
        boolean judged = reads.stream().anyMatch(read -> !Changes.serializable(read));

        long acknowledged = elements.values().stream().filter(element -> element.adds.stream().anyMatch(Operation::ok)).count();
        ruling.fact("elements", elements.size());
        ruling.fact("acknowledged", acknowledged);
        ruling.fact("reads", reads.size());
        if (acknowledged == 0) ruling.doubt("no element was added for certain");
        if (!judged) ruling.doubt("no read of the whole set was answered");
        return ruling.result(Quantity.of(acknowledged, "element") + " added, none lost, stale or doubled in " + Quantity.of(reads.size(), "read"));
    }

    private static final class Element {
        final List<Operation> adds = new ArrayList<>();
        /** Which of the reads contain it. */
        final BitSet seenIn = new BitSet();

        /** What made it known first: an acknowledged add, or a linearizable read that saw it. */
        Optional<Operation> knownBy(List<Operation> reads) {
            Operation first = null;
            for (Operation add : adds) if (add.ok() && (first == null || add.completed() < first.completed())) first = add;
            for (int i = seenIn.nextSetBit(0); i >= 0; i = seenIn.nextSetBit(i + 1)) {
                Operation read = reads.get(i);
                if (first != null && read.index() > first.completed()) break;
                if (!Changes.serializable(read) && (first == null || read.completed() < first.completed())) first = read;
            }
            return Optional.ofNullable(first);
        }

        /** Whether somebody who had begun by then can have added this. */
        boolean explains(Operation read, Kv kv) {
            for (Operation add : adds) {
                if (add.index() < read.completed() && !add.failed() && ((Action.Write) add.action()).value().equals(kv.value())) return true;
            }
            return false;
        }
    }

    private static boolean reads(Operation operation) {
        return operation.ok() && operation.action() instanceof Action.Range range && range.kvs() != null;
    }

    private static Action.Range range(Operation read) {
        return (Action.Range) read.action();
    }

    /** What a read contains must have been added, and be there once. */
    private static void contents(int number, Operation read, Map<String, Element> elements, Workloads workloads, Ruling ruling) {
        List<Kv> kvs = Objects.requireNonNull(range(read).kvs());
        if (range(read).count() != kvs.size()) ruling.anomaly("count", "A read answered a count of " + range(read).count() + " with " + Quantity.of(kvs.size(), "key") + ".", null, List.of(read.index()), List.of(read.describe() + "."));
        Set<String> othersSeen = new HashSet<>();
        boolean ofSet = read.f().equals(F.MEMBERS);
        for (Kv kv : kvs) {
            Element element = elements.get(kv.key());
            boolean doubled = element == null ? !othersSeen.add(kv.key()) : element.seenIn.get(number);
            if (doubled) ruling.anomaly("duplicate", "A read contains " + kv.key() + " twice.", kv.key(), List.of(read.index()), List.of(read.describe() + "."));
            if (element != null) {
                element.seenIn.set(number);
                if (!element.explains(read, kv)) unexplained(read, kv, element, ruling);
            } else if (ofSet && !workloads.registers().keys().contains(kv.key()) && !workloads.txns().keys().contains(kv.key())) {
                phantom(read, kv, List.of(), ruling);
            }
        }
    }

    private static void unexplained(Operation read, Kv kv, Element element, Ruling ruling) {
        List<Operation> begun = element.adds.stream().filter(add -> add.index() < read.completed()).toList();
        boolean otherValue = begun.stream().anyMatch(add -> !add.failed());
        if (otherValue) ruling.anomaly("wrong-value", kv.key() + " was read as \"" + kv.value() + "\", which was never added.", kv.key(), indices(begun, read), List.of(read.describe() + "."));
        else phantom(read, kv, begun, ruling);
    }

    private static void phantom(Operation read, Kv kv, List<Operation> adds, Ruling ruling) {
        String why = adds.isEmpty() ? "nobody had tried to add" : "was only added by operations that certainly failed";
        ruling.anomaly("phantom", "A read contains " + kv.key() + ", which " + why + ".", kv.key(), indices(adds, read), List.of(read.describe() + "."));
    }

    /** A linearizable read that begins after the element was known must contain it. */
    private static final class Presence {
        private final List<Operation> reads;
        private final Ruling ruling;
        /** By prefix: which of the reads are linearizable. */
        private final Map<String, BitSet> linearizable = new TreeMap<>();

        Presence(List<Operation> reads, Ruling ruling) {
            this.reads = reads;
            this.ruling = ruling;
            for (int i = 0; i < reads.size(); i++) {
                if (!Changes.serializable(reads.get(i))) linearizable.computeIfAbsent(range(reads.get(i)).prefix(), absent -> new BitSet()).set(i);
            }
        }

        void judge(String key, Element element) {
            Optional<Operation> proof = element.knownBy(reads);
            if (proof.isEmpty()) return;
            BitSet due = due(key, proof.get());
            BitSet missing = (BitSet) due.clone();
            missing.andNot(element.seenIn);
            if (missing.isEmpty()) return;
            int first = missing.nextSetBit(0);
            BitSet there = (BitSet) due.clone();
            there.and(element.seenIn);
            int again = there.nextSetBit(first);
            missed(key, proof.get(), reads.get(first), again < 0 ? null : reads.get(again), missing.cardinality() + " of " + due.cardinality(), ruling);
        }

        private BitSet due(String key, Operation proof) {
            BitSet due = new BitSet(reads.size());
            linearizable.forEach((prefix, ofPrefix) -> {
                if (key.startsWith(prefix)) due.or(ofPrefix);
            });
            due.clear(0, firstNotBefore(proof.completed()));
            return due;
        }

        /** Reads are in order of invocation. */
        private int firstNotBefore(long index) {
            int low = 0;
            int high = reads.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (reads.get(middle).index() < index) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }

    private static void missed(String key, Operation proof, Operation first, @Nullable Operation again, String howMany, Ruling ruling) {
        List<String> steps = new ArrayList<>(List.of("Known by " + proof.describe() + ".", "Missing in " + howMany + " reads that began later, first in " + first.describe() + "."));
        List<Long> involved = new ArrayList<>(List.of(proof.index(), first.index()));
        if (again != null) {
            steps.add("There again in " + again.describe() + ".");
            involved.add(again.index());
        }
        String summary = again != null ? "A read missed " + key + ", which was known before the read began." : key + " is lost: it was known, and no later read contains it.";
        ruling.anomaly(again != null ? "stale" : "lost", summary, key, involved, steps);
    }

    private static List<Long> indices(List<Operation> some, Operation last) {
        List<Long> indices = new ArrayList<>(some.stream().map(Operation::index).toList());
        indices.add(last.index());
        return indices;
    }
}
