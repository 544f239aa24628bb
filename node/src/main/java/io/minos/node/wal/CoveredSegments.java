package io.minos.node.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Knows which segments a snapshot makes superfluous: a prefix of them, never the newest. */
public final class CoveredSegments {
    /** The highest index of an entry in each segment but the newest, 0 for none that still counts. */
    private final TreeMap<Long, Long> lastIndexes = new TreeMap<>();
    /** 0 before the first. */
    private long newest;
    private long newestLastIndex;

    public void begin(long segment) {
        if (newest > 0) {
            lastIndexes.put(newest, newestLastIndex);
        }
        newest = segment;
        newestLastIndex = 0;
    }

    public void remove(long segment) {
        lastIndexes.remove(segment);
    }

    /** A record was written to the newest segment. */
    public void note(WalRecord record) {
        if (record instanceof WalRecord.EntryAppended appended) {
            newestLastIndex = Math.max(newestLastIndex, appended.entry().index());
        } else if (record instanceof WalRecord.SnapshotInstalled) {
            lastIndexes.replaceAll((segment, index) -> 0L);
            newestLastIndex = 0;
        }
    }

    public List<Long> upTo(long snapshotIndex) {
        List<Long> covered = new ArrayList<>();
        for (Map.Entry<Long, Long> segment : lastIndexes.entrySet()) {
            if (segment.getValue() > snapshotIndex) {
                break;
            }
            covered.add(segment.getKey());
        }
        return covered;
    }
}
