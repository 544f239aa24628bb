package io.minos.checker.check;

import io.minos.checker.check.Workloads.Workload;
import io.minos.checker.history.Action;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Seen;
import io.minos.checker.linear.Budget;
import io.minos.checker.txn.Numbering;
import io.minos.checker.txn.Txns;
import io.minos.checker.txn.TxnsBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operations on some keys as transactions over registers. A put that shows what was before it reads and writes, and so
 * does a compare-and-set that succeeded; a range reads every one of the keys that it covers. Serializable reads promise less
 * and are left out.
 */
final class TxnColumns {
    private final Keys keys;
    private final Numbering numbering = new Numbering();
    private final TxnsBuilder builder = new TxnsBuilder();
    private boolean begun;

    private TxnColumns(Keys keys) {
        this.keys = keys;
    }

    /** Empty: time was over before all of them were there. */
    static Optional<Txns> of(Workload txns, Budget budget) {
        TxnColumns columns = new TxnColumns(txns.keys());
        for (Operation operation : txns.operations()) {
            if (!budget.spend(0)) return Optional.empty();
            if (!Changes.serializable(operation)) columns.operation(operation);
        }
        return Optional.of(columns.builder.build(columns.numbering));
    }

    private void operation(Operation operation) {
        begun = false;
        Action action = operation.action();
        if (action instanceof Action.Txn txn) {
            for (Action.Micro micro : txn.micros()) micro(operation, micro);
        } else if (action instanceof Action.Read read) {
            read(operation, read.key(), read.seen());
        } else if (action instanceof Action.Write write) {
            read(operation, write.key(), write.prev());
            write(operation, write.key(), write.value());
        } else if (action instanceof Action.Delete delete) {
            delete(operation, delete);
        } else if (action instanceof Action.Cas cas) {
            cas(operation, cas);
        } else if (action instanceof Action.Range range && range.kvs() != null) {
            range(operation, range.prefix(), range.kvs());
        }
    }

    private void micro(Operation operation, Action.Micro micro) {
        if (micro instanceof Action.Micro.Read read) read(operation, read.key(), read.seen());
        else write(operation, micro.key(), micro instanceof Action.Micro.Write write ? write.value() : null);
    }

    private void delete(Operation operation, Action.Delete delete) {
        boolean nothing = delete.deleted() != null && delete.deleted() == 0;
        read(operation, delete.key(), nothing ? Seen.MISSING : delete.prev());
        if (!nothing) write(operation, delete.key(), null);
    }

    private void cas(Operation operation, Action.Cas cas) {
        if (Boolean.FALSE.equals(cas.succeeded())) {
            read(operation, cas.key(), cas.seen());
            return;
        }
        if (Boolean.TRUE.equals(cas.succeeded())) read(operation, cas.key(), cas.expect(), 0);
        write(operation, cas.key(), cas.value());
    }

    private void range(Operation operation, String prefix, List<Kv> kvs) {
        Map<String, Kv> there = new HashMap<>();
        for (Kv kv : kvs) there.put(kv.key(), kv);
        for (String key : keys.under(prefix)) {
            Kv kv = there.get(key);
            read(operation, key, kv == null ? null : kv.value(), kv == null ? 0 : kv.mod());
        }
    }

    private void read(Operation operation, String key, @Nullable Seen seen) {
        if (seen != null) read(operation, key, seen.value(), seen.mod());
    }

    private void read(Operation operation, String key, @Nullable String value, long mod) {
        begin(operation).read(numbering.ofKey(key), value == null ? Txns.NIL : numbering.ofValue(value), mod);
    }

    private void write(Operation operation, String key, @Nullable String value) {
        if (value == null) begin(operation).delete(numbering.ofKey(key));
        else begin(operation).write(numbering.ofKey(key), numbering.ofValue(value));
    }

    private TxnsBuilder begin(Operation operation) {
        if (begun) return builder;
        begun = true;
        Txns.Outcome outcome = operation.ok() ? Txns.Outcome.OK : operation.failed() ? Txns.Outcome.FAIL : Txns.Outcome.INFO;
        return builder.begin(operation.index(), numbering.ofProcess(operation.process()), operation.index(), operation.completed(), outcome, operation.revision());
    }
}
