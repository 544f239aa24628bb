package io.minos.checker.model.named;

/**
 * An operation as a history tells it.
 *
 * @param process who asked; a process has one operation at a time
 * @param f what was asked for, in Jepsen's words: {@code read}, {@code write}, {@code cas} …
 * @param asked the invocation's value
 * @param answered the completion's value; nil where there is none. Looked at only when the ending is {@link Ending#OK}
 */
public record Told(String process, String f, Datum asked, Datum answered, Ending ending) {
    public enum Ending {
        OK,
        /**
         * It was looked at and answered with no: the compare failed, the queue was empty, the lock was taken. An operation that
         * merely failed to happen is none of these, says nothing, and is not told at all.
         */
        REFUSED,
        /** It may have taken effect. */
        UNKNOWN
    }

    boolean ok() {
        return ending == Ending.OK;
    }

    boolean refused() {
        return ending == Ending.REFUSED;
    }
}
