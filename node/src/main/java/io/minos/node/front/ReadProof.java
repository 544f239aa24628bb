package io.minos.node.front;

/**
 * Whether a client reads, as far as what it takes of what is written to it shows. Little proves nothing: the kernels' buffers take
 * it for a client that is stopped. Any thread.
 */
final class ReadProof {
    /** More than the buffers between us and a client that is stopped take at once, those of the sending side being as small as {@link ReaderWatch} makes them. */
    static final int PROOF_BYTES = 256 << 10;

    private long provedNanos;
    private long takenBytes;
    private long writingBytes;
    private long writeNanos;

    ReadProof(long nowNanos) {
        provedNanos = nowNanos;
    }

    /** A write begins. One at a time. */
    synchronized void writes(int bytes, long nowNanos) {
        writingBytes = bytes;
        writeNanos = nowNanos;
    }

    /** And has been taken. */
    synchronized void taken(long nowNanos) {
        takenBytes += writingBytes;
        writingBytes = 0;
        if (takenBytes >= PROOF_BYTES) {
            takenBytes = 0;
            provedNanos = nowNanos;
        }
    }

    /** There has been no proof for so long, and nothing is under way that could be one. */
    synchronized boolean isDue(long nowNanos, long intervalNanos) {
        return writingBytes == 0 && nowNanos - provedNanos >= intervalNanos;
    }

    /** There has been no proof for so long, and for the time that it is given to answer it has left lying what was written to it. */
    synchronized boolean isRefuted(long nowNanos, long intervalNanos, long timeoutNanos) {
        return writingBytes > 0 && nowNanos - writeNanos >= timeoutNanos && nowNanos - provedNanos >= intervalNanos + timeoutNanos;
    }
}
