package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import java.util.BitSet;

/** Transactions that read the same version of a key and both wrote it: one of them cannot have seen the other. */
final class LostUpdates {
    private LostUpdates() {}

    static void judge(Txns txns, Writes writes, ListVersions versions, BitSet external, Findings findings, Pace pace) {
        BitSet updates = updates(txns, external, pace);
        PairMap first = new PairMap(updates.cardinality());
        for (int read = updates.nextSetBit(0); read >= 0; read = updates.nextSetBit(read + 1)) {
            pace.step();
            if (!oneVersion(txns, writes, versions, read)) continue;
            // A version of a list is its length, of a register its value.
            int before = first.get(txns.key(read), txns.value(read));
            if (before == PairMap.NONE) first.put(txns.key(read), txns.value(read), read);
            else if (findings.more(Phenomenon.LOST_UPDATE)) findings.explain(explained(txns, before, read));
        }
    }

    private static boolean oneVersion(Txns txns, Writes writes, ListVersions versions, int read) {
        if (txns.kind(read) == Kind.READ_LIST) return versions.fits(read);
        return txns.value(read) != Txns.NIL || !writes.deleted(txns.key(read));
    }

    /** The external reads of keys that the same transaction writes. */
    private static BitSet updates(Txns txns, BitSet external, Pace pace) {
        BitSet updates = new BitSet();
        int[] writes = new int[txns.keyCount()];
        for (int txn = 0; txn < txns.size(); txn++) {
            pace.steps(txns.first(txn + 1) - txns.first(txn));
            for (int micro = txns.first(txn); micro < txns.first(txn + 1); micro++) if (txns.kind(micro).writes()) writes[txns.key(micro)] = txn + 1;
            for (int open = external.nextSetBit(txns.first(txn)); open >= 0 && open < txns.first(txn + 1); open = external.nextSetBit(open + 1)) {
                if (writes[txns.key(open)] == txn + 1) updates.set(open);
            }
        }
        return updates;
    }

    private static TxnAnomaly explained(Txns txns, int one, int other) {
        Story story = new Story(txns);
        return story.anomaly(Phenomenon.LOST_UPDATE, one, story.read(one) + ", " + story.read(other) + ", and both replaced it: neither saw the other.");
    }
}
