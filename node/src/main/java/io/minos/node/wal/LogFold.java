package io.minos.node.wal;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Replays records, in order, into what they come to. Pure; one thread. */
public final class LogFold {
    private LogEnd end;
    /** Entries {@code first, first + 1, …}: those of the log that were seen. */
    private final ArrayList<Entry> entries = new ArrayList<>();
    private long first;

    private LogFold(LogEnd end) {
        this.end = end;
        this.first = end.lastIndex() + 1;
    }

    public static LogFold empty() {
        return new LogFold(LogEnd.EMPTY);
    }

    /** Of a log whose oldest segments are deleted: it begins at this head, and a later snapshot closes the gap. */
    public static LogFold from(WalRecord.SegmentHead oldest) {
        return new LogFold(oldest.before());
    }

    /** @throws IllegalArgumentException as {@link LogEnd#after}; the fold is unchanged then */
    public void accept(WalRecord record) {
        end = end.after(record);
        if (record instanceof WalRecord.EntryAppended appended) {
            append(appended.entry());
        } else if (record instanceof WalRecord.SnapshotInstalled installed) {
            entries.clear();
            first = installed.mark().index() + 1;
        } else if (record instanceof WalRecord.SnapshotReleased released) {
            forgetUpTo(released.mark().index());
        }
    }

    private void append(Entry entry) {
        if (entry.index() < first) {
            first = entry.index();
            entries.clear();
        } else {
            entries.subList((int) (entry.index() - first), entries.size()).clear();
        }
        entries.add(entry);
    }

    private void forgetUpTo(long index) {
        if (index >= first) {
            entries.subList(0, (int) Math.min(entries.size(), index + 1 - first)).clear();
            first = index + 1;
        }
    }

    public LogEnd end() {
        return end;
    }

    /** The entries seen that still count, in order. */
    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /**
     * What a member starts from. A snapshot is committed by nature: the commit is raised to it.
     *
     * @throws IllegalStateException if entries between the snapshot and the log's end are missing
     */
    public Recovered recovered() {
        long snapshotIndex = end.snapshotIndex();
        if (first > snapshotIndex + 1) {
            throw new IllegalStateException("entries " + (snapshotIndex + 1) + " to " + (first - 1) + " are missing");
        }
        return new Recovered(committedAtLeast(end.hardState(), end.snapshot()), end.snapshot(), List.copyOf(entries));
    }

    private static HardState committedAtLeast(HardState state, Optional<SnapshotMark> snapshot) {
        long commit = Math.max(state.commit(), snapshot.map(SnapshotMark::index).orElse(0L));
        return new HardState(state.term(), state.vote(), commit);
    }
}
