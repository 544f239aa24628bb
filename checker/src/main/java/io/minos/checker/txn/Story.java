package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Txns.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Tells of transactions, which it calls T1, T2, … in the order in which they come up. */
final class Story {
    private static final int ELEMENTS_SHOWN_MAX = 12;
    private static final int MICROS_SHOWN_MAX = 12;

    private final Txns txns;
    private final List<Integer> cast = new ArrayList<>();

    Story(Txns txns) {
        this.txns = txns;
    }

    String name(int txn) {
        if (!cast.contains(txn)) cast.add(txn);
        return "T" + (cast.indexOf(txn) + 1);
    }

    String key(int micro) {
        return txns.names().key(txns.key(micro));
    }

    String value(int value) {
        return value == Txns.NIL ? "missing" : txns.names().value(value);
    }

    /** The value that was written. */
    String written(int micro) {
        return value(txns.value(micro));
    }

    /** What a read saw. */
    String seen(int read) {
        return txns.kind(read) == Kind.READ_LIST ? list(txns.list(read), txns.value(read)) : value(txns.value(read));
    }

    String list(int list, int length) {
        StringBuilder words = new StringBuilder("[");
        int from = length > ELEMENTS_SHOWN_MAX ? length - ELEMENTS_SHOWN_MAX : 0;
        if (from > 0) words.append("… ");
        for (int i = from; i < length; i++) words.append(i > from ? " " : "").append(value(txns.lists().list(list).get(i)));
        return words.append("]").toString();
    }

    /** {@code T1 read x as [1 2]}. */
    String read(int micro) {
        return name(txns.owner(micro)) + " read " + key(micro) + " as " + seen(micro);
    }

    /** {@code T1 appended 3 to x}, {@code T1 wrote x=3}, {@code T1 deleted x}. */
    String write(int micro) {
        return name(txns.owner(micro)) + " " + deed(micro);
    }

    private String deed(int micro) {
        return switch (txns.kind(micro)) {
            case APPEND -> "appended " + written(micro) + " to " + key(micro);
            case WRITE -> txns.value(micro) == Txns.NIL ? "deleted " + key(micro) : "wrote " + key(micro) + "=" + written(micro);
            default -> "read " + key(micro) + " as " + seen(micro);
        };
    }

    /** The ids of whom it tells, in the order of their names. */
    List<Long> ids() {
        return cast.stream().map(txns::id).toList();
    }

    /** Who everybody is, a line each. */
    List<String> cast() {
        List<String> lines = new ArrayList<>();
        for (int txn : cast) lines.add(name(txn) + " is #" + txns.id(txn) + " of process " + txns.names().process(txns.process(txn)) + ": " + deeds(txn) + end(txn) + ".");
        return lines;
    }

    private String deeds(int txn) {
        List<String> deeds = new ArrayList<>();
        for (int micro = txns.first(txn); micro < txns.first(txn + 1) && deeds.size() < MICROS_SHOWN_MAX; micro++) deeds.add(deed(micro));
        if (txns.first(txn + 1) - txns.first(txn) > deeds.size()) deeds.add("and more");
        return deeds.isEmpty() ? "nothing" : String.join(", ", deeds);
    }

    private String end(int txn) {
        String revision = txns.revision(txn) > 0 ? " at revision " + txns.revision(txn) : "";
        if (txns.outcome(txn) == Outcome.OK) return revision.isEmpty() ? "" : ", answered" + revision;
        return txns.outcome(txn) == Outcome.FAIL ? ", and failed" : ", outcome unknown";
    }

    /** An anomaly that is no cycle. */
    TxnAnomaly anomaly(Phenomenon kind, int micro, String summary) {
        return new TxnAnomaly(kind, kind == Phenomenon.REVISION_ORDER, key(micro), ids(), List.of(), summary, cast());
    }
}
