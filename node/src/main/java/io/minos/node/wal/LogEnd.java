package io.minos.node.wal;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import java.util.Optional;

/**
 * What a log comes to without its entries: enough to say whether a record may follow.
 *
 * @param snapshot the newest snapshot, our own or the leader's
 * @param lastIndex the index of the last entry, or of the snapshot when no entry follows it, or 0
 */
public record LogEnd(HardState hardState, Optional<SnapshotMark> snapshot, long lastIndex) {
    public static final LogEnd EMPTY = new LogEnd(HardState.NONE, Optional.empty(), 0);

    public LogEnd {
        if (snapshot.isPresent() && lastIndex < snapshot.get().index()) {
            throw new IllegalArgumentException("log ends at " + lastIndex + ", before its snapshot");
        }
    }

    /** The entries up to this index are replaced by the snapshot; 0 without one. */
    public long snapshotIndex() {
        return snapshot.isPresent() ? snapshot.get().index() : 0; // not map: a hot line, that must not box
    }

    /**
     * The end after this record.
     *
     * @throws IllegalArgumentException if the record cannot follow: a gap, a step back, a commit beyond the end, a
     *     replaced entry that was committed
     */
    public LogEnd after(WalRecord record) {
        if (record instanceof WalRecord.EntryAppended appended) {
            return afterEntry(appended.entry());
        } else if (record instanceof WalRecord.HardStateSaved saved) {
            return afterHardState(saved.state());
        } else if (record instanceof WalRecord.SnapshotInstalled installed) {
            return afterInstalled(installed.mark());
        } else if (record instanceof WalRecord.SnapshotReleased released) {
            return afterReleased(released.mark());
        } else if (record instanceof WalRecord.SegmentHead head) {
            if (!head.before().equals(this)) {
                throw new IllegalArgumentException("segment " + head.segment() + " follows another log: " + head.before() + " instead of " + this);
            }
        }
        return this;
    }

    // The messages are put together only when they are needed: this is asked of every record.

    private LogEnd afterEntry(Entry entry) {
        if (entry.index() > lastIndex + 1) {
            throw new IllegalArgumentException("entry " + entry.index() + " leaves a gap: the log ends at " + lastIndex);
        }
        if (entry.index() <= snapshotIndex()) {
            throw new IllegalArgumentException("entry " + entry.index() + " lies in the snapshot up to " + snapshotIndex());
        }
        if (entry.index() <= hardState.commit()) {
            throw new IllegalArgumentException("entry " + entry.index() + " is committed and cannot be replaced: commit " + hardState.commit());
        }
        return new LogEnd(hardState, snapshot, entry.index());
    }

    private LogEnd afterHardState(HardState state) {
        if (state.term() < hardState.term()) {
            throw new IllegalArgumentException("term " + state.term() + " is older than " + hardState.term());
        }
        if (state.commit() > lastIndex) {
            throw new IllegalArgumentException("commit " + state.commit() + " lies beyond the log's end " + lastIndex);
        }
        return new LogEnd(state, snapshot, lastIndex);
    }

    private LogEnd afterInstalled(SnapshotMark mark) {
        requireNewer(mark);
        return new LogEnd(hardState, Optional.of(mark), mark.index());
    }

    private LogEnd afterReleased(SnapshotMark mark) {
        requireNewer(mark);
        if (mark.index() > lastIndex) {
            throw new IllegalArgumentException("snapshot at " + mark.index() + " lies beyond the log's end " + lastIndex);
        }
        return new LogEnd(hardState, Optional.of(mark), lastIndex);
    }

    private void requireNewer(SnapshotMark mark) {
        if (mark.index() < snapshotIndex()) {
            throw new IllegalArgumentException("snapshot at " + mark.index() + " is older than the one at " + snapshotIndex());
        }
    }
}
