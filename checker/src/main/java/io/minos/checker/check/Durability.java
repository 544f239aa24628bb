package io.minos.checker.check;

import io.minos.checker.check.Changes.Change;
import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Nothing acknowledged is lost: each final read must show the last acknowledged change of every key under its prefix, or
 * something that can have come after it.
 */
public final class Durability implements Check {
    @Override
    public String name() {
        return "durability";
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Nothing acknowledged is lost: the final reads show every acknowledged change or what came after it.");
        List<Operation> reads = history.operations(Action.Range.class).stream().filter(operation -> operation.f().equals(F.FINAL_READ) && operation.ok()).toList();
        Map<String, List<Change>> changes = changes(history);
        NavigableMap<String, Change> last = lastAcknowledged(changes);
        long judged = 0;
        for (Operation read : reads) judged += judge(read, last, changes, ruling);
        ruling.fact("acknowledgedKeys", last.size());
        ruling.fact("finalReads", reads.size());
        ruling.fact("keysCompared", judged);
        if (reads.isEmpty()) ruling.doubt("no final read was answered");
        else if (last.isEmpty()) ruling.doubt("no change was acknowledged with a revision");
        else if (judged == 0) ruling.doubt("no final read covers a key with an acknowledged change");
        return ruling.result(Quantity.of(last.size(), "key") + " with acknowledged changes, each explained by " + Quantity.of(reads.size(), "final read"));
    }

    /** By revision, not by time of the answer. A delete in a txn may have found nothing, which makes it no less the last word. */
    private static NavigableMap<String, Change> lastAcknowledged(Map<String, List<Change>> changes) {
        NavigableMap<String, Change> last = new TreeMap<>();
        changes.forEach((key, ofKey) -> {
            Change newest = null;
            for (Change change : ofKey) {
                Operation operation = change.operation();
                boolean acknowledged = operation.ok() && operation.revision() > 0;
                if (acknowledged && (newest == null || operation.revision() > newest.operation().revision())) newest = change;
            }
            if (newest != null) last.put(key, newest);
        });
        return last;
    }

    /** By key, in order of invocation. */
    private static Map<String, List<Change>> changes(History history) {
        Map<String, List<Change>> changes = new LinkedHashMap<>();
        Timeline timeline = Timeline.of(history);
        for (Change change : Changes.of(history)) {
            // What hangs on a lease goes with it: how long it must stay is the lease's promise.
            if (!timeline.mayRunOut(change.key())) changes.computeIfAbsent(change.key(), absent -> new ArrayList<>()).add(change);
        }
        return changes;
    }

    private static long judge(Operation read, NavigableMap<String, Change> last, Map<String, List<Change>> changes, Ruling ruling) {
        Action.Range range = (Action.Range) read.action();
        if (range.kvs() == null) return 0;
        Map<String, Kv> there = new HashMap<>();
        for (Kv kv : range.kvs()) there.put(kv.key(), kv);
        long judged = 0;
        for (Change change : last.tailMap(range.prefix(), true).values()) {
            if (!change.key().startsWith(range.prefix())) break;
            boolean covered = change.operation().completed() < read.index();
            // A member's own state may be behind; how far is convergence's business.
            boolean behind = range.serializable() && read.revision() < change.operation().revision();
            if (!covered || behind) continue;
            judged++;
            explain(read, change, there.get(change.key()), changes.getOrDefault(change.key(), List.of()), ruling);
        }
        return judged;
    }

    private static void explain(Operation read, Change last, @Nullable Kv found, List<Change> changes, Ruling ruling) {
        long revision = last.operation().revision();
        String wrong = null;
        if (found == null) {
            boolean deleted = last.value() == null || changes.stream().anyMatch(change -> change.value() == null && mayFollow(change, last, read));
            if (!deleted) wrong = "is gone, and no delete can have come after";
        } else if (found.mod() < revision && last.value() != null) {
            wrong = "is back at " + found;
        } else if (found.mod() < revision) {
            // The last word was a delete, alone or in a txn: whatever was there before it must be gone.
            wrong = "was deleted and is still " + found;
        } else if (found.mod() == revision && !found.value().equals(last.value())) {
            wrong = "is " + found + " at the very revision of the change";
        } else if (found.mod() > revision && changes.stream().noneMatch(change -> found.value().equals(change.value()) && mayFollow(change, last, read))) {
            wrong = "is " + found + ", which nobody can have written after";
        }
        if (wrong == null) return;
        ruling.anomaly("lost", "The acknowledged change of " + last.key() + " (" + (last.value() == null ? "deleted" : last.value()) + " at revision " + revision + ") is lost: the key " + wrong + ".", last.key(),
                List.of(last.operation().index(), read.index()), List.of(last.operation().describe() + ".", read.describe() + ": " + last.key() + " " + (found == null ? "missing" : found) + "."));
    }

    private static boolean mayFollow(Change change, Change last, Operation read) {
        Operation operation = change.operation();
        boolean later = operation.revision() == 0 || operation.revision() >= last.operation().revision();
        return later && operation.index() < read.completed();
    }
}
