package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import java.util.HashSet;
import java.util.Set;

/**
 * Which keys are whose, from what was done to them. Keys of txns are the txn check's, whatever else was done to them; keys
 * that were only added (and read) are a set's; all others are registers.
 */
record Workloads(Keys txnKeys, Keys setKeys, Keys registerKeys) {
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
        return new Workloads(new Keys(txn), new Keys(added), new Keys(single));
    }
}
