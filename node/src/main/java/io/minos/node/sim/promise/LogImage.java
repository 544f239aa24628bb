package io.minos.node.sim.promise;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a sequence of writes to a log comes to: the term at each index, and the hard state. By log matching that says which
 * entries they are. Nothing is forgotten: what lies under a snapshot is still known, unless it was never in this log.
 */
final class LogImage {
    static final long UNKNOWN = 0;

    /** A membership, and the entry or snapshot that brought it. */
    private record Change(long index, Membership membership) {}

    private final ArrayList<Change> memberships;
    private long[] terms;
    private long last;
    /** Up to here a snapshot speaks for the entries: they are committed, and this log may never have held them. */
    private long base;
    private HardState hardState;

    private LogImage(List<Change> memberships, long[] terms, long last, long base, HardState hardState) {
        this.memberships = new ArrayList<>(memberships);
        this.terms = terms;
        this.last = last;
        this.base = base;
        this.hardState = hardState;
    }

    static LogImage empty() {
        return new LogImage(List.of(), new long[256], 0, 0, HardState.NONE);
    }

    LogImage copy() {
        return new LogImage(memberships, terms.clone(), last, base, hardState);
    }

    void write(Durable durable) {
        durable.snapshot().ifPresent(this::replaceBy);
        List<Entry> entries = durable.entries();
        for (int i = 0; i < entries.size(); i++) {
            append(entries.get(i));
        }
        durable.hardState().ifPresent(state -> hardState = state);
    }

    /** A part of what {@link #write} does at once. */
    void write(WalRecord record) {
        if (record instanceof WalRecord.SnapshotInstalled installed) {
            replaceBy(installed.mark());
        } else if (record instanceof WalRecord.EntryAppended appended) {
            append(appended.entry());
        } else if (record instanceof WalRecord.HardStateSaved saved) {
            hardState = saved.state();
        }
    }

    private void replaceBy(SnapshotMark mark) {
        put(mark.index(), mark.term());
        base = mark.index();
        last = mark.index();
        memberships.clear();
        memberships.add(new Change(mark.index(), mark.membership()));
    }

    private void append(Entry entry) {
        put(entry.index(), entry.term());
        last = entry.index();
        while (!memberships.isEmpty() && memberships.get(memberships.size() - 1).index() >= last) {
            memberships.remove(memberships.size() - 1);
        }
        if (entry.kind() == Entry.Kind.MEMBERSHIP) {
            memberships.add(new Change(last, entry.membership()));
        }
    }

    private void put(long index, long term) {
        if (index >= terms.length) {
            terms = Arrays.copyOf(terms, (int) Math.max(index + 1, terms.length * 2L));
        }
        terms[(int) index] = term;
    }

    /** A member goes on from what its disk held. What is below the recovered snapshot stays known. */
    void become(Recovered recovered) {
        recovered.snapshot().ifPresent(this::replaceBy);
        recovered.log().forEach(this::append);
        hardState = recovered.hardState();
    }

    long last() {
        return last;
    }

    long lastTerm() {
        return termAt(last);
    }

    long base() {
        return base;
    }

    HardState hardState() {
        return hardState;
    }

    /** The newest in the log; empty if it has none. */
    Optional<Membership> membership() {
        return memberships.isEmpty() ? Optional.empty() : Optional.of(memberships.get(memberships.size() - 1).membership());
    }

    /** The only voter's log adds a second, not before {@code index}: the one entry that it may commit alone. */
    boolean addsSecondVoterAt(long index, long only) {
        int newest = memberships.size() - 1;
        return newest > 0 && memberships.get(newest).index() >= index && memberships.get(newest).membership().voters().size() == 2
                && memberships.get(newest - 1).membership().voters().equals(Collections.singleton(only));
    }

    /** {@link #UNKNOWN} beyond the end, and for what came in a snapshot. */
    long termAt(long index) {
        return index > 0 && index <= last ? terms[(int) index] : UNKNOWN;
    }

    /** For what is committed: then it also holds what a snapshot of it says. */
    boolean holdsCommitted(long index, long term) {
        return index < base || termAt(index) == term;
    }
}
