package io.minos.node.replica;

import io.minos.node.raft.SnapshotMark;
import java.util.Optional;
import java.util.function.LongPredicate;

/** When to take a snapshot (after so many entries or bytes, or on demand), and how much of the log to keep behind it. */
final class SnapshotPolicy {
    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final long CATCH_UP_BYTES_MAX = 64L << 20;

    private final long entriesMax;
    private final long bytesMax;
    private final int[] recentBytes;
    private long recentBytesSum;
    private long takenIndex;
    private long bytesSince;
    private boolean wanted;
    private boolean saving;
    private boolean failedBefore;
    private long failedNanos;
    private Optional<Installing> installing = Optional.empty();

    /** A snapshot from the leader has taken the log's place, and the disk is told so under this ticket. */
    private record Installing(long ticket, SnapshotMark mark) {}

    SnapshotPolicy(long entriesMax, long bytesMax, int catchUpEntries, long takenIndex) {
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
        this.recentBytes = new int[catchUpEntries];
        this.takenIndex = takenIndex;
    }

    void applied(long index, int entryBytes) {
        bytesSince += entryBytes;
        int slot = (int) (index % recentBytes.length);
        recentBytesSum += entryBytes - recentBytes[slot];
        recentBytes[slot] = entryBytes;
    }

    /** The next one regardless of how little there is to save: space is short, and segments below it could go. */
    void want() {
        wanted = true;
        failedBefore = false;
    }

    /** @param canSpare whether the log up to an index can be missed; entries wait for it, bytes do not */
    boolean isDue(long appliedIndex, long nowNanos, LongPredicate canSpare) {
        boolean waitsAfterFailure = failedBefore && nowNanos - failedNanos < RETRY_NANOS;
        return !saving && !waitsAfterFailure && appliedIndex > takenIndex
                && (wanted || bytesSince >= bytesMax || appliedIndex - takenIndex >= entriesMax && canSpare.test(forgetTo(appliedIndex)));
    }

    void begun() {
        saving = true;
        wanted = false;
        bytesSince = 0;
    }

    void taken(long index) {
        saving = false;
        failedBefore = false;
        takenIndex = Math.max(takenIndex, index);
    }

    void installing(long ticket, SnapshotMark mark) {
        installing = Optional.of(new Installing(ticket, mark));
    }

    /** The snapshot that has become the log's beginning on disk, too: what lies before it may be deleted. */
    Optional<SnapshotMark> installedBy(long ticket) {
        Optional<SnapshotMark> installed = installing.filter(one -> one.ticket() <= ticket).map(Installing::mark);
        if (installed.isPresent()) {
            installing = Optional.empty();
        }
        return installed;
    }

    /** Tried again after a while: the disk may be full. */
    void failed(long nowNanos) {
        saving = false;
        wanted = true;
        failedBefore = true;
        failedNanos = nowNanos;
    }

    /** Entries up to here may be forgotten: a follower a little behind is caught up from the rest, without a snapshot. */
    long forgetTo(long snapshotIndex) {
        if (recentBytesSum < CATCH_UP_BYTES_MAX) { // asked at every step while a snapshot waits
            return Math.max(0, snapshotIndex - recentBytes.length);
        }
        long bytes = 0;
        long index = snapshotIndex;
        while (index > 0 && snapshotIndex - index < recentBytes.length && bytes < CATCH_UP_BYTES_MAX) {
            bytes += recentBytes[(int) (index % recentBytes.length)];
            index--;
        }
        return index;
    }
}
