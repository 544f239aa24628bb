package io.minos.node.replica;

/** When to take a snapshot (after so many entries or bytes, or on demand), and how much of the log to keep behind it. */
final class SnapshotPolicy {
    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final long CATCH_UP_BYTES_MAX = 64L << 20;

    private final long entriesMax;
    private final long bytesMax;
    private final int[] recentBytes;
    private long takenIndex;
    private long bytesSince;
    private boolean wanted;
    private boolean saving;
    private boolean failedBefore;
    private long failedNanos;

    SnapshotPolicy(long entriesMax, long bytesMax, int catchUpEntries, long takenIndex) {
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
        this.recentBytes = new int[catchUpEntries];
        this.takenIndex = takenIndex;
    }

    void applied(long index, int entryBytes) {
        bytesSince += entryBytes;
        recentBytes[(int) (index % recentBytes.length)] = entryBytes;
    }

    /** The next one regardless of how little there is to save: space is short, and segments below it could go. */
    void want() {
        wanted = true;
        failedBefore = false;
    }

    boolean isDue(long appliedIndex, long nowNanos) {
        boolean waitsAfterFailure = failedBefore && nowNanos - failedNanos < RETRY_NANOS;
        return !saving && !waitsAfterFailure && appliedIndex > takenIndex
                && (wanted || appliedIndex - takenIndex >= entriesMax || bytesSince >= bytesMax);
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

    /** Tried again after a while: the disk may be full. */
    void failed(long nowNanos) {
        saving = false;
        wanted = true;
        failedBefore = true;
        failedNanos = nowNanos;
    }

    /** Entries up to here may be forgotten: a follower a little behind is caught up from the rest, without a snapshot. */
    long forgetTo(long snapshotIndex) {
        long bytes = 0;
        long index = snapshotIndex;
        while (index > 0 && snapshotIndex - index < recentBytes.length && bytes < CATCH_UP_BYTES_MAX) {
            bytes += recentBytes[(int) (index % recentBytes.length)];
            index--;
        }
        return index;
    }
}
