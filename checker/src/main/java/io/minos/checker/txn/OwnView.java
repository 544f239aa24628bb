package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import java.util.BitSet;

/**
 * What each transaction sees of what it did itself: a read shows what the transaction read of the key before, and what it
 * wrote since. The first read of a key it has not written before is external: it shows what others did.
 */
final class OwnView {
    private static final int NONE = -1;

    private final Txns txns;
    private final Writes writes;
    private final Findings findings;
    private final Pace pace;
    private final BitSet external = new BitSet();
    /** Of the current transaction, by key: the last micro operation, and the first. */
    private final int[] last;
    private final int[] base;
    private final int[] stamp;

    private OwnView(Txns txns, Writes writes, Findings findings, Pace pace) {
        this.txns = txns;
        this.writes = writes;
        this.findings = findings;
        this.pace = pace;
        this.last = new int[txns.keyCount()];
        this.base = new int[txns.keyCount()];
        this.stamp = new int[txns.keyCount()];
    }

    /** The external reads, by micro operation. */
    static BitSet externalReads(Txns txns, Writes writes, Findings findings, Pace pace) {
        OwnView view = new OwnView(txns, writes, findings, pace);
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            if (txns.ok(txns.owner(micro)) && writes.judged(txns.key(micro))) view.micro(micro);
        }
        return view.external;
    }

    private void micro(int micro) {
        int key = txns.key(micro);
        int txn = txns.owner(micro);
        boolean first = stamp[key] != txn + 1;
        if (first) {
            stamp[key] = txn + 1;
            base[key] = NONE;
            last[key] = NONE;
        }
        Kind kind = txns.kind(micro);
        if (!kind.writes()) {
            if (first) external(micro);
            else if (kind == Kind.READ) register(micro);
            else list(micro);
            if (base[key] == NONE) base[key] = micro;
        }
        last[key] = micro;
    }

    private void external(int micro) {
        external.set(micro);
        int shown = shown(micro);
        int write = writes.of(txns.key(micro), shown);
        if (shown != Txns.NIL && write != Writes.NOBODY && txns.owner(write) == txns.owner(micro)) future(micro, write);
    }

    private void future(int read, int write) {
        if (!findings.more(Phenomenon.FUTURE_READ)) return;
        Story story = new Story(txns);
        findings.explain(story.anomaly(Phenomenon.FUTURE_READ, read, story.read(read) + " before " + story.write(write) + " itself."));
    }

    /** What a read saw last: its value, or the last element of its list. */
    private int shown(int read) {
        if (txns.kind(read) == Kind.READ) return txns.value(read);
        return txns.value(read) == 0 ? Txns.NIL : txns.lists().list(txns.list(read)).get(txns.value(read) - 1);
    }

    private void register(int micro) {
        int before = last[txns.key(micro)];
        if (txns.value(before) != txns.value(micro)) contradiction(micro, before);
    }

    /** Must be what was read first, and then what the transaction appended itself; if nothing was read yet, end with that. */
    private void list(int micro) {
        int key = txns.key(micro);
        pace.steps(micro - txns.first(txns.owner(micro)));
        Ints own = new Ints();
        for (int i = txns.first(txns.owner(micro)); i < micro; i++) if (txns.key(i) == key && txns.kind(i) == Kind.APPEND) own.add(txns.value(i));
        Ints list = txns.lists().list(txns.list(micro));
        int others = txns.value(micro) - own.size();
        boolean fits = others >= 0;
        for (int i = 0; fits && i < own.size(); i++) fits = list.get(others + i) == own.get(i);
        if (fits && base[key] != NONE) fits = sameOthers(micro, others);
        if (!fits) contradiction(micro, last[key]);
    }

    /** Whether the first elements of a read are those that the transaction's first read of the key gives for others'. */
    private boolean sameOthers(int micro, int others) {
        int first = base[txns.key(micro)];
        int before = txns.value(first);
        for (int i = txns.first(txns.owner(micro)); i < first; i++) if (txns.key(i) == txns.key(micro) && txns.kind(i) == Kind.APPEND) before--;
        if (before != others) return false;
        if (txns.list(first) == txns.list(micro)) return true;
        return txns.lists().list(txns.list(first)).common(txns.lists().list(txns.list(micro))) >= others;
    }

    private void contradiction(int micro, int before) {
        if (!findings.more(Phenomenon.INTERNAL)) return;
        Story story = new Story(txns);
        String earlier = txns.kind(before).writes() ? story.write(before) : story.read(before);
        findings.explain(story.anomaly(Phenomenon.INTERNAL, micro, earlier + ", and then read it as " + story.seen(micro) + "."));
    }
}
