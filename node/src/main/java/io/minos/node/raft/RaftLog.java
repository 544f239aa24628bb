package io.minos.node.raft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The log in memory: everything above the last forgotten entry. Also how far it is committed, handed to the state
 * machine, and durable.
 *
 * <p>{@code forgotten ≤ delivered ≤ commit ≤ last}, and {@code delivered ≤ durable} but for a snapshot just installed.
 */
final class RaftLog {
    /** A membership and the entry that brought it; in force from the moment that entry is in the log. */
    private record Change(long index, Membership membership) {}

    static final long NO_TERM = -1;

    private final ArrayList<Entry> entries = new ArrayList<>();
    /** In order of index. The first is the one in force at {@code forgotten}. */
    private final ArrayList<Change> changes = new ArrayList<>();
    private final Durability durability;
    private long forgotten;
    private long forgottenTerm;
    private long commit;
    private long delivered;
    private SnapshotMark snapshot;
    private boolean snapshotUnsaved;

    RaftLog(SnapshotMark snapshot, List<Entry> recovered, long commitHint, Durability durability) {
        this.snapshot = snapshot;
        this.durability = durability;
        this.forgotten = snapshot.index();
        this.forgottenTerm = snapshot.term();
        this.delivered = snapshot.index();
        this.commit = snapshot.index();
        changes.add(new Change(snapshot.index(), snapshot.membership()));
        recovered.forEach(this::append);
        this.commit = Math.max(commit, Math.min(commitHint, lastIndex()));
    }

    long firstIndex() {
        return forgotten + 1;
    }

    long lastIndex() {
        return forgotten + entries.size();
    }

    long lastTerm() {
        return termAt(lastIndex());
    }

    long commit() {
        return commit;
    }

    long durableTo() {
        return Math.min(durability.durableTo(), lastIndex());
    }

    /** The newest snapshot that is durable here. */
    SnapshotMark snapshot() {
        return snapshot;
    }

    /** The term of the entry at this index, also of the last one forgotten; {@link #NO_TERM} where the log does not reach. */
    long termAt(long index) {
        if (index == forgotten) {
            return forgottenTerm;
        }
        return index > forgotten && index <= lastIndex() ? entryAt(index).term() : NO_TERM;
    }

    /** Log matching (Raft §5.3): a log that holds this entry is equal to every other that does, up to here. */
    boolean matches(long index, long term) {
        return termAt(index) == term;
    }

    /** Raft §5.4.1: a later last term wins, in the same term the longer log does. */
    boolean isUpToDate(long candidateLastIndex, long candidateLastTerm) {
        return candidateLastTerm > lastTerm() || candidateLastTerm == lastTerm() && candidateLastIndex >= lastIndex();
    }

    /** The greatest index up to {@code fromIndex} whose term is at most {@code term}: where logs may agree again. */
    long lastIndexNotAbove(long term, long fromIndex) {
        long index = Math.min(fromIndex, lastIndex());
        while (index > forgotten && termAt(index) > term) {
            index--;
        }
        return index;
    }

    void append(Entry entry) {
        // not Invariants.check: a hot line, that must not box its arguments
        if (entry.index() != lastIndex() + 1 || entry.term() < lastTerm()) {
            throw new InvariantViolation("entry " + entry.index() + " of term " + entry.term() + " appended after "
                    + lastIndex() + " of term " + lastTerm());
        }
        entries.add(entry);
        if (entry.kind() == Entry.Kind.MEMBERSHIP) {
            changes.add(new Change(entry.index(), entry.membership()));
        }
    }

    /**
     * What a leader sent: entries that are here already stay, from the first that conflicts on the log is cut (Raft
     * figure 2, AppendEntries 3 and 4). All of them lie above the commit index.
     */
    void merge(List<Entry> fromLeader) {
        for (Entry entry : fromLeader) {
            if (conflicts(entry)) {
                cutFrom(entry.index());
            }
            if (entry.index() > lastIndex()) {
                append(entry);
            }
        }
    }

    boolean conflicts(Entry entry) {
        return entry.index() <= lastIndex() && termAt(entry.index()) != entry.term();
    }

    private void cutFrom(long index) {
        Invariants.check(index > commit, "entry %d would be cut, but %d is committed", index, commit);
        entries.subList(position(index), entries.size()).clear();
        while (changes.get(changes.size() - 1).index() >= index) {
            changes.remove(changes.size() - 1);
        }
        durability.cut(index);
    }

    /** Never goes back (Raft figure 2, commitIndex increases monotonically). */
    void commitTo(long index) {
        Invariants.check(index <= lastIndex(), "commit %d beyond the last entry %d", index, lastIndex());
        commit = Math.max(commit, index);
    }

    /** Entries from {@code from} on, at least one if there is any, at most {@code bytesMax} bytes of them beyond the first. */
    List<Entry> from(long from, int bytesMax) {
        long bytes = 0;
        long to = from;
        while (to <= lastIndex()) {
            bytes += entryAt(to).weightBytes();
            if (to > from && bytes > bytesMax) {
                break;
            }
            to++;
        }
        return between(from, to - 1);
    }

    /** A copy of the entries from {@code from} to {@code to}, both included. */
    List<Entry> between(long from, long to) {
        return from > to ? List.of() : List.copyOf(entries.subList(position(from), position(to) + 1));
    }

    long weightBytesBetween(long from, long to) {
        long bytes = 0;
        for (long index = Math.max(from, firstIndex()); index <= to; index++) {
            bytes += entryAt(index).weightBytes();
        }
        return bytes;
    }

    boolean hasUnsaved() {
        return snapshotUnsaved || lastIndex() > durability.handedTo();
    }

    /** What was not yet handed to the disk. */
    List<Entry> unsaved() {
        return between(durability.handedTo() + 1, lastIndex());
    }

    boolean isSnapshotUnsaved() {
        return snapshotUnsaved;
    }

    void snapshotHandedOut() {
        snapshotUnsaved = false;
    }

    boolean hasDeliverable() {
        return deliverableTo() > delivered;
    }

    /** Committed and durable, and not yet handed to the state machine. Hands it out. */
    List<Entry> deliver() {
        List<Entry> next = between(delivered + 1, deliverableTo());
        delivered = Math.max(delivered, deliverableTo());
        return next;
    }

    long delivered() {
        return delivered;
    }

    private long deliverableTo() {
        return Math.min(commit, durableTo());
    }

    Membership membership() {
        return changes.get(changes.size() - 1).membership();
    }

    /** Where the membership in force entered the log. */
    long membershipIndex() {
        return changes.get(changes.size() - 1).index();
    }

    /**
     * Where the only voter, {@code only}, added a second and does not know that this is committed; 0 if it did not.
     *
     * <p>It decides that alone, as etcd's does: else nobody could be told to start the second before it has started. Safe,
     * since nobody is elected without the first of two, which has the entry on its disk: any majority of the old voters
     * meets any of the new, and that is what thesis §4.1 asks of a change.
     */
    long secondVoterIndex(long only) {
        long index = membershipIndex();
        boolean pending = index > commit && membership().voters().size() == 2;
        return pending && membershipAt(index - 1).voters().equals(Collections.singleton(only)) ? index : 0;
    }

    /** It votes, or did until a change that is not known to be committed here. */
    boolean isVoterUntilCommitted(long id) {
        return membership().voters().contains(id)
                || membershipIndex() > commit && membershipAt(membershipIndex() - 1).voters().contains(id);
    }

    Membership membershipAt(long index) {
        return changes.get(changeInForceAt(index)).membership();
    }

    private int changeInForceAt(long index) {
        int i = changes.size() - 1;
        while (i > 0 && changes.get(i).index() > index) {
            i--;
        }
        return i;
    }

    /** A snapshot of our own is durable. */
    void snapshotTaken(SnapshotMark mark, long forgetTo) {
        Invariants.check(forgetTo <= mark.index() && mark.index() <= delivered,
                "snapshot at %d, forgetting up to %d, with %d delivered", mark.index(), forgetTo, delivered);
        Invariants.check(mark.index() < forgotten || matches(mark.index(), mark.term()),
                "snapshot of term %d at %d, where the log has term %d", mark.term(), mark.index(), termAt(mark.index()));
        if (mark.index() > snapshot.index()) {
            snapshot = mark;
        }
        if (forgetTo > forgotten) {
            forget(forgetTo);
        }
    }

    private void forget(long index) {
        int inForce = changeInForceAt(index);
        Change base = new Change(index, changes.get(inForce).membership());
        changes.subList(0, inForce + 1).clear();
        changes.add(0, base);
        long term = termAt(index);
        entries.subList(0, position(index) + 1).clear();
        forgotten = index;
        forgottenTerm = term;
    }

    /**
     * Whether the log goes on as it is although a snapshot at this mark has come. It does if it holds the mark's entry: what
     * the snapshot says is in it already (Raft §7, figure 13 step 6). Otherwise everything in it is behind or in conflict.
     */
    boolean outlives(SnapshotMark mark) {
        return mark.index() <= commit || matches(mark.index(), mark.term());
    }

    /** A snapshot received from the leader, whose file is durable, takes the place of the whole log. */
    void replaceBy(SnapshotMark mark) {
        Invariants.check(mark.index() > commit, "snapshot at %d behind commit %d", mark.index(), commit);
        durability.replaced(Math.min(commit, durableTo()), mark.index());
        entries.clear();
        changes.clear();
        changes.add(new Change(mark.index(), mark.membership()));
        forgotten = mark.index();
        forgottenTerm = mark.term();
        commit = mark.index();
        delivered = mark.index();
        snapshot = mark;
        snapshotUnsaved = true;
    }

    private Entry entryAt(long index) {
        return entries.get(position(index));
    }

    private int position(long index) {
        // not Invariants.check: the hottest line
        if (index <= forgotten || index > lastIndex()) {
            throw new InvariantViolation("entry " + index + " asked for in a log from " + firstIndex() + " to " + lastIndex());
        }
        return (int) (index - forgotten - 1);
    }
}
