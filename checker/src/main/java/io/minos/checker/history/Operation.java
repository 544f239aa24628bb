package io.minos.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * An invocation with its completion.
 *
 * @param index the invocation's index in the history: the operation's name everywhere
 * @param completed the completion's index; {@link #NEVER} when it is indefinite, because it may take effect at any later time
 * @param completedNanos when the caller went on; of no meaning for real-time order when the outcome is info
 * @param outcome ok, fail or info; an invocation without a completion is info
 * @param facts of the answer's header, when there was one
 */
public record Operation(
        long index,
        long completed,
        long invokedNanos,
        long completedNanos,
        String process,
        @Nullable String node,
        String f,
        Event.Type outcome,
        Action action,
        @Nullable String error,
        Event.@Nullable Facts facts) {
    public static final long NEVER = Long.MAX_VALUE;

    public boolean ok() {
        return outcome == Event.Type.OK;
    }

    /** It certainly did not happen. */
    public boolean failed() {
        return outcome == Event.Type.FAIL;
    }

    /** It may have happened, at any time since its invocation, or never. */
    public boolean indefinite() {
        return outcome == Event.Type.INFO;
    }

    /** Whether a client asked it in the course of the load: what administers goes past the faults, and final reads come after them. */
    public boolean ofLoad() {
        return !(f.equals(F.WATCH) || f.equals(F.FINAL_READ) || action instanceof Action.Administration);
    }

    /** {@code header.revision} of the answer; 0 when not known. */
    public long revision() {
        return facts == null ? 0 : facts.revision();
    }

    /** What was asked and answered, in words: {@code read x → 5 (mod 7)}. */
    public String says() {
        return Sentences.of(action, ok());
    }

    /** One line for a person: {@code #12 process 3 on n2: write x=5, ok at revision 7}. */
    public String describe() {
        StringBuilder line = new StringBuilder("#").append(index).append(" process ").append(process);
        if (node != null) line.append(" on ").append(node);
        line.append(": ").append(says()).append(", ").append(ok() ? "ok" : failed() ? "failed" : "outcome unknown");
        if (revision() > 0) line.append(" at revision ").append(revision());
        return line.toString();
    }
}
