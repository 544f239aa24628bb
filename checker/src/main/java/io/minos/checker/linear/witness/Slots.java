package io.minos.checker.linear.witness;

import java.util.Arrays;

/**
 * The places that revisions give to operations: at revision r first whoever made it, then who was answered at it without
 * making it, by invocation.
 */
final class Slots {
    static final int NOBODY = -1;

    /** The greatest revision that was told; a new store is at 1. */
    final int last;
    /** By revision, who made it. Operations of unknown outcome are added as they are found. */
    final int[] owner;
    /** Who was answered at revision r: from {@code firstReader[r]} up to {@code firstReader[r + 1]}. */
    final int[] readers;
    final int[] firstReader;
    /** By revision, the least return of whoever has his place at it or later: no one there may have been invoked after that. */
    final int[] leastReturn;
    /** Two that both made the same revision; {@link #NOBODY}: there are none. */
    private int one = NOBODY;
    private int other = NOBODY;

    private Slots(Columns columns, int last) {
        this.last = last;
        owner = new int[last + 1];
        firstReader = new int[last + 2];
        leastReturn = new int[last + 1];
        Arrays.fill(owner, NOBODY);
        readers = place(columns);
        boundReturns(columns);
    }

    /** @param last the greatest revision told; every answered operation tells one, of 1 or more */
    static Slots of(Columns columns, int last) {
        return new Slots(columns, last);
    }

    private int[] place(Columns columns) {
        int count = 0;
        for (int op = 0; op < columns.size; op++) {
            if (columns.isIndefinite(op)) continue;
            int revision = columns.revision[op];
            if (!Operations.changes(columns, op)) {
                firstReader[revision + 1]++;
                count++;
            } else if (owner[revision] == NOBODY) {
                owner[revision] = op;
            } else if (one == NOBODY) {
                one = owner[revision];
                other = op;
            }
        }
        for (int revision = 1; revision < firstReader.length; revision++) firstReader[revision] += firstReader[revision - 1];
        long[] sorted = new long[count];
        int[] free = Arrays.copyOf(firstReader, firstReader.length);
        for (int op = 0; op < columns.size; op++) {
            if (columns.isIndefinite(op) || Operations.changes(columns, op)) continue;
            sorted[free[columns.revision[op]]++] = (long) columns.invoked[op] << Integer.SIZE | op;
        }
        int[] readers = new int[count];
        for (int revision = 0; revision <= last; revision++) Arrays.sort(sorted, firstReader[revision], firstReader[revision + 1]);
        for (int i = 0; i < count; i++) readers[i] = (int) sorted[i];
        return readers;
    }

    private void boundReturns(Columns columns) {
        int least = Columns.NEVER;
        for (int revision = last; revision >= 0; revision--) {
            for (int i = firstReader[revision]; i < firstReader[revision + 1]; i++) least = Math.min(least, columns.returned[readers[i]]);
            if (owner[revision] != NOBODY) least = Math.min(least, columns.returned[owner[revision]]);
            leastReturn[revision] = least;
        }
    }

    boolean doubled() {
        return one != NOBODY;
    }

    int one() {
        return one;
    }

    int other() {
        return other;
    }

    /** Whether somebody invoked then may have made the revision, as far as time goes. */
    boolean inTime(int invoked, int revision) {
        return invoked < leastReturn[revision];
    }

    /**
     * Whether one who was answered at a revision that nobody is known to have made may have made it: a deletion that does not
     * tell.
     */
    boolean mayBeAdopted(Columns columns, int reader) {
        int revision = columns.revision[reader];
        return revision > 1 && Operations.mayChange(columns, reader) && inTime(columns.invoked[reader], revision);
    }

    int ownerAt(int revision) {
        return revision < 2 || revision > last ? NOBODY : owner[revision];
    }
}
