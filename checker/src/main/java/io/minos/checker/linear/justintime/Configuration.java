package io.minos.checker.linear.justintime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one way to place operations has led to. Operations that are open (invoked, not returned) have slots.
 *
 * @param due slots of operations that are open and not placed
 * @param spare slots of open writes that may count as placed already, and may still be placed
 * @param used kinds of optional actions placed so far, ascending, each as often as it was
 * @param last what was placed last; null: nothing
 */
record Configuration(int state, long[] due, long[] spare, int[] used, @Nullable Placing last) {
    static final int[] NOTHING_USED = {};

    /**
     * One place in the order that explains all.
     *
     * @param firm false: the operation became spare here, and has its place here unless it is placed later
     */
    record Placing(int operation, boolean firm, @Nullable Placing before) {}

    /** Headers, two sets, a placing or two. */
    long words() {
        return 20 + due.length + spare.length + used.length / 2;
    }

    boolean usedNoMoreThan(Configuration other) {
        return used == other.used || contained(used, other.used);
    }

    /** Both ascending. */
    private static boolean contained(int[] few, int[] many) {
        if (few.length > many.length) return false;
        int j = 0;
        for (int one : few) {
            while (j < many.length && many[j] < one) j++;
            if (j == many.length || many[j] != one) return false;
            j++;
        }
        return true;
    }

    int timesUsed(int kind) {
        int times = 0;
        for (int one : used) if (one == kind) times++;
        return times;
    }

    int[] usedWith(int kind) {
        int[] more = Arrays.copyOf(used, used.length + 1);
        int i = used.length;
        for (; i > 0 && more[i - 1] > kind; i--) more[i] = more[i - 1];
        more[i] = kind;
        return more;
    }
}
