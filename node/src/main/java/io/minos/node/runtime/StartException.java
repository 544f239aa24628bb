package io.minos.node.runtime;

/** The node cannot start; the message is one line that says why and what to do. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    public StartException(String message) {
        super(message);
    }
}
