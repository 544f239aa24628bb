package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Txns.Outcome;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/** What lists must not show: elements twice, of nobody, of who failed, in the middle of a transaction, or in an order of their own. */
final class ListReads {
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final Txns txns;
    private final Writes writes;
    private final ListVersions versions;
    private final Findings findings;

    private ListReads(Txns txns, Writes writes, ListVersions versions, Findings findings) {
        this.txns = txns;
        this.writes = writes;
        this.versions = versions;
        this.findings = findings;
    }

    static void judge(Txns txns, Writes writes, ListVersions versions, BitSet external, Findings findings, Pace pace) {
        ListReads reads = new ListReads(txns, writes, versions, findings);
        for (int list = 0; list < txns.lists().count(); list++) {
            pace.steps(versions.writers(list).length);
            if (writes.judged(txns.lists().key(list))) reads.list(list);
        }
        for (int micro = external.nextSetBit(0); micro >= 0; micro = external.nextSetBit(micro + 1)) {
            pace.step();
            if (txns.kind(micro) == Kind.READ_LIST && txns.value(micro) > 0) reads.intermediate(micro);
        }
    }

    /** Once for each list and element, however many read it. */
    private void list(int list) {
        int[] writers = versions.writers(list);
        Set<Integer> met = new HashSet<>();
        int failed = NOWHERE;
        // What the main list has said of its elements others need not say again.
        int from = list == txns.lists().main(txns.lists().key(list)) ? 0 : versions.agrees(list);
        for (int i = 0; i < writers.length; i++) {
            int append = writers[i];
            boolean told = i < from;
            if (!met.add(txns.lists().list(list).get(i))) {
                if (!told) duplicate(list, i);
            } else if (append == Writes.NOBODY) {
                if (!told) garbage(list, i);
            } else if (txns.outcome(txns.owner(append)) == Outcome.FAIL) {
                if (!told) aborted(list, i);
                failed = Math.min(failed, i);
            } else if (failed < i && !told) {
                dirty(list, failed, i);
                failed = NOWHERE;
            }
        }
        if (list != txns.lists().main(txns.lists().key(list)) && from < writers.length) incompatible(list);
    }

    private void duplicate(int list, int index) {
        if (!findings.more(Phenomenon.DUPLICATE_ELEMENTS)) return;
        Story story = new Story(txns);
        int read = versions.reader(list, index + 1);
        findings.explain(story.anomaly(Phenomenon.DUPLICATE_ELEMENTS, read, story.read(read) + ", which has " + element(story, list, index) + " twice."));
    }

    private void garbage(int list, int index) {
        if (!findings.more(Phenomenon.GARBAGE_READ)) return;
        Story story = new Story(txns);
        int read = versions.reader(list, index + 1);
        findings.explain(story.anomaly(Phenomenon.GARBAGE_READ, read, story.read(read) + ", but nobody appended " + element(story, list, index) + "."));
    }

    private void aborted(int list, int index) {
        if (!findings.more(Phenomenon.G1A)) return;
        Story story = new Story(txns);
        int read = versions.reader(list, index + 1);
        findings.explain(story.anomaly(Phenomenon.G1A, read, story.read(read) + ", but " + story.write(versions.writers(list)[index]) + " and failed."));
    }

    private void dirty(int list, int failed, int index) {
        if (!findings.more(Phenomenon.DIRTY_UPDATE)) return;
        Story story = new Story(txns);
        int read = versions.reader(list, index + 1);
        String words = story.write(versions.writers(list)[index]) + " after " + element(story, list, failed) + ", which " + story.name(txns.owner(versions.writers(list)[failed]))
                + " had appended and which failed: " + story.read(read) + ".";
        findings.explain(story.anomaly(Phenomenon.DIRTY_UPDATE, read, words));
    }

    private void incompatible(int list) {
        if (!findings.more(Phenomenon.INCOMPATIBLE_ORDER)) return;
        Story story = new Story(txns);
        int agrees = versions.agrees(list);
        int read = versions.reader(list, agrees + 1);
        int other = versions.reader(txns.lists().main(txns.lists().key(list)), agrees + 1);
        findings.explain(story.anomaly(Phenomenon.INCOMPATIBLE_ORDER, read, story.read(read) + ", but " + story.read(other) + ": neither is the beginning of the other."));
    }

    private void intermediate(int read) {
        int append = versions.writers(txns.list(read))[txns.value(read) - 1];
        if (append == Writes.NOBODY || !writes.intermediate(append) || txns.owner(append) == txns.owner(read)) return;
        if (txns.outcome(txns.owner(append)) == Outcome.FAIL || !findings.more(Phenomenon.G1B)) return;
        Story story = new Story(txns);
        findings.explain(story.anomaly(Phenomenon.G1B, read, story.read(read) + ", but after " + story.write(append) + " it appended more to it."));
    }

    private String element(Story story, int list, int index) {
        return story.value(txns.lists().list(list).get(index));
    }
}
