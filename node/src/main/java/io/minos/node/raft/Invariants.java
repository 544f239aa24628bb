package io.minos.node.raft;

/** What must hold whatever peers, disks and clocks do. Always on. */
final class Invariants {
    private Invariants() {}

    /** @param message a format as of {@link String#format}, used only when the check fails */
    static void check(boolean holds, String message, Object... args) {
        if (!holds) {
            throw new InvariantViolation(String.format(message, args));
        }
    }
}
