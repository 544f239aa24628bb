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

    private final Columns columns;
    private final int key;
    private int[] revision = new int[8];
    private int[] part = new int[8];
    private boolean[] makes = new boolean[8];
    private State[] after = new State[8];
    private int size;
    private boolean contradicts;
    private boolean perhapsDeleted;
    /** The operations of uncertain place that may have changed the key, as {@link Gaps} numbers them. */
    final List<Integer> candidates = new ArrayList<>(1);

    private record State(int value, int mod, int create, int version) {
        static final State MISSING = new State(Columns.MISSING, 0, 0, 0);

        boolean isThere() {
            return value != Columns.MISSING;
        }

        State put(int to, int revision) {
            return isThere() ? new State(to, revision, create, version + 1) : new State(to, revision, revision, 1);
        }
    }

    KeyLife(Columns columns, int key) {
        this.columns = columns;
        this.key = key;
    }

    /** Whether one of {@link #candidates}, and nobody else, may have changed the key beyond what is known. */
    boolean leavesNoChoice() {
        return candidates.size() == 1 && !perhapsDeleted;
    }

    void perhapsDeleted() {
        perhapsDeleted = true;
    }

    void candidate(int one) {
        if (candidates.isEmpty() || candidates.get(candidates.size() - 1) != one) candidates.add(one);
    }

    /** The next part that is about the key. */
    void add(int at, int which, boolean maker) {
        if (size == part.length) {
            revision = Arrays.copyOf(revision, size * 2);
            part = Arrays.copyOf(part, size * 2);
            makes = Arrays.copyOf(makes, size * 2);
            after = Arrays.copyOf(after, size * 2);
        }
        State before = before(size);
        contradicts |= !holds(before, which);
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
        return contradicts;
    }

    private boolean holds(State state, int which) {
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
        boolean alone = leavesNoChoice();
        for (int which = columns.firstPart[op]; which < columns.firstPart[op + 1]; which++) {
            if (columns.key[which] != key || columns.kind[which] == Part.COUNT) continue;
            if (alone && !holds(state, which)) return false;
            state = changed(state, which, at);
        }
        if (alone && state.equals(before)) return false;
        int end = Math.min(size, next + LOOK_AHEAD_MAX);
        for (int i = next; i < end; i++) {
            if (alone ? !holds(state, part[i]) : rulesOut(state, part[i], at)) return false;
            boolean tellsAll = Part.shows(columns.kind[part[i]]) && columns.version[part[i]] != 0;
            if (makes[i]) state = changed(state, part[i], revision[i]);
            if (tellsAll || state.equals(after[i])) return true;
        }
        return true;
    }

    /** Whether the part was told something that cannot be after a change at the revision, whatever else happened. */
    private boolean rulesOut(State state, int which, int at) {
        if (!Part.shows(columns.kind[which]) || columns.value[which] == Columns.MISSING) return false;
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
