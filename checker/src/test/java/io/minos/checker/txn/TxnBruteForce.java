package io.minos.checker.txn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dumb twin of the analysis: tries every order of the transactions, with nothing clever about it. Up to 6 of them or so. */
final class TxnBruteForce {
    /** What an order must respect. */
    record Respect(boolean processes, boolean realtime, boolean revisions) {
        static final Respect NOTHING = new Respect(false, false, false);
    }

    private final Txns txns;
    private final Respect respect;

    private TxnBruteForce(Txns txns, Respect respect) {
        this.txns = txns;
        this.respect = respect;
    }

    /** Whether some order of those that were answered and any of those of unknown outcome explains every answer. */
    static boolean explained(Txns txns, Respect respect) {
        return new TxnBruteForce(txns, respect).search(0, Map.of());
    }

    private boolean search(int placed, Map<Integer, List<Long>> state) {
        boolean done = true;
        for (int txn = 0; txn < txns.size(); txn++) if ((placed & 1 << txn) == 0 && txns.ok(txn)) done = false;
        if (done) return true;
        for (int txn = 0; txn < txns.size(); txn++) {
            if ((placed & 1 << txn) != 0 || txns.outcome(txn) == Txns.Outcome.FAIL || !mayComeNext(placed, txn)) continue;
            Map<Integer, List<Long>> next = new HashMap<>(state);
            if (step(txn, next) && search(placed | 1 << txn, next)) return true;
        }
        return false;
    }

    private boolean mayComeNext(int placed, int txn) {
        for (int other = 0; other < txns.size(); other++) {
            if (other == txn || (placed & 1 << other) != 0 || !txns.ok(other)) continue;
            if (respect.processes() && txns.process(other) == txns.process(txn) && other < txn) return false;
            if (respect.realtime() && txns.returned(other) < txns.invoked(txn)) return false;
        }
        return true;
    }

    /** Registers are lists of one value; each value is told with the revision that wrote it. */
    private boolean step(int txn, Map<Integer, List<Long>> state) {
        for (int micro = txns.first(txn); micro < txns.first(txn + 1); micro++) {
            List<Long> now = state.getOrDefault(txns.key(micro), List.of());
            List<Long> next = new ArrayList<>(now);
            switch (txns.kind(micro)) {
                case APPEND -> next.add((long) txns.value(micro));
                case WRITE -> {
                    // Revisions, where they are told, grow with every write of a key; -1 keeps the one of before.
                    long before = now.isEmpty() ? 0 : now.get(1);
                    if (respect.revisions() && txns.revision(txn) > 0 && txns.revision(txn) <= before && before(txn, micro) < 0) return false;
                    next = List.of((long) txns.value(micro), txns.revision(txn) > 0 ? txns.revision(txn) : before);
                }
                case READ -> {
                    long value = now.isEmpty() ? Txns.NIL : now.get(0);
                    if (value != txns.value(micro)) return false;
                }
                case READ_LIST -> {
                    if (now.size() != txns.value(micro)) return false;
                    for (int i = 0; i < now.size(); i++) if (now.get(i) != txns.lists().list(txns.list(micro)).get(i)) return false;
                }
            }
            state.put(txns.key(micro), next);
        }
        return true;
    }

    /** The same transaction's write of the key before this one, or -1. */
    private int before(int txn, int micro) {
        for (int i = micro - 1; i >= txns.first(txn); i--) if (txns.key(i) == txns.key(micro) && txns.kind(i).writes()) return i;
        return -1;
    }
}
