package io.minos.node.apply;

import java.io.IOException;
import java.io.OutputStream;

/** Skeleton. The whole state at one moment: immutable, for any thread. */
public final class Capture {
    public long appliedIndex() {
        return 0;
    }

    public long appliedTerm() {
        return 0;
    }

    public long revision() {
        return 0;
    }

    /** Streams the state; {@link StateMachine#restore} reads it. Does not close {@code out}. */
    public void writeTo(OutputStream out) throws IOException {}

    /** CRC-32C over the whole replicated state: equal on members that applied the same entries. */
    public int hash() {
        return 0;
    }
}
