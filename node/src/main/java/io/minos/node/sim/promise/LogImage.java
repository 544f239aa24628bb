package io.minos.node.sim.promise;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalRecord;
import java.util.Arrays;
import java.util.List;

/**
 * What a sequence of writes to a log comes to: the term at each index, and the hard state. By log matching that says which
 * entries they are. Nothing is forgotten: what lies under a snapshot is still known, unless it was never in this log.
 */
final class LogImage {
    static final long UNKNOWN = 0;

    private long[] terms;
    private long last;
    /** Up to here a snapshot speaks for the entries: they are committed, and this log may never have held them. */
    private long base;
    private HardState hardState;

    private LogImage(long[] terms, long last, long base, HardState hardState) {
        this.terms = terms;
        this.last = last;
        this.base = base;
        this.hardState = hardState;
    }

    static LogImage empty() {
        return new LogImage(new long[256], 0, 0, HardState.NONE);
    }

    LogImage copy() {
        return new LogImage(terms.clone(), last, base, hardState);
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
    }

    private void append(Entry entry) {
        put(entry.index(), entry.term());
        last = entry.index();
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

    /** {@link #UNKNOWN} beyond the end, and for what came in a snapshot. */
    long termAt(long index) {
        return index > 0 && index <= last ? terms[(int) index] : UNKNOWN;
    }

    /** For what is committed: then it also holds what a snapshot of it says. */
    boolean holdsCommitted(long index, long term) {
        return index < base || termAt(index) == term;
    }
}
