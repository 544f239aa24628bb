package io.minos.node.raft;

/** A bug of our own, or of a peer's: the core's state cannot be trusted any more, and the member must stop. */
public final class InvariantViolation extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    InvariantViolation(String message) {
        super(message);
    }
}
