package io.minos.node.sim.promise;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.sim.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every entry that was ever handed to a disk. Promise {@code log-matching} (Raft §5.3): two entries of one index and term are
 * the same, and so is what precedes them. By induction, that the predecessors' terms agree is enough.
 */
final class EntryLedger {
    private static final class Known {
        final Entry entry;
        final long previousTerm;
        /** Another entry of this index, of another term. */
        final @Nullable Known other;

        Known(Entry entry, long previousTerm, @Nullable Known other) {
            this.entry = entry;
            this.previousTerm = previousTerm;
            this.other = other;
        }
    }

    private final List<@Nullable Known> byIndex = new ArrayList<>();

    /** To be called before the member's image of its log takes it up. */
    void handed(Journal journal, Durable durable) {
        List<Entry> entries = durable.entries();
        if (entries.isEmpty()) {
            return;
        }
        long first = entries.get(0).index();
        long previousTerm = durable.snapshot().isPresent() ? LogImage.UNKNOWN : journal.handed().termAt(first - 1);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            check(journal, entry, previousTerm);
            previousTerm = entry.term();
        }
    }

    private void check(Journal journal, Entry entry, long previousTerm) {
        Known known = find(entry.index(), entry.term());
        if (known == null) {
            add(entry, previousTerm);
        } else if (!isSame(known.entry, entry)) {
            throw new BrokenPromise("log-matching", journal.who() + " has another entry " + entry.index() + " of term " + entry.term()
                    + " than was in the log before: " + entry.kind() + " of " + entry.data().size() + " bytes, not " + known.entry.kind() + " of " + known.entry.data().size());
        } else if (previousTerm != known.previousTerm && previousTerm != LogImage.UNKNOWN && known.previousTerm != LogImage.UNKNOWN) {
            throw new BrokenPromise("log-matching", journal.who() + " has entry " + entry.index() + " of term " + entry.term() + " after one of term "
                    + previousTerm + "; elsewhere it came after one of term " + known.previousTerm);
        }
    }

    private void add(Entry entry, long previousTerm) {
        int index = (int) entry.index();
        while (byIndex.size() <= index) {
            byIndex.add(null);
        }
        byIndex.set(index, new Known(entry, previousTerm, byIndex.get(index)));
    }

    private @Nullable Known find(long index, long term) {
        Known known = index < byIndex.size() ? byIndex.get((int) index) : null;
        while (known != null && known.entry.term() != term) {
            known = known.other;
        }
        return known;
    }

    /** Members share entries in memory: mostly they are one object. */
    private static boolean isSame(Entry one, Entry other) {
        return one == other || one.equals(other);
    }

    /** This very entry was handed to a disk before. */
    boolean knows(Entry entry) {
        Known known = find(entry.index(), entry.term());
        return known != null && isSame(known.entry, entry);
    }
}
