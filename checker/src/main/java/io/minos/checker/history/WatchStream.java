package io.minos.checker.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watch request and all that was received on it, response by response.
 *
 * @param request the operation of f {@code watch}; ok: we ended it, info: the stream broke or never ended
 */
public record WatchStream(Operation request, Action.Watch watch, List<Response> responses) {
    public WatchStream {
        responses = List.copyOf(responses);
    }

    /**
     * @param index of the history's event
     * @param revision of the header
     * @param compactRevision 0: not cancelled because of compaction
     */
    public record Response(long index, long timeNanos, long revision, boolean created, boolean canceled, long compactRevision, boolean progress, List<WatchEvent> events) {
        public Response {
            events = List.copyOf(events);
        }
    }

    /**
     * One response as it was received, f {@code watch-response}.
     *
     * @param watch the stream's name in the history
     * @param cancelReason empty: none was given
     */
    public record Message(String watch, long revision, boolean created, boolean canceled, long compactRevision, String cancelReason, boolean progress, List<WatchEvent> events) implements Value {
        public Message {
            events = List.copyOf(events);
        }
    }

    /**
     * @param prev null: not told (not asked for, or left out by the server); {@link Seen#MISSING} is never used, because the
     *     wire cannot tell the two apart
     */
    public record WatchEvent(boolean delete, Kv kv, @Nullable Kv prev) {
        public long revision() {
            return kv.mod();
        }

        @Override
        public String toString() {
            return (delete ? "delete " + kv.key() : "put " + kv.key() + "=" + kv.value()) + " at revision " + kv.mod();
        }
    }
}
