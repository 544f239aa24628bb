package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Txns.Outcome;
import java.util.BitSet;

/** Which transactions took effect for certain: those that were answered, and those of unknown outcome of which something was read. */
final class Happened {
    private Happened() {}

    static BitSet of(Txns txns, Writes writes, ListVersions lists, Pace pace) {
        BitSet happened = new BitSet(txns.size());
        for (int txn = 0; txn < txns.size(); txn++) if (txns.ok(txn)) happened.set(txn);
        for (int list = 0; list < txns.lists().count(); list++) {
            if (!writes.judged(txns.lists().key(list))) continue;
            pace.steps(lists.writers(list).length);
            for (int append : lists.writers(list)) seen(txns, append, happened);
        }
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            if (txns.kind(micro) == Kind.READ && writes.judged(txns.key(micro))) seen(txns, writes.of(txns.key(micro), txns.value(micro)), happened);
        }
        return happened;
    }

    private static void seen(Txns txns, int write, BitSet happened) {
        if (write != Writes.NOBODY && txns.outcome(txns.owner(write)) == Outcome.INFO) happened.set(txns.owner(write));
    }
}
