package io.minos.node.replica;

/** When to take a snapshot: after so many entries or bytes, on demand, and not while one is being saved or has just failed. */
final class SnapshotPolicy {
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final long entriesMax;
    private final long bytesMax;
    private long takenIndex;
    private long bytesSince;
    private boolean wanted;
    private boolean saving;
    private long notBeforeNanos = Long.MIN_VALUE;

    SnapshotPolicy(long entriesMax, long bytesMax, long takenIndex) {
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
        this.takenIndex = takenIndex;
    }

    void applied(int entryBytes) {
        bytesSince += entryBytes;
    }

    /** The next one regardless of how little there is to save: space is short, and segments below it could go. */
    void want() {
        wanted = true;
    }

    boolean isDue(long appliedIndex, long nowNanos) {
        return !saving && appliedIndex > takenIndex && nowNanos >= notBeforeNanos
                && (wanted || appliedIndex - takenIndex >= entriesMax || bytesSince >= bytesMax);
    }

    void begun() {
        saving = true;
        wanted = false;
        bytesSince = 0;
    }

    void taken(long index) {
        saving = false;
        takenIndex = Math.max(takenIndex, index);
    }

    /** Tried again after a while: the disk may be full. */
    void failed(long nowNanos) {
        saving = false;
        wanted = true;
        notBeforeNanos = nowNanos + RETRY_NANOS;
    }
}
