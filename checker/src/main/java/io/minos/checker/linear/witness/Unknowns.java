package io.minos.checker.linear.witness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operations of unknown outcome that may have made a revision, which one each made as far as is known, and how that is known. */
final class Unknowns {
    static final int NOWHERE = 0;

    private final Columns columns;
    private final int[] ops;
    private final int[] place;
    /** The answered operation that proves the place; {@link Slots#NOBODY}: it is a guess, or there is none. */
    private final int[] proof;
    private final Map<Long, List<Integer>> leaving = new HashMap<>();
    private final Map<Integer, List<Integer>> putting = new HashMap<>();

    Unknowns(Columns columns) {
        this.columns = columns;
        int[] found = new int[columns.size];
        int count = 0;
        for (int op = 0; op < columns.size; op++) if (columns.isIndefinite(op) && Operations.mayChange(columns, op)) found[count++] = op;
        ops = Arrays.stream(found, 0, count).boxed().sorted((one, two) -> Integer.compare(columns.invoked[one], columns.invoked[two])).mapToInt(Integer::intValue).toArray();
        place = new int[count];
        proof = new int[count];
        Arrays.fill(proof, Slots.NOBODY);
        for (int unknown = 0; unknown < count; unknown++) index(unknown);
    }

    private void index(int unknown) {
        int op = ops[unknown];
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (!Part.changes(columns.kind[part]) || !Operations.mayLeave(columns, op, columns.key[part], columns.value[part])) continue;
            add(unknown, leaving.computeIfAbsent(fact(columns.key[part], columns.value[part]), absent -> new ArrayList<>(1)));
            if (columns.kind[part] == Part.PUT) add(unknown, putting.computeIfAbsent(columns.key[part], absent -> new ArrayList<>(1)));
        }
    }

    private static void add(int unknown, List<Integer> to) {
        if (to.isEmpty() || to.get(to.size() - 1) != unknown) to.add(unknown);
    }

    /** Those that may put something under the key. */
    List<Integer> putting(int key) {
        return putting.getOrDefault(key, List.of());
    }

    private static long fact(int key, int value) {
        return (long) key << Integer.SIZE | value & 0xffff_ffffL;
    }

    int size() {
        return ops.length;
    }

    /** They are numbered in order of invocation. */
    int op(int unknown) {
        return ops[unknown];
    }

    /** Those that may leave the value under the key, or delete it. */
    List<Integer> leaving(int key, int value) {
        return leaving.getOrDefault(fact(key, value), List.of());
    }

    boolean placed(int unknown) {
        return place[unknown] != NOWHERE;
    }

    int place(int unknown) {
        return place[unknown];
    }

    /** Whether its place is certain. */
    boolean proven(int unknown) {
        return proof[unknown] != Slots.NOBODY;
    }

    int proof(int unknown) {
        return proof[unknown];
    }

    /** Who proves the place of an operation; {@link Slots#NOBODY}: nobody has to. */
    int proofOf(int op) {
        for (int unknown = 0; unknown < ops.length; unknown++) if (ops[unknown] == op) return proof[unknown];
        return Slots.NOBODY;
    }

    /** @param by who proves it; {@link Slots#NOBODY}: it is a guess */
    void place(int unknown, int revision, int by, Slots slots) {
        place[unknown] = revision;
        proof[unknown] = by;
        slots.owner[revision] = ops[unknown];
    }

    void takeBack(int unknown, Slots slots) {
        slots.owner[place[unknown]] = Slots.NOBODY;
        place[unknown] = NOWHERE;
    }

    int placedCount() {
        int count = 0;
        for (int revision : place) if (revision != NOWHERE) count++;
        return count;
    }
}
