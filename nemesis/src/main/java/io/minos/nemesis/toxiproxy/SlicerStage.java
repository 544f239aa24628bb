package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.toxiproxy.Attributes.Slicer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Halves a chunk, not quite in the middle, until the pieces are small enough. */
final class SlicerStage extends Stage {
    private final Slicer attributes;
    private final RandomGenerator random;
    private final long delayNanos;
    private final ArrayDeque<Chunk> pieces = new ArrayDeque<>();
    private long resumeAtNanos = Long.MIN_VALUE;

    SlicerStage(Slicer attributes, RandomGenerator random) {
        this.attributes = attributes;
        this.random = random;
        delayNanos = TimeUnit.MICROSECONDS.toNanos(attributes.delay());
    }

    @Override
    boolean accepts() {
        return pieces.isEmpty() && super.accepts();
    }

    @Override
    @Nullable Chunk poll(long nowNanos) {
        if (resting(nowNanos)) {
            return null;
        }
        resumeAtNanos = Long.MIN_VALUE;
        if (pieces.isEmpty()) {
            Chunk next = waiting.poll();
            if (next == null) {
                return null;
            }
            slice(next);
        }
        resumeAtNanos = nowNanos + delayNanos;
        return pieces.remove();
    }

    private boolean resting(long nowNanos) {
        return resumeAtNanos != Long.MIN_VALUE && nowNanos < resumeAtNanos;
    }

    private void slice(Chunk chunk) {
        // A piece of one byte is never cut, where Toxiproxy would recurse for ever.
        if (chunk.size() - attributes.averageSize() <= attributes.sizeVariation() || chunk.size() <= 1) {
            pieces.add(chunk);
            return;
        }
        long middle = chunk.size() / 2;
        if (attributes.sizeVariation() > 0) {
            middle += random.nextLong(attributes.sizeVariation() * 2) - attributes.sizeVariation();
        }
        int cut = (int) Math.max(1, Math.min(chunk.size() - 1, middle));
        slice(chunk.head(cut));
        slice(chunk.tail(cut));
    }

    @Override
    boolean ended(long nowNanos) {
        return closed() || (pieces.isEmpty() && super.ended(nowNanos) && !resting(nowNanos));
    }

    @Override
    long wakeAtNanos() {
        return resumeAtNanos == Long.MIN_VALUE ? Long.MAX_VALUE : resumeAtNanos;
    }

    @Override
    List<Chunk> release() {
        List<Chunk> held = new ArrayList<>(pieces);
        pieces.clear();
        held.addAll(super.release());
        return held;
    }
}
