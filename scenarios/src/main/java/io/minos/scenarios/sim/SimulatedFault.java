package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import java.util.Collections;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** A fault of one kind, aimed at members of the simulated world. Injected once, and healed, for some members or for all. */
interface SimulatedFault {
    /** Breaks, and looks whether it is broken. */
    void inject(Consumer<Evidence> seen);

    /** Mends what is broken at these members, and what is broken between two of them. */
    void heal(LongPredicate whose, Consumer<Evidence> seen);

    /** Asked after {@link #heal}: some things take their time to be mended. */
    default boolean isMended() {
        return true;
    }

    /** Members that are up, and not as good as they should be, since this is not mended with them. */
    default SortedSet<Long> limping() {
        return Collections.emptySortedSet();
    }

    /** What is seen when all is over. */
    default void conclude(Consumer<Evidence> seen) {}
}
