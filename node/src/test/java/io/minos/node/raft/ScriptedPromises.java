package io.minos.node.raft;

import java.util.List;
import java.util.TreeMap;

/**
 * What no script may show, whatever its expected output says: so that rewriting it cannot bless a broken promise (Raft,
 * figure 3, and linearizable reads).
 */
final class ScriptedPromises {
    /** By the first member that applied it, being in this term. */
    private record Applied(Entry entry, long inTerm) {}

    private final TreeMap<Long, Long> leaderOfTerm = new TreeMap<>();
    private final TreeMap<Long, Applied> applied = new TreeMap<>();
    /** What was applied somewhere when a read was asked for. */
    private final TreeMap<Long, Long> readFloors = new TreeMap<>();

    private static void promise(boolean holds, String message, Object... args) {
        if (!holds) {
            throw new AssertionError("a promise is broken: " + String.format(message, args));
        }
    }

    /** Election safety and leader completeness. */
    void leads(long member, long term, RaftLog log) {
        long first = leaderOfTerm.computeIfAbsent(term, absent -> member);
        promise(first == member, "members %d and %d both lead in term %d", first, member, term);
        for (Applied committed : applied.tailMap(log.firstIndex()).values()) {
            Entry entry = committed.entry();
            promise(committed.inTerm() >= term || log.matches(entry.index(), entry.term()),
                    "member %d leads term %d without %s, which is committed", member, term, Wording.of(entry));
        }
    }

    /** State machine safety. */
    void applies(long member, long term, List<Entry> entries, long appliedBefore) {
        long index = appliedBefore;
        for (Entry entry : entries) {
            promise(entry.index() == ++index, "member %d applies %d after %d", member, entry.index(), index - 1);
            Entry first = applied.computeIfAbsent(entry.index(), absent -> new Applied(entry, term)).entry();
            promise(first.equals(entry), "member %d applies %s, another one applied %s", member, Wording.of(entry), Wording.of(first));
        }
    }

    void readAsked(long context) {
        long floor = applied.isEmpty() ? 0 : applied.lastKey();
        Long before = readFloors.putIfAbsent(context, floor);
        promise(before == null, "read %d is asked for twice", context);
    }

    void readAnswered(long member, ReadState read) {
        long floor = readFloors.getOrDefault(read.context(), 0L);
        promise(read.index() >= floor, "member %d answers read %d at %d, but %d was applied when it was asked", member, read.context(), read.index(), floor);
    }
}
