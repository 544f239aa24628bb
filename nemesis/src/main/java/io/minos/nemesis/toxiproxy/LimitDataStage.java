package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.LimitData;
import org.jspecify.annotations.Nullable;

final class LimitDataStage extends Stage {
    private final long bytesMax;
    private long passedBytes;

    LimitDataStage(LimitData attributes, long passedBytes) {
        bytesMax = attributes.bytes();
        this.passedBytes = passedBytes;
    }

    /** On this connection so far; kept when the limit is changed. */
    long passedBytes() {
        return passedBytes;
    }

    @Override
    @Nullable Chunk poll(long nowNanos) {
        Chunk chunk = waiting.poll();
        if (chunk == null) {
            return null;
        }
        int size = (int) Math.max(0, Math.min(chunk.size(), bytesMax - passedBytes));
        passedBytes += size;
        if (passedBytes >= bytesMax) {
            close();
        }
        return size == 0 ? null : chunk.head(size);
    }
}
