package io.minos.checker.knossos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code bridge.clj} implements; public because the other side lives in a class loader of its own. */
public interface Bridge {
    /**
     * Starts a search on a thread of its own.
     *
     * @param algorithm "wgl" or "linear"
     * @param initial the state to begin with; states and actions need equals and hashCode
     * @param history in order; an invocation without a return is one of unknown outcome
     */
    Search start(String algorithm, Object initial, Stepper stepper, List<Event> history);

    /** The model. */
    interface Stepper {
        /** Null: the action cannot be in this state. */
        @Nullable Object step(Object state, Object action);
    }

    /**
     * @param index the place in the history, from 0
     * @param process one that does one thing at a time, and nothing more after an invocation that did not return
     */
    record Event(long index, long process, boolean invocation, Object action) {}

    /** One search; whoever started it closes it. */
    interface Search extends AutoCloseable {
        /** Waits so long at most; null: not decided yet. */
        @Nullable Answer poll(long millis);

        /** Asks the search to stop; {@link #poll} tells when it has. */
        void abort();

        @Override
        void close();
    }

    /**
     * @param valid null: not decided, for the reason in {@code cause}
     * @param failedAt the index of the return that no order explains; -1: not told
     */
    record Answer(@Nullable Boolean valid, long failedAt, String cause) {}
}
