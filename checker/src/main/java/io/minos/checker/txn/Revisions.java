package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import java.util.BitSet;
import java.util.function.Function;

/**
 * The revisions at which values were written, as the store tells them: in the answer to who wrote, and to who read. These
 * must be the same, and nobody reads of a revision later than that of his answer.
 */
final class Revisions {
    private final Txns txns;
    private final Longs known = new Longs();
    private final BitSet unreliable = new BitSet();
    private final Findings findings;
    private final Pace pace;

    private Revisions(Txns txns, Findings findings, Pace pace) {
        this.txns = txns;
        this.findings = findings;
        this.pace = pace;
    }

    static Revisions of(Txns txns, Writes writes, ListVersions lists, BitSet external, Findings findings, Pace pace) {
        Revisions revisions = new Revisions(txns, findings, pace);
        for (int txn = 0; txn < txns.size(); txn++) {
            pace.step();
            if (txns.revision(txn) > 0) revisions.told(txn);
        }
        for (int read = external.nextSetBit(0); read >= 0; read = external.nextSetBit(read + 1)) {
            pace.step();
            if (txns.mod(read) > 0) revisions.read(read, writes, lists);
        }
        return revisions;
    }

    /** A transaction that only deletes may have found nothing, and then its revision is not its own. */
    private void told(int txn) {
        boolean changes = false;
        for (int micro = txns.first(txn); micro < txns.first(txn + 1); micro++) changes |= txns.kind(micro).writes() && txns.value(micro) != Txns.NIL;
        if (!changes) return;
        for (int micro = txns.first(txn); micro < txns.first(txn + 1); micro++) if (txns.kind(micro).writes()) known.set(micro, txns.revision(txn));
    }

    private void read(int read, Writes writes, ListVersions lists) {
        int write = write(read, writes, lists);
        long answered = txns.revision(txns.owner(read));
        if (answered > 0 && txns.mod(read) > answered) {
            contradiction(read, story -> story.read(read) + ", last changed at revision " + txns.mod(read) + ", and was answered at revision " + answered + ".");
        }
        if (write == Writes.NOBODY) return;
        long before = known.get(write);
        if (before == 0) known.set(write, txns.mod(read));
        else if (before != txns.mod(read)) {
            contradiction(read, story -> story.read(read) + ", last changed at revision " + txns.mod(read) + ", but " + story.write(write) + " at revision " + before + ".");
        }
    }

    private int write(int read, Writes writes, ListVersions lists) {
        if (txns.kind(read) == Kind.READ) return writes.of(txns.key(read), txns.value(read));
        return txns.value(read) == 0 ? Writes.NOBODY : lists.writers(txns.list(read))[txns.value(read) - 1];
    }

    /** 0: not known. */
    long of(int write) {
        return known.get(write);
    }

    boolean reliable(int key) {
        return !unreliable.get(key);
    }

    void compareLists(ListVersions lists, Writes writes) {
        for (int list = 0; list < txns.lists().count(); list++) {
            pace.steps(lists.writers(list).length);
            int key = txns.lists().key(list);
            if (list == txns.lists().main(key) && writes.judged(key)) compareList(lists, lists.writers(list));
        }
    }

    private void compareList(ListVersions lists, int[] writers) {
        int before = Writes.NOBODY;
        for (int i = 0; i < writers.length; i++) {
            if (writers[i] == Writes.NOBODY || lists.repeated(writers, i) || of(writers[i]) == 0) continue;
            if (before != Writes.NOBODY) compare(before, writers[i]);
            before = writers[i];
        }
    }

    /** What the values say of two writes of a key must be what the revisions say; one transaction has one revision. */
    void compare(int earlier, int later) {
        if (of(earlier) == 0 || of(later) == 0 || txns.owner(earlier) == txns.owner(later) || of(earlier) < of(later)) return;
        contradiction(later, story -> story.write(earlier) + " at revision " + of(earlier) + ", and " + story.write(later) + " at revision " + of(later)
                + ": the values show them in this order, the revisions do not.");
    }

    /** Two transactions do not write a key at one revision. */
    boolean distinct(int one, int other) {
        if (of(one) != of(other)) return true;
        contradiction(other, story -> story.write(one) + ", and " + story.write(other) + ", both at revision " + of(one) + ".");
        return false;
    }

    private void contradiction(int micro, Function<Story, String> words) {
        unreliable.set(txns.key(micro));
        if (!findings.more(Phenomenon.REVISION_ORDER)) return;
        Story story = new Story(txns);
        findings.explain(story.anomaly(Phenomenon.REVISION_ORDER, micro, words.apply(story)));
    }
}
