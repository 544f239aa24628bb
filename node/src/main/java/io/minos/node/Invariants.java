package io.minos.node;

/** Checks for our own bugs: always on. A failed one stops the process or the simulation, it is never handled. */
public final class Invariants {
    private Invariants() {}

    /** @throws IllegalStateException if {@code holds} is false: the program is wrong, not its input */
    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("invariant violated: " + what);
        }
    }

    /** As {@link #check(boolean, String)}; the numbers are formatted only when it fails. */
    public static void check(boolean holds, String what, long first, long second) {
        if (!holds) {
            throw new IllegalStateException("invariant violated: " + what + " (" + first + ", " + second + ")");
        }
    }
}
