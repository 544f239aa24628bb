package io.minos.nemesis.toxiproxy;

import java.util.Arrays;

/** Bytes on their way through a chain of toxics, and when they arrived: what Toxiproxy calls a StreamChunk. The bytes are never changed. */
record Chunk(byte[] bytes, int from, int to, long arrivedNanos) {
    Chunk {
        if (from < 0 || to < from || to > bytes.length) {
            throw new IllegalArgumentException(from + ".." + to + " of " + bytes.length);
        }
    }

    static Chunk of(byte[] bytes, long arrivedNanos) {
        return new Chunk(bytes, 0, bytes.length, arrivedNanos);
    }

    int size() {
        return to - from;
    }

    /** The first so many bytes. */
    Chunk head(int size) {
        return new Chunk(bytes, from, from + size, arrivedNanos);
    }

    /** All but the first so many bytes. */
    Chunk tail(int size) {
        return new Chunk(bytes, from + size, to, arrivedNanos);
    }

    Chunk arrivedAt(long nanos) {
        return new Chunk(bytes, from, to, nanos);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Chunk chunk && arrivedNanos == chunk.arrivedNanos
                && Arrays.equals(bytes, from, to, chunk.bytes, chunk.from, chunk.to);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOfRange(bytes, from, to)) * 31 + Long.hashCode(arrivedNanos);
    }
}
