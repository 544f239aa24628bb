package io.minos.node.transport;

/** A call to a peer brought no answer: it was refused, cut off, or took too long. Carries no stack trace: it is a value. */
public final class PeerCallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PeerCallException(String message) {
        super(message, null, false, false);
    }
}
