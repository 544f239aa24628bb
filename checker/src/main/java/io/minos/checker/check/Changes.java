package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an operation asks a store to change, and what its answer shows; the same reading of a history for every check. */
final class Changes {
    private Changes() {}

    /** @param value null: the key is deleted */
    record Change(Operation operation, String key, @Nullable String value) {}

    /** Of all operations that {@linkplain #mayMakeRevision may make a revision}, in order of invocation, each as {@link #of(Operation)}. */
    private record All(List<Operation> operations, List<Change> changes) {
        private static All made(History history) {
            All all = new All(new ArrayList<>(), new ArrayList<>());
            for (Operation operation : history.operations()) {
                List<Change> changes = of(operation);
                if (!changes.isEmpty()) all.operations.add(operation);
                all.changes.addAll(changes);
            }
            return all;
        }
    }

    /** What all operations of a history change if they take effect, in order of invocation; worked out once. */
    static List<Change> of(History history) {
        return history.derived(All.class, All::made).changes();
    }

    /** Those that {@linkplain #mayMakeRevision may make a revision}, in order of invocation; worked out once. */
    static List<Operation> operations(History history) {
        return history.derived(All.class, All::made).operations();
    }

    /** What the operation changes if it takes effect, the last change of each key only. Empty for what certainly changed nothing. */
    static List<Change> of(Operation operation) {
        if (operation.failed() || changedNothing(operation)) return List.of();
        Action action = operation.action();
        if (action instanceof Action.Write write) return List.of(new Change(operation, write.key(), write.value()));
        if (action instanceof Action.Delete delete) return List.of(new Change(operation, delete.key(), null));
        if (action instanceof Action.Cas cas) return List.of(new Change(operation, cas.key(), cas.value()));
        if (action instanceof LeaseAction.Put put) return List.of(new Change(operation, put.key(), put.value()));
        if (action instanceof LockAction.Try attempt) return List.of(new Change(operation, attempt.key(), ""));
        if (action instanceof LockAction.Release release) return List.of(new Change(operation, release.key(), null));
        if (action instanceof LockAction.GuardedWrite write) return List.of(new Change(operation, write.key(), write.value()));
        return action instanceof Action.Txn txn ? of(operation, txn) : List.of();
    }

    private static List<Change> of(Operation operation, Action.Txn txn) {
        List<Change> changes = new ArrayList<>();
        for (Action.Micro micro : txn.micros()) {
            if (micro instanceof Action.Micro.Read) continue;
            changes.removeIf(change -> change.key().equals(micro.key()));
            changes.add(new Change(operation, micro.key(), micro instanceof Action.Micro.Write write ? write.value() : null));
        }
        return changes;
    }

    private static boolean changedNothing(Operation operation) {
        Action action = operation.action();
        if (action instanceof Action.Delete delete) return delete.deleted() != null && delete.deleted() == 0;
        if (action instanceof LockAction.Release release) return release.deleted() != null && release.deleted() == 0;
        if (action instanceof LockAction.Try attempt) return operation.ok() && !attempt.entered();
        if (action instanceof LockAction.GuardedWrite write) return Boolean.FALSE.equals(write.succeeded());
        return action instanceof Action.Cas cas && Boolean.FALSE.equals(cas.succeeded());
    }

    /** Whether an answered operation certainly made a revision of its own. */
    static boolean madeRevision(Operation operation) {
        if (!operation.ok()) return false;
        Action action = operation.action();
        if (action instanceof Action.Write) return true;
        if (action instanceof Action.Delete delete) return delete.deleted() != null && delete.deleted() > 0;
        if (action instanceof Action.Cas cas) return Boolean.TRUE.equals(cas.succeeded());
        if (action instanceof LeaseAction.Put) return true;
        if (action instanceof LockAction.Try attempt) return attempt.entered();
        if (action instanceof LockAction.Release release) return release.deleted() != null && release.deleted() > 0;
        if (action instanceof LockAction.GuardedWrite write) return Boolean.TRUE.equals(write.succeeded());
        return action instanceof Action.Txn txn && writesForCertain(txn);
    }

    /** A delete may find nothing. */
    private static boolean writesForCertain(Action.Txn txn) {
        for (Action.Micro micro : txn.micros()) if (micro instanceof Action.Micro.Write) return true;
        return false;
    }

    /** Whether an operation may have made a revision of its own. */
    static boolean mayMakeRevision(Operation operation) {
        return !of(operation).isEmpty();
    }

    /** Whether the operation hangs its key on a lease, if it takes effect. */
    static boolean leases(Operation operation) {
        return operation.action() instanceof LeaseAction.Put || operation.action() instanceof LockAction.Try;
    }

    /** Whether the answer is a member's own state, which may be old. */
    static boolean serializable(Operation operation) {
        Action action = operation.action();
        return action instanceof Action.Read read && read.serializable() || action instanceof Action.Range range && range.serializable()
                || action instanceof Action.ReadAt at && at.serializable();
    }

    /** Every key the answer shows as it was. */
    static void shown(Operation operation, Consumer<Kv> consumer) {
        if (!operation.ok()) return;
        Action action = operation.action();
        if (action instanceof Action.Read read) show(read.seen(), consumer);
        else if (action instanceof Action.ReadAt read) show(read.seen(), consumer);
        else if (action instanceof Action.Write write) show(write.prev(), consumer);
        else if (action instanceof Action.Delete delete) show(delete.prev(), consumer);
        else if (action instanceof Action.Cas cas && Boolean.FALSE.equals(cas.succeeded())) show(cas.seen(), consumer);
        else if (action instanceof LockAction.Try attempt) show(attempt.owner(), consumer);
        else if (action instanceof LockAction.GuardedRead read) show(read.seen(), consumer);
        else if (action instanceof LockAction.GuardedWrite write) show(write.prev(), consumer);
        else if (action instanceof Action.Range range && range.kvs() != null) {
            for (Kv kv : range.kvs()) consumer.accept(kv);
        } else if (action instanceof Action.Txn txn) {
            for (Action.Micro micro : txn.micros()) if (micro instanceof Action.Micro.Read read) show(read.seen(), consumer);
        }
    }

    private static void show(@Nullable Seen seen, Consumer<Kv> consumer) {
        if (seen != null && seen.kv() != null) consumer.accept(seen.kv());
    }
}
