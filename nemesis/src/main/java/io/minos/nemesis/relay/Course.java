package io.minos.nemesis.relay;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the bytes of one direction of one connection on their way. Pure: time is an argument, monotonic nanoseconds
 * that never go back.
 */
public interface Course {
    /** Whether more may be offered now; when false the source is not read, and TCP slows the sender down. */
    boolean accepts();

    void offer(byte[] bytes, long nowNanos);

    /** The source has sent its last byte. */
    void end(long nowNanos);

    /** The next bytes to deliver, if any are due. */
    @Nullable ByteBuffer poll(long nowNanos);

    /** Nothing will come out any more; asked after {@link #poll} gave nothing. */
    boolean ended(long nowNanos);

    /** When time alone will change something; {@link Long#MAX_VALUE} when only more input can. */
    long wakeAtNanos();

    /** Everything passes at once, one piece at a time. */
    static Course straight() {
        return new Course() {
            private @Nullable ByteBuffer held;
            private boolean ended;

            @Override
            public boolean accepts() {
                return held == null && !ended;
            }

            @Override
            public void offer(byte[] bytes, long nowNanos) {
                held = ByteBuffer.wrap(bytes);
            }

            @Override
            public void end(long nowNanos) {
                ended = true;
            }

            @Override
            public @Nullable ByteBuffer poll(long nowNanos) {
                ByteBuffer out = held;
                held = null;
                return out;
            }

            @Override
            public boolean ended(long nowNanos) {
                return ended && held == null;
            }

            @Override
            public long wakeAtNanos() {
                return Long.MAX_VALUE;
            }
        };
    }
}
