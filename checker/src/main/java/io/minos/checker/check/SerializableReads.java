package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A serializable read may be old, but shows a state that the store was in, the one of its header's revision; and one client's
 * reads of one member never go back as long as the connection lasts. How old they were is measured, not judged.
 */
public final class SerializableReads implements Check {
    private static final long NANOS_PER_MILLI = 1_000_000;

    @Override
    public String name() {
        return "serializable-reads";
    }

    @Override
    public boolean concerns(History history) {
        return history.operations(Action.Read.class).stream().anyMatch(SerializableReads::judged) || history.operations(Action.Range.class).stream().anyMatch(SerializableReads::judged);
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "A serializable read shows a state that existed, and never an older one than the same client was shown by the same member.");
        List<Operation> asked = history.operations(Action.Read.class, Action.Range.class).stream().filter(SerializableReads::judged).toList();
        List<Operation> reads = asked.stream().filter(read -> read.ok() && read.revision() > 0).toList();
        Past past = Past.of(history);
        long keys = 0;
        for (Operation read : reads) keys += existed(read, past, ruling);
        wentBack(history, asked, ruling);
        ruling.fact("reads", reads.size());
        ruling.fact("keysCompared", keys);
        staleness(history, reads, ruling);
        if (reads.isEmpty()) ruling.doubt("no serializable read told a revision");
        else if (keys == 0) ruling.doubt("no serializable read was of a key of which anything is known");
        return ruling.result(Quantity.of(reads.size(), "serializable read") + ", each of a state that existed");
    }

    /** What asks for an old revision asks for the past, and is judged by it. */
    private static boolean judged(Operation operation) {
        return Changes.serializable(operation) && !(operation.action() instanceof Action.ReadAt);
    }

    private static long existed(Operation read, Past past, Ruling ruling) {
        Map<String, Kv> shown = new HashMap<>();
        Changes.shown(read, kv -> shown.put(kv.key(), kv));
        Iterable<String> asked = read.action() instanceof Action.Read one ? List.of(one.key()) : past.keys(((Action.Range) read.action()).prefix());
        long keys = 0;
        for (String key : asked) {
            keys++;
            Past.Wrong wrong = past.wrong(read, key, shown.get(key), read.revision());
            if (wrong != null) wrong.put("never-was", read, ruling);
        }
        return keys;
    }

    /** What one process sees of one member's own state never goes back, as long as its connection lasts. Most never ask for it. */
    private static void wentBack(History history, List<Operation> asked, Ruling ruling) {
        Set<String> processes = new HashSet<>();
        for (Operation operation : asked) processes.add(operation.process());
        List<Operation> byCompletion = new ArrayList<>();
        for (Operation operation : history.operations()) if (operation.node() != null && processes.contains(operation.process())) byCompletion.add(operation);
        byCompletion.sort(Comparator.comparingLong(Operation::completed));
        Iterator<Event> nodeStates = history.notes(F.NODE_STATE).iterator();
        Event next = nodeStates.hasNext() ? nodeStates.next() : null;
        Map<String, Long> stateChanges = new HashMap<>();
        Map<String, Map<String, Operation>> lastByNode = new HashMap<>();
        for (Operation operation : byCompletion) {
            for (; next != null && next.index() < operation.completed(); next = nodeStates.hasNext() ? nodeStates.next() : null) {
                if (next.value() != null) stateChanges.put(next.value().path("node").asText(), next.index());
            }
            Map<String, Operation> lastByProcess = lastByNode.computeIfAbsent(operation.node(), absent -> new HashMap<>());
            if (!Told.tells(operation)) {
                lastByProcess.remove(operation.process());
                continue;
            }
            Operation last = lastByProcess.put(operation.process(), operation);
            // An answer may be on its way when its member dies: what counts is when it was asked for.
            boolean sameLife = last != null && stateChanges.getOrDefault(operation.node(), -1L) < last.index();
            if (last != null && sameLife && operation.revision() < last.revision() && judged(operation)) {
                ruling.anomaly("member-went-back", "What " + operation.node() + " showed process " + operation.process() + " went back from revision " + last.revision() + " to " + operation.revision() + ".", null,
                        List.of(last.index(), operation.index()), List.of(last.describe() + ".", operation.describe() + "."));
            }
        }
    }

    /** In revisions: by how many it was behind what others had been told before it was asked for. In time: for how long that had been so. */
    private static void staleness(History history, List<Operation> reads, Ruling ruling) {
        Told told = Told.of(history);
        long old = 0;
        long revisionsMax = 0;
        long nanosMax = 0;
        for (Operation read : reads) {
            long behind = told.newestBefore(read.index()) - read.revision();
            if (behind <= 0) continue;
            old++;
            revisionsMax = Math.max(revisionsMax, behind);
            nanosMax = Math.max(nanosMax, read.invokedNanos() - told.exceededNanos(read.revision()));
        }
        ruling.fact("oldReads", old);
        ruling.fact("stalenessRevisionsMax", revisionsMax);
        ruling.fact("stalenessMillisMax", nanosMax / NANOS_PER_MILLI);
    }
}
