package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How far the store had come, as its answers told, at any point of the history. */
final class Told {
    private final List<Operation> answers = new ArrayList<>();
    private final List<Operation> byCompletion;
    private final List<Operation> records = new ArrayList<>();
    private final long[] completed;
    private final long[] revisions;

    private Told(History history) {
        long newest = 0;
        for (Operation operation : history.operations()) if (tells(operation)) answers.add(operation);
        byCompletion = answers.stream().sorted(Comparator.comparingLong(Operation::completed)).toList();
        for (Operation operation : byCompletion) {
            if (operation.revision() <= newest) continue;
            newest = operation.revision();
            records.add(operation);
        }
        completed = records.stream().mapToLong(Operation::completed).toArray();
        revisions = records.stream().mapToLong(Operation::revision).toArray();
    }

    static Told of(History history) {
        return history.derived(Told.class, Told::new);
    }

    /** Whether the answer's revision is the store's: a compaction's, an administrator's and that of a lease itself need not be. */
    static boolean tells(Operation operation) {
        if (!operation.ok() || operation.revision() == 0) return false;
        Action action = operation.action();
        return action instanceof Action.Read || action instanceof Action.Write || action instanceof Action.Txn || action instanceof Action.Cas || action instanceof Action.Delete || action instanceof Action.Range
                || action instanceof Action.ReadAt || action instanceof LeaseAction.Put || action instanceof LockAction;
    }

    /** All that {@linkplain #tells tell}, in order of invocation. */
    List<Operation> answers() {
        return answers;
    }

    /** The same, in order of the answers. */
    List<Operation> byCompletion() {
        return byCompletion;
    }

    /** The greatest revision that anybody had been told before this point of the history; 0: none. */
    long newestBefore(long index) {
        int at = Arrays.binarySearch(completed, index);
        int before = at < 0 ? -at - 2 : at - 1;
        return before < 0 ? 0 : revisions[before];
    }

    /** When somebody was first told a greater revision, in nanoseconds; the end of time: nobody was. */
    long exceededNanos(long revision) {
        int at = Arrays.binarySearch(revisions, revision + 1);
        int first = at < 0 ? -at - 1 : at;
        return first == records.size() ? Long.MAX_VALUE : records.get(first).completedNanos();
    }
}
