package io.minos.checker.txn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contradiction, as data and in words.
 *
 * @param byRevisions whether it takes the store's revisions at their word; if not, the values alone show it
 * @param key the key concerned, if it is one
 * @param txns the transactions concerned, by id; T1, T2, … of the words
 * @param cycle each comes before the next, and the last before the first; empty if it is no cycle
 * @param summary one line
 * @param steps what the transactions did, and why each comes before the next
 */
public record TxnAnomaly(Phenomenon kind, boolean byRevisions, @Nullable String key, List<Long> txns, List<Link> cycle, String summary, List<String> steps) {
    public TxnAnomaly {
        txns = List.copyOf(txns);
        cycle = List.copyOf(cycle);
        steps = List.copyOf(steps);
    }

    /**
     * @param dependency "ww", "wr", "rw", "process" or "realtime"
     * @param words why {@code from} comes before {@code to}
     */
    public record Link(long from, long to, String dependency, String words) {}
}
