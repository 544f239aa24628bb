package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.Bandwidth;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets bytes through at a rate; large chunks in pieces, one each 100 ms. What a sleep lasted too long is taken off the next. */
final class BandwidthStage extends Stage {
    private static final long PIECE_MILLIS = 100;
    private static final long PIECE_NANOS = TimeUnit.MILLISECONDS.toNanos(PIECE_MILLIS);

    private final long bytesPerMilli;
    private @Nullable Chunk current;
    private long sleepNanos;
    private long sinceNanos;

    BandwidthStage(Bandwidth attributes) {
        bytesPerMilli = attributes.rate();
    }

    @Override
    boolean accepts() {
        return current == null && super.accepts();
    }

    @Override
    @Nullable Chunk poll(long nowNanos) {
        if (current == null && !begin(nowNanos)) {
            return null;
        }
        if (bytesPerMilli <= 0 || nowNanos < dueNanos()) {
            return null;
        }
        Chunk chunk = current;
        if (tooLarge(chunk)) {
            int piece = (int) (bytesPerMilli * PIECE_MILLIS);
            current = chunk.tail(piece);
            sleepNanos -= PIECE_NANOS;
            sinceNanos = nowNanos;
            return chunk.head(piece);
        }
        sleepNanos -= nowNanos - sinceNanos;
        current = null;
        return chunk;
    }

    private boolean begin(long nowNanos) {
        Chunk chunk = waiting.poll();
        if (chunk == null) {
            return false;
        }
        current = chunk;
        sinceNanos = nowNanos;
        if (bytesPerMilli > 0) {
            sleepNanos += TimeUnit.MILLISECONDS.toNanos(chunk.size()) / bytesPerMilli;
        }
        return true;
    }

    private boolean tooLarge(Chunk chunk) {
        return chunk.size() > bytesPerMilli * PIECE_MILLIS;
    }

    private long dueNanos() {
        return sinceNanos + (tooLarge(current) ? PIECE_NANOS : Math.max(0, sleepNanos));
    }

    @Override
    boolean ended(long nowNanos) {
        return current == null && super.ended(nowNanos);
    }

    @Override
    long wakeAtNanos() {
        return current == null || bytesPerMilli <= 0 ? Long.MAX_VALUE : dueNanos();
    }

    @Override
    List<Chunk> release() {
        if (current != null) {
            waiting.addFirst(current);
            current = null;
        }
        return super.release();
    }
}
