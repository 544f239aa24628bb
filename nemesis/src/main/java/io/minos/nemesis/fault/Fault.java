package io.minos.nemesis.fault;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * A fault of one kind, aimed at nodes. Called from the nemesis thread, in this order: inject once, observe any number of times,
 * heal until it succeeds. What was done when inject failed half-way is known to the fault and undone by heal.
 */
interface Fault {
    /** Breaks, and looks whether it is broken. For each thing broken there is evidence for or against. */
    void inject(Consumer<Evidence> seen) throws IOException;

    /** What there is to see since the last time. */
    default void observe(Consumer<Evidence> seen) throws IOException {}

    /** Mends, each part whatever happens to the others; may be called again. */
    void heal(Consumer<Evidence> seen) throws IOException;
}
