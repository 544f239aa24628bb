package io.minos.checker.txn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Anomalies in the order in which they are found: all are counted, some of each kind are explained. */
final class Findings {
    static final int EXPLAINED_MAX = 8;

    private final Map<Phenomenon, Long> counts = new EnumMap<>(Phenomenon.class);
    private final Set<Phenomenon> byValues = EnumSet.noneOf(Phenomenon.class);
    private final List<TxnAnomaly> explained = new ArrayList<>();

    /** One more; whether it is to be explained. */
    boolean more(Phenomenon kind) {
        byValues.add(kind);
        return counts.merge(kind, 1L, Long::sum) <= EXPLAINED_MAX;
    }

    /** One more cycle; it is explained already. */
    void add(TxnAnomaly cycle) {
        counts.merge(cycle.kind(), 1L, Long::sum);
        if (!cycle.byRevisions()) byValues.add(cycle.kind());
        explained.add(cycle);
    }

    void explain(TxnAnomaly anomaly) {
        explained.add(anomaly);
    }

    boolean full(Phenomenon kind) {
        return counts.getOrDefault(kind, 0L) >= EXPLAINED_MAX;
    }

    Map<Phenomenon, Long> counts() {
        return counts;
    }

    /** Those that the values show, whatever the revisions say. */
    Set<Phenomenon> byValues() {
        return byValues;
    }

    List<TxnAnomaly> explained() {
        return explained;
    }
}
