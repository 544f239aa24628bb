package io.minos.node.wal.chronicle;

import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.RollCycleArithmetic;

/** A roll cycle whose number is the segment's: it rolls when we say so, and at no time else. */
enum SegmentCycle implements RollCycle {
    INSTANCE;

    private static final int MILLIS = 1000;
    /** Index pages of 8 KiB, every 16th record indexed: room for 16 million records a segment. */
    private final RollCycleArithmetic arithmetic = RollCycleArithmetic.of(1024, 16);

    @Override
    public String format() {
        return SegmentFiles.FORMAT;
    }

    @Override
    public int lengthInMillis() {
        return MILLIS;
    }

    @Override
    public int defaultIndexCount() {
        return arithmetic.indexCount();
    }

    @Override
    public int defaultIndexSpacing() {
        return arithmetic.indexSpacing();
    }

    @Override
    public long toIndex(int cycle, long sequenceNumber) {
        return arithmetic.toIndex(cycle, sequenceNumber);
    }

    @Override
    public long toSequenceNumber(long index) {
        return arithmetic.toSequenceNumber(index);
    }

    @Override
    public int toCycle(long index) {
        return arithmetic.toCycle(index);
    }

    @Override
    public long maxMessagesPerCycle() {
        return arithmetic.maxMessagesPerCycle();
    }

    /** The time Chronicle lives in: the current segment's number, in seconds. */
    static final class Clock implements TimeProvider {
        private volatile long segment;

        Clock(long segment) {
            this.segment = segment;
        }

        void segment(long next) {
            segment = next;
        }

        @Override
        public long currentTimeMillis() {
            return segment * MILLIS;
        }

        @Override
        public long currentTimeMicros() {
            return currentTimeMillis() * 1000;
        }

        @Override
        public long currentTimeNanos() {
            return currentTimeMicros() * 1000;
        }
    }
}
