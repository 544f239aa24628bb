package io.minos.checker.linear.justintime;

import org.jspecify.annotations.Nullable;

/**
 * What one way to place operations has led to. Operations that are open (invoked, not returned) have slots.
 *
 * @param due slots of operations that are open and not placed
 * @param spare slots of open writes that may count as placed already, and may still be placed
 * @param used optional actions placed so far, see {@link Used}
 * @param overwritten the event at which the last blind write was placed, or the last call before that which still matters: what
 *     was called by then may still be placed just before that write
 * @param overwrite that write; null: there is none, and {@code overwritten} is 0
 * @param last what was placed last; null: nothing
 */
record Configuration(int state, long[] due, long[] spare, int[] used, int overwritten, @Nullable Placing overwrite, @Nullable Placing last) {
    /**
     * One place in the order that explains all.
     *
     * @param firm false: the operation became spare here, and has its place here unless it is placed later
     * @param under not null: its place is not here but just before that one, after all that was placed there earlier
     */
    record Placing(int operation, boolean firm, @Nullable Placing under, @Nullable Placing before) {
        Placing(int operation, boolean firm, @Nullable Placing before) {
            this(operation, firm, null, before);
        }
    }

    Configuration with(long[] due, long[] spare) {
        return new Configuration(state, due, spare, used, overwritten, overwrite, last);
    }

    /** Whether the open operation may still be placed. */
    boolean isLeft(int slot) {
        return Bits.has(due, slot) || Bits.has(spare, slot);
    }

    /** Of slots in order the first whose operation may still be placed; {@link Transitions#NONE}: there is none. */
    int firstLeft(int[] slots) {
        for (int slot : slots) if (isLeft(slot)) return slot;
        return Transitions.NONE;
    }

    /** Headers, two sets, a placing or two. */
    long words() {
        return 20 + due.length + spare.length + used.length / 2;
    }
}
