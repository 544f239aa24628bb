package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How far the store had come, as its answers told, at any point of the history. */
final class Told {
    private final List<Operation> records = new ArrayList<>();
    private final long[] completed;
    private final long[] revisions;

    private Told(History history) {
        long newest = 0;
        List<Operation> told = history.operations().stream().filter(Told::tells).sorted(Comparator.comparingLong(Operation::completed)).toList();
        for (Operation operation : told) {
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
        Action action = operation.action();
        boolean other = action instanceof LeaseAction && !(action instanceof LeaseAction.Put) || action instanceof Action.Watch || action instanceof Action.Compact || action instanceof Action.Administration || action instanceof Action.Other;
        return operation.ok() && operation.revision() > 0 && !other;
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
