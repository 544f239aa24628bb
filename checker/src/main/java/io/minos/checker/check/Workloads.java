package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which keys are whose, from what was done to them, and which operations with them. Keys of txns are the txn check's, whatever
 * else was done to them; keys that were only added (and read) are a set's; all others are registers.
 */
record Workloads(Workload txns, Workload sets, Workload registers) {
    /**
     * @param operations those that touch one of the keys, in order of invocation. They touch no key of another workload; but for
     *     ranges, which may belong to several
     */
    record Workload(Keys keys, List<Operation> operations) {
        private Workload(Set<String> keys) {
            this(new Keys(keys), new ArrayList<>());
        }

        private void range(Operation operation, String prefix) {
            if (!keys.under(prefix).isEmpty()) operations.add(operation);
        }
    }

    static Workloads of(History history) {
        return history.derived(Workloads.class, Workloads::made);
    }

    private static Workloads made(History history) {
        Set<String> txn = new HashSet<>();
        Set<String> added = new HashSet<>();
        Set<String> changed = new HashSet<>();
        Set<String> single = new HashSet<>();
        for (Operation operation : history.operations()) {
            Action action = operation.action();
            if (action instanceof Action.Txn transaction) {
                for (Action.Micro micro : transaction.micros()) txn.add(micro.key());
            } else if (action instanceof Action.Write write && operation.f().equals(F.ADD)) added.add(write.key());
            else if (action instanceof Action.Write write) changed.add(write.key());
            else if (action instanceof Action.Delete delete) changed.add(delete.key());
            else if (action instanceof Action.Cas cas) changed.add(cas.key());
            else if (action instanceof Action.Read read) single.add(read.key());
        }
        single.addAll(changed);
        single.removeAll(txn);
        added.removeAll(changed);
        added.removeAll(txn);
        single.removeAll(added);
        Workloads workloads = new Workloads(new Workload(txn), new Workload(added), new Workload(single));
        for (Operation operation : history.operations()) workloads.add(operation);
        return workloads;
    }

    private void add(Operation operation) {
        Action action = operation.action();
        if (action instanceof Action.Read read) ofKey(read.key()).operations.add(operation);
        else if (action instanceof Action.Write write) ofKey(write.key()).operations.add(operation);
        else if (action instanceof Action.Txn) txns.operations.add(operation);
        else if (action instanceof Action.Cas cas) ofKey(cas.key()).operations.add(operation);
        else if (action instanceof Action.Delete delete) ofKey(delete.key()).operations.add(operation);
        else if (action instanceof Action.Range range) {
            txns.range(operation, range.prefix());
            sets.range(operation, range.prefix());
            registers.range(operation, range.prefix());
        }
    }

    private Workload ofKey(String key) {
        return registers.keys.contains(key) ? registers : sets.keys.contains(key) ? sets : txns;
    }
}
