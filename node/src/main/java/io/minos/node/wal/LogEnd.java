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
        if (lastIndex < snapshot.map(SnapshotMark::index).orElse(0L)) {
            throw new IllegalArgumentException("log ends at " + lastIndex + ", before its snapshot");
        }
    }

    /** The entries up to this index are replaced by the snapshot; 0 without one. */
    public long snapshotIndex() {
        return snapshot.map(SnapshotMark::index).orElse(0L);
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
            require(head.before().equals(this), "segment " + head.segment() + " follows another log: " + head.before() + " instead of " + this);
        }
        return this;
    }

    private LogEnd afterEntry(Entry entry) {
        require(entry.index() <= lastIndex + 1, "entry " + entry.index() + " leaves a gap: the log ends at " + lastIndex);
        require(entry.index() > snapshotIndex(), "entry " + entry.index() + " lies in the snapshot up to " + snapshotIndex());
        require(entry.index() > hardState.commit(), "entry " + entry.index() + " is committed and cannot be replaced: commit " + hardState.commit());
        return new LogEnd(hardState, snapshot, entry.index());
    }

    private LogEnd afterHardState(HardState state) {
        require(state.term() >= hardState.term(), "term " + state.term() + " is older than " + hardState.term());
        require(state.commit() <= lastIndex, "commit " + state.commit() + " lies beyond the log's end " + lastIndex);
        return new LogEnd(state, snapshot, lastIndex);
    }

    private LogEnd afterInstalled(SnapshotMark mark) {
        requireNewer(mark);
        return new LogEnd(hardState, Optional.of(mark), mark.index());
    }

    private LogEnd afterReleased(SnapshotMark mark) {
        requireNewer(mark);
        require(mark.index() <= lastIndex, "snapshot at " + mark.index() + " lies beyond the log's end " + lastIndex);
        return new LogEnd(hardState, Optional.of(mark), lastIndex);
    }

    private void requireNewer(SnapshotMark mark) {
        require(mark.index() >= snapshotIndex(), "snapshot at " + mark.index() + " is older than the one at " + snapshotIndex());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
