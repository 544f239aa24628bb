package io.minos.checker.interop;

import io.minos.checker.history.Event;
import io.minos.checker.model.named.Datum;
import org.jspecify.annotations.Nullable;

/**
 * An operation as somebody else recorded it.
 *
 * @param index of its invocation in the history: its name
 * @param line of its invocation in the file; 0: not known
 * @param key of the object it is about, where a history has several; null: the only one
 * @param asked the invocation's value
 * @param answered the completion's value; nil where there is none
 * @param outcome ok, fail (it did not happen) or info (nobody knows)
 * @param error what the completion says about its outcome; nil: nothing
 * @param invoked the place of its invocation, {@code returned} that of its completion; {@link #NEVER} without one
 * @param invokedNanos since the start; 0 where the history has no times
 */
public record Recorded(long index, long line, String process, String f, @Nullable String key, Datum asked, Datum answered, Event.Type outcome, Datum error,
        long invoked, long returned, long invokedNanos, long returnedNanos) {
    public static final long NEVER = Long.MAX_VALUE;

    Recorded about(@Nullable String other, Datum nowAsked, Datum nowAnswered) {
        return new Recorded(index, line, process, f, other, nowAsked, nowAnswered, outcome, error, invoked, returned, invokedNanos, returnedNanos);
    }

    /** What was done, in words: {@code read → 5}, {@code cas [1 2]}. */
    String words() {
        String object = key == null ? "" : " " + key;
        String arguments = asked.equals(Datum.NIL) ? "" : " " + asked;
        boolean repeats = answered.equals(asked) || answered.equals(Datum.NIL) && !asked.equals(Datum.NIL);
        return f + object + arguments + (outcome != Event.Type.OK || repeats ? "" : " → " + answered);
    }
}
