package io.minos.checker.linear.witness;

import java.util.Arrays;

/**
 * One pass in the order of revisions, with the store as it was at each: does real time allow the place of every operation, and
 * does its answer fit? Stops where not.
 */
final class Sweep {
    private static final int NONE = -1;

    private final Columns columns;
    private final Slots slots;
    final Store store;
    private final int[] order;
    private final int[] at;
    private int ordered;
    private int latestInvoked = NONE;
    private int latest = Slots.NOBODY;

    /** The revision it is at, or stopped at. */
    int stoppedAt;
    int stoppedBy = Slots.NOBODY;
    /** The part that cannot be; {@link #NONE}: not for its answer. */
    int stoppedPart = NONE;
    /** Whoever was invoked after {@link #stoppedBy} had returned, and has the earlier place. */
    int tooLate = Slots.NOBODY;

    Sweep(Columns columns, Slots slots) {
        this.columns = columns;
        this.slots = slots;
        this.store = new Store(columns);
        this.order = new int[columns.size];
        this.at = new int[columns.size];
    }

    /** @return whether it got to the end */
    boolean run() {
        for (int revision = 0; revision <= slots.last; revision++) {
            stoppedAt = revision;
            int owner = slots.owner[revision];
            if (owner == Slots.NOBODY) owner = adopt(revision);
            if (owner == Slots.NOBODY && revision > 1 && !columns.others) return false;
            if (owner != Slots.NOBODY && !make(owner, revision)) return false;
            for (int i = slots.firstReader[revision]; i < slots.firstReader[revision + 1]; i++) {
                int reader = slots.readers[i];
                if (reader != owner && !read(reader)) return false;
            }
        }
        return true;
    }

    /** Who was answered at a revision that nobody else made, and deletes something that is there, made it. */
    private int adopt(int revision) {
        for (int i = slots.firstReader[revision]; i < slots.firstReader[revision + 1]; i++) {
            int op = slots.readers[i];
            if (slots.mayBeAdopted(columns, op) && deletes(op)) return op;
        }
        return Slots.NOBODY;
    }

    private boolean deletes(int op) {
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (columns.kind[part] == Part.DELETE && store.isThere(columns.key[part])) return true;
            if (!store.holds(part)) return false;
        }
        return false;
    }

    private boolean make(int op, int revision) {
        if (!comesNext(op)) return false;
        boolean changed = false;
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (!store.holds(part)) return stop(op, part);
            changed |= store.change(part, revision);
        }
        return changed || stop(op, NONE);
    }

    private boolean read(int op) {
        if (!comesNext(op)) return false;
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            // A deletion that made no revision found nothing.
            boolean holds = columns.kind[part] == Part.DELETE ? !store.isThere(columns.key[part]) : store.holds(part);
            if (!holds) return stop(op, part);
        }
        return true;
    }

    private boolean comesNext(int op) {
        if (columns.returned[op] < latestInvoked) {
            tooLate = latest;
            return stop(op, NONE);
        }
        if (columns.invoked[op] > latestInvoked) {
            latestInvoked = columns.invoked[op];
            latest = op;
        }
        at[ordered] = stoppedAt;
        order[ordered++] = op;
        return true;
    }

    private boolean stop(int op, int part) {
        stoppedBy = op;
        stoppedPart = part;
        return false;
    }

    /** Everybody who has a place, in order. */
    int[] order() {
        return Arrays.copyOf(order, ordered);
    }

    /** At which revision, each. */
    int[] at() {
        return Arrays.copyOf(at, ordered);
    }
}
