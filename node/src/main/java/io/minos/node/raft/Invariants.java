package io.minos.node.raft;

/** What must hold whatever peers, disks and clocks do. Always on. */
final class Invariants {
    private Invariants() {}

    // Not one method with variable arguments: those would be boxed although nearly every check holds.

    /** @param message a format as of {@link String#format}, used only when the check fails */
    static void check(boolean holds, String message, long a) {
        if (!holds) {
            throw new InvariantViolation(String.format(message, a));
        }
    }

    static void check(boolean holds, String message, long a, long b) {
        if (!holds) {
            throw new InvariantViolation(String.format(message, a, b));
        }
    }

    static void check(boolean holds, String message, long a, long b, long c) {
        if (!holds) {
            throw new InvariantViolation(String.format(message, a, b, c));
        }
    }
}
