package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Seen;
import io.minos.checker.history.WatchStream;
import io.minos.checker.linear.witness.Columns;
import io.minos.checker.linear.witness.ColumnsBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operations as the revision witness takes them, one after the other, so that a history need not be held to be judged.
 * Serializable reads promise less and are left out, certain failures too.
 */
public final class WitnessColumns {
    private final ColumnsBuilder columns = new ColumnsBuilder();
    private boolean unfit;

    /** All of a history that is at hand; nothing more once it is unfit. */
    public static WitnessColumns of(History history) {
        WitnessColumns columns = new WitnessColumns();
        for (Operation operation : history.operations()) {
            columns.accept(operation);
            if (columns.unfit) return columns;
        }
        history.watches().forEach(columns::accept);
        history.notes().forEach(columns::note);
        return columns;
    }

    /** What columns can say; without what they cannot, {@link #unfit} tells. */
    public Columns build() {
        return columns.build();
    }

    /** Whether something happened that columns cannot say: nothing follows from them. */
    public boolean unfit() {
        return unfit;
    }

    /** The next operation; in any order. */
    public void accept(Operation operation) {
        if (operation.failed() || Changes.serializable(operation)) return;
        Action action = operation.action();
        boolean ok = operation.ok();
        // A key on a lease goes when nobody asks for it.
        if (action instanceof Action.Other || action instanceof LeaseAction || action instanceof LockAction) unfit = true;
        if (unfit || !places(action) || !ok && !Changes.mayMakeRevision(operation)) return;
        if (operation.index() >= Integer.MAX_VALUE || operation.revision() >= Integer.MAX_VALUE) {
            unfit = true;
            return;
        }
        columns.operation(operation.index(), ok ? operation.completed() : Long.MAX_VALUE, ok ? operation.revision() : 0);
        if (action instanceof Action.Read read) read(read.key(), read.seen());
        else if (action instanceof Action.Write write) write(write, ok);
        else if (action instanceof Action.Delete delete) delete(delete, ok);
        else if (action instanceof Action.Cas cas) cas(cas, ok);
        else if (action instanceof Action.Txn txn) txn.micros().forEach(micro -> micro(micro, ok));
        else if (action instanceof Action.Range range && range.kvs() != null) range(range.prefix(), range.kvs(), range.count());
    }

    /** Whether its answer has a place among the changes: of the store as it was when it was asked. */
    private static boolean places(Action action) {
        return !(action instanceof Action.Watch || action instanceof Action.Compact || action instanceof Action.ReadAt || action instanceof Action.Administration);
    }

    private void read(String key, @Nullable Seen seen) {
        if (seen == null) return;
        Kv kv = seen.kv();
        if (kv == null) columns.read(key, null, 0, 0, 0);
        else columns.read(key, kv.value(), kv.mod(), kv.create(), kv.version());
    }

    private void prev(String key, @Nullable Seen seen) {
        if (seen == null) return;
        Kv kv = seen.kv();
        if (kv == null) columns.prev(key, null, 0, 0, 0);
        else columns.prev(key, kv.value(), kv.mod(), kv.create(), kv.version());
    }

    private void write(Action.Write write, boolean ok) {
        if (ok) prev(write.key(), write.prev());
        columns.put(write.key(), write.value());
    }

    private void delete(Action.Delete delete, boolean ok) {
        // That nothing was there before is said by the number already, and by prev only if it was asked for.
        if (ok && delete.prev() != null && !delete.prev().missing()) prev(delete.key(), delete.prev());
        columns.delete(delete.key(), !ok || delete.deleted() == null ? null : delete.deleted() > 0);
    }

    private void cas(Action.Cas cas, boolean ok) {
        if (ok && cas.succeeded() == null) unfit = true;
        if (ok && Boolean.FALSE.equals(cas.succeeded())) {
            columns.refuse(cas.key(), cas.expect());
            read(cas.key(), cas.seen());
        } else {
            columns.expect(cas.key(), cas.expect());
            columns.put(cas.key(), cas.value());
        }
    }

    private void micro(Action.Micro micro, boolean ok) {
        if (micro instanceof Action.Micro.Write write) columns.put(write.key(), write.value());
        else if (micro instanceof Action.Micro.Delete delete) columns.delete(delete.key(), null);
        else if (ok && micro instanceof Action.Micro.Read read) read(read.key(), read.seen());
    }

    private void range(String prefix, List<Kv> kvs, long count) {
        columns.count(prefix, differ(kvs) ? kvs.size() : -1, count);
        for (Kv kv : kvs) columns.read(kv.key(), kv.value(), kv.mod(), kv.create(), kv.version());
    }

    /** Whether no key is there twice; they come in order, as a rule. */
    private static boolean differ(List<Kv> kvs) {
        boolean ascending = true;
        for (int i = 1; i < kvs.size() && ascending; i++) ascending = kvs.get(i - 1).key().compareTo(kvs.get(i).key()) < 0;
        if (ascending) return true;
        Set<String> keys = new HashSet<>();
        for (Kv kv : kvs) if (!keys.add(kv.key())) return false;
        return true;
    }

    private void accept(WatchStream stream) {
        for (WatchStream.Response response : stream.responses()) {
            for (WatchStream.WatchEvent event : response.events()) columns.told(event.kv().key(), event.delete() ? null : event.kv().value(), event.revision());
        }
    }

    /** A note of nemesis or runner: filling a disk up writes keys that the history does not have. */
    public void note(Event note) {
        if (note.f().equals(F.FAULT_INJECT) && RevisionMonotonic.writesItself(note)) columns.others();
    }
}
