package io.minos.client;

/** A call whose caller needs an answer had none. */
public final class CallFailedException extends RuntimeException {
    private final CallError error;

    CallFailedException(CallError error) {
        super(error.toString());
        this.error = error;
    }

    public CallError error() {
        return error;
    }
}
