package io.minos.node.mvcc;

import io.minos.node.Invariants;
import java.util.ArrayList;
import java.util.List;

/** What each main revision changed, in order, from the oldest retained one on: what watchers catch up from. */
final class RevisionLog {
    private static final int CHUNK = 1024;
    private static final Object EMPTY = new Revision[0];

    private final List<Object[]> chunks = new ArrayList<>();
    private long first;
    private long next;
    /** The main revision of slot 0 of the first chunk. */
    private long base;

    /** @param first the revision that is appended first */
    RevisionLog(long first) {
        this.first = first;
        this.next = first;
        this.base = first;
    }

    long first() {
        return first;
    }

    /** The revision that is appended next. */
    long next() {
        return next;
    }

    void append(List<Revision> changes) {
        Invariants.check(!changes.isEmpty(), "a revision without changes");
        // most revisions change one key: those take no array of their own
        append(changes.size() == 1 ? changes.get(0) : changes.toArray(new Revision[0]));
    }

    /** A revision of whose changes none is known any more. */
    void appendForgotten() {
        append(EMPTY);
    }

    private void append(Object slot) {
        if ((next - base) % CHUNK == 0) {
            chunks.add(new Object[CHUNK]);
        }
        chunks.get(chunkOf(next))[slotOf(next)] = slot;
        next++;
    }

    Revision[] changes(long revision) {
        Invariants.check(revision >= first && revision < next, "revision is in the log", revision, first);
        Object slot = chunks.get(chunkOf(revision))[slotOf(revision)];
        return slot instanceof Revision one ? new Revision[] {one} : (Revision[]) slot;
    }

    void dropFirst() {
        Invariants.check(first < next, "the log is not empty");
        chunks.get(0)[slotOf(first)] = EMPTY;
        first++;
        if (first - base == CHUNK) {
            chunks.remove(0);
            base += CHUNK;
        }
    }

    private int chunkOf(long revision) {
        return Math.toIntExact((revision - base) / CHUNK);
    }

    private int slotOf(long revision) {
        return Math.toIntExact((revision - base) % CHUNK);
    }
}
