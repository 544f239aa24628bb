package io.minos.checker.linear.witness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known to have been done to one key and what was seen of it, in the order of revisions; and whether one more change
 * at a revision that nobody is known to have made would go unnoticed, or is even missed.
 */
final class KeyLife {
    /** Further on it is taken to fit: somebody else finds out if not. */
    private static final int LOOK_AHEAD_MAX = 256;

    /** Instead of a part: a range did not show the key. */
    static final int ABSENT = -1;

    private final Columns columns;
    private final Slots slots;
    final int key;
    private int[] revision = new int[8];
    private int[] part = new int[8];
    private boolean[] makes = new boolean[8];
    private State[] after = new State[8];
    private int size;
    /** The first that was seen and does not follow from what is known to have been done; -1: all does. */
    private int missed = -1;
    /** The least revision at which a deletion that does not tell may have done so. */
    private int perhapsDeleted = Integer.MAX_VALUE;
    /** The operations of uncertain place that may have changed the key, as {@link Gaps} numbers them. */
    final List<Integer> candidates = new ArrayList<>(1);
    private final List<Integer> candidateOps = new ArrayList<>(1);

    private record State(int value, int mod, int create, int version) {
        static final State MISSING = new State(Columns.MISSING, 0, 0, 0);

        boolean isThere() {
            return value != Columns.MISSING;
        }

        State put(int to, int revision) {
            return isThere() ? new State(to, revision, create, version + 1) : new State(to, revision, revision, 1);
        }
    }

    KeyLife(Columns columns, Slots slots, int key) {
        this.columns = columns;
        this.slots = slots;
        this.key = key;
    }

    void perhapsDeleted(int at) {
        perhapsDeleted = Math.min(perhapsDeleted, at);
    }

    void candidate(int one, int op) {
        if (!candidates.isEmpty() && candidates.get(candidates.size() - 1) == one) return;
        candidates.add(one);
        candidateOps.add(op);
    }

    /** Whether somebody else may have changed the key up to that revision, beyond what is known. */
    private boolean othersUpTo(int at, int op) {
        if (perhapsDeleted <= at) return true;
        for (int other : candidateOps) if (other != op && slots.inTime(columns.invoked[other], at)) return true;
        return false;
    }

    /** The next part that is about the key; or {@link #ABSENT}. */
    void add(int at, int which, boolean maker) {
        if (size == part.length) {
            revision = Arrays.copyOf(revision, size * 2);
            part = Arrays.copyOf(part, size * 2);
            makes = Arrays.copyOf(makes, size * 2);
            after = Arrays.copyOf(after, size * 2);
        }
        State before = before(size);
        if (missed < 0 && !holds(before, which)) missed = size;
        revision[size] = at;
        part[size] = which;
        makes[size] = maker;
        after[size++] = maker ? changed(before, which, at) : before;
    }

    private State before(int index) {
        return index == 0 ? State.MISSING : after[index - 1];
    }

    /** Whether what was seen does not follow from what is known to have been done. */
    boolean missesSomething() {
        return missed >= 0;
    }

    /** By which revision it must have been done. */
    int missedAt() {
        return revision[missed];
    }

    /** Whether the operation may have done what is missed. */
    boolean mayMend(int op) {
        if (part[missed] == ABSENT) return Operations.mayLeave(columns, op, key, Columns.MISSING);
        byte kind = columns.kind[part[missed]];
        // The value is as known: its creation or version tells of another change before.
        if (Part.shows(kind) && columns.value[part[missed]] == before(missed).value) return true;
        return kind == Part.DELETE_SOME || kind == Part.REFUSE || Operations.mayLeave(columns, op, key, columns.value[part[missed]]);
    }

    private boolean holds(State state, int which) {
        if (which == ABSENT) return !state.isThere();
        int value = columns.value[which];
        return switch (columns.kind[which]) {
            case Part.READ, Part.PREV -> value == state.value && (!state.isThere()
                    || told(columns.mod[which], state.mod) && told(columns.create[which], state.create) && told(columns.version[which], state.version));
            case Part.DELETE_SOME -> state.isThere();
            case Part.DELETE_NONE -> !state.isThere();
            case Part.EXPECT -> value == state.value;
            case Part.REFUSE -> value != state.value;
            default -> true;
        };
    }

    private static boolean told(int answer, int truth) {
        return answer == 0 || answer == truth;
    }

    private State changed(State state, int which, int at) {
        if (columns.kind[which] == Part.PUT) return state.put(columns.value[which], at);
        return Part.deletes(columns.kind[which]) ? State.MISSING : state;
    }

    /** Whether the operation may have made the revision, as far as can be seen of this key. */
    boolean fits(int op, int at) {
        int next = firstNotBelow(at);
        State before = before(next);
        State state = before;
        boolean alone = !othersUpTo(at, op);
        for (int which = columns.firstPart[op]; which < columns.firstPart[op + 1]; which++) {
            if (columns.kind[which] == Part.COUNT || columns.key[which] != key) continue;
            if (alone && !holds(state, which)) return false;
            state = changed(state, which, at);
        }
        if (alone && state.equals(before)) return false;
        int mends = missed >= 0 && !othersUpTo(revision[missed], op) ? missed : -1;
        if (mends >= 0 && next > mends) return false;
        int end = Math.min(size, Math.max(mends, next) + LOOK_AHEAD_MAX);
        for (int i = next; i < end; i++) {
            if (!holds(state, part[i])) return othersUpTo(revision[i], op) && !rulesOut(state, part[i], at);
            boolean tellsAll = part[i] != ABSENT && Part.shows(columns.kind[part[i]]) && columns.version[part[i]] != 0;
            if (makes[i]) state = changed(state, part[i], revision[i]);
            if (i >= mends && (tellsAll || state.equals(after[i]))) return true;
        }
        return true;
    }

    /** Whether the part was told something that cannot be after a change at the revision, whatever else happened. */
    private boolean rulesOut(State state, int which, int at) {
        if (which == ABSENT || !Part.shows(columns.kind[which]) || columns.value[which] == Columns.MISSING) return false;
        boolean unchanged = columns.mod[which] != 0 && columns.mod[which] < at;
        boolean fewer = columns.version[which] != 0 && columns.create[which] == state.create && columns.version[which] < state.version;
        return unchanged || fewer;
    }

    private int firstNotBelow(int at) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (revision[middle] < at) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
