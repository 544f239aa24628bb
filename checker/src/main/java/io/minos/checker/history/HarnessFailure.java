package io.minos.checker.history;

/**
 * The harness itself went wrong: a history that breaks its own rules, a file that is no history, a disk that took no more
 * events. Never a verdict on the store. The message is one line, fit to be shown to a person.
 */
public final class HarnessFailure extends RuntimeException {
    public HarnessFailure(String message) {
        super(message);
    }

    public HarnessFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
