package io.minos.checker.linear.witness;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether what the sweep found to be under a key is so, however the operations of uncertain place were placed: those of
 * unknown outcome that no answer proves, and deletions that do not tell whether they made their revision.
 */
final class Certainty {
    private final Columns columns;
    private final Slots slots;
    private final Unknowns unknowns;
    private final List<Integer> loose = new ArrayList<>();
    private final List<Integer> undeclared = new ArrayList<>();

    Certainty(Columns columns, Slots slots, Unknowns unknowns) {
        this.columns = columns;
        this.slots = slots;
        this.unknowns = unknowns;
        for (int unknown = 0; unknown < unknowns.size(); unknown++) if (!unknowns.proven(unknown)) loose.add(unknowns.op(unknown));
        for (int reader : slots.readers) if (slots.mayBeAdopted(columns, reader)) undeclared.add(reader);
    }

    /** Whether the operation certainly has its place, as far as the others of that revision go. */
    boolean placed(int op, int revision) {
        if (columns.isIndefinite(op)) return !loose.contains(op);
        return !undeclared.contains(op) || columns.revision[op] < revision;
    }

    /** Whether the store is certainly as the part of an answer at the revision says that it is not. */
    boolean of(int part, int revision, Store store) {
        if (columns.kind[part] == Part.COUNT) return ofAll(revision);
        if (Part.shows(columns.kind[part]) && columns.mod[part] > revision) return true;
        int key = columns.key[part];
        // Versions and creations tell of the whole life of a key, all else of the last change.
        boolean ofLife = columns.value[part] == store.value[key] && columns.mod[part] == store.changed[key];
        int from = ofLife ? 2 : Math.max(2, store.changed[key]);
        return loose.stream().noneMatch(op -> Operations.mayChange(columns, op, key) && hadRoom(op, from, revision))
                && undeclared.stream().noneMatch(op -> Operations.mayChange(columns, op, key) && columns.revision[op] >= from && columns.revision[op] <= revision);
    }

    private boolean ofAll(int revision) {
        return loose.stream().noneMatch(op -> hadRoom(op, 2, revision)) && undeclared.stream().noneMatch(op -> columns.revision[op] <= revision);
    }

    /** Whether the operation may have made one of these revisions, as far as time goes. */
    private boolean hadRoom(int op, int from, int to) {
        for (int revision = to; revision >= from; revision--) if (uncertain(revision)) return slots.inTime(columns.invoked[op], revision);
        return false;
    }

    private boolean uncertain(int revision) {
        int owner = slots.owner[revision];
        return owner == Slots.NOBODY || columns.isIndefinite(owner) && loose.contains(owner);
    }
}
