package io.minos.client;

/**
 * Why a call has no answer.
 *
 * @param name the row of the {@link ErrorTable}, as it appears in histories
 * @param definite whether this proves that the request had no effect and never will
 * @param detail what was seen, for people
 */
public record CallError(String name, boolean definite, String detail) {
    CallError asDefinite() {
        return definite ? this : new CallError(name, true, detail);
    }

    CallError asIndefinite() {
        return definite ? new CallError(name, false, detail) : this;
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? name : name + " (" + detail + ")";
    }
}
