package io.minos.node.wal;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;

/**
 * One record of the log. The log is append-only: what Raft calls a truncation is an {@link EntryAppended} at or below
 * the log's end, and replay applies the records in order (see {@link LogEnd}).
 */
public sealed interface WalRecord {
    /** An entry; it replaces everything from its index on. */
    record EntryAppended(Entry entry) implements WalRecord {}

    record HardStateSaved(HardState state) implements WalRecord {}

    /** A snapshot of the leader's replaced the log: no entry from before this record counts any more. */
    record SnapshotInstalled(SnapshotMark mark) implements WalRecord {}

    /** A snapshot of our own: the entries up to it are no longer needed, those after it stay. */
    record SnapshotReleased(SnapshotMark mark) implements WalRecord {}

    /**
     * Begins a segment and sums up all before it, so that the segments before it can be deleted.
     *
     * @param segment the segment's number, at least 1
     */
    record SegmentHead(long segment, LogEnd before) implements WalRecord {
        public SegmentHead {
            if (segment < 1) {
                throw new IllegalArgumentException("segment " + segment + " must be at least 1");
            }
        }
    }

    /** The log was closed in an orderly way: everything before this record was synced. */
    record Closed() implements WalRecord {}

    /** The records of a batch, in the order in which they are written. */
    static List<WalRecord> of(Durable batch) {
        List<WalRecord> records = new ArrayList<>(batch.entries().size() + 2);
        batch.snapshot().ifPresent(mark -> records.add(new SnapshotInstalled(mark)));
        batch.entries().forEach(entry -> records.add(new EntryAppended(entry)));
        batch.hardState().ifPresent(state -> records.add(new HardStateSaved(state)));
        return records;
    }
}
