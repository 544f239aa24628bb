package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Txns.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Who wrote what. All that follows rests on each value being written at most once to a key: only then a read tells whose write
 * it saw. A key where that is not so, or that is a list here and a register there, is left unjudged.
 */
final class Writes {
    static final int NOBODY = PairMap.NONE;

    private final PairMap microOf;
    private final BitSet unjudged = new BitSet();
    private final BitSet intermediate = new BitSet();
    private final BitSet deleted = new BitSet();
    private final List<String> doubts = new ArrayList<>();

    private Writes(int expected) {
        microOf = new PairMap(expected);
    }

    static Writes of(Txns txns, Pace pace) {
        Writes writes = new Writes(txns.micros() / 2);
        BitSet lists = new BitSet();
        BitSet registers = new BitSet();
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            (txns.kind(micro).ofList() ? lists : registers).set(txns.key(micro));
            if (txns.kind(micro).writes()) writes.add(txns, micro);
        }
        lists.and(registers);
        lists.stream().forEach(key -> writes.doubt(key, txns.names().key(key) + " is both a list and a register"));
        writes.findIntermediate(txns, pace);
        return writes;
    }

    private void add(Txns txns, int micro) {
        int key = txns.key(micro);
        int value = txns.value(micro);
        if (value == Txns.NIL) {
            if (txns.outcome(txns.owner(micro)) != Outcome.FAIL) deleted.set(key);
        } else if (microOf.put(key, value, micro) != NOBODY) {
            doubt(key, txns.names().value(value) + " was written to " + txns.names().key(key) + " twice: nobody can tell whose write a read saw");
        }
    }

    private void doubt(int key, String reason) {
        if (!unjudged.get(key)) doubts.add(reason);
        unjudged.set(key);
    }

    private void findIntermediate(Txns txns, Pace pace) {
        int[] later = new int[txns.keyCount()];
        for (int micro = txns.micros() - 1; micro >= 0; micro--) {
            pace.step();
            Kind kind = txns.kind(micro);
            if (!kind.writes()) continue;
            int stamp = txns.owner(micro) + 1;
            if (later[txns.key(micro)] == stamp) intermediate.set(micro);
            later[txns.key(micro)] = stamp;
        }
    }

    /** The micro operation that wrote the value, or {@link #NOBODY}. */
    int of(int key, int value) {
        return value == Txns.NIL ? NOBODY : microOf.get(key, value);
    }

    /** Whether its transaction wrote the key again after it. */
    boolean intermediate(int micro) {
        return intermediate.get(micro);
    }

    /** Whether anybody may have deleted the key: then a missing key may be any of several versions. */
    boolean deleted(int key) {
        return deleted.get(key);
    }

    boolean judged(int key) {
        return !unjudged.get(key);
    }

    /** Why keys are left unjudged, a line each. */
    List<String> doubts() {
        return doubts;
    }
}
