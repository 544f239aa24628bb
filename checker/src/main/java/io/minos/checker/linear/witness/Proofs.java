package io.minos.checker.linear.witness;

import io.minos.checker.linear.witness.Testimony.Contradicted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places operations of unknown outcome where an answer proves them: it shows a value with the revision that put it there, no
 * answered operation made that revision, and one unknown operation alone can have left the value. Where several can, what was
 * seen is kept, for {@link Gaps} to choose among them.
 */
final class Proofs {
    private final Columns columns;
    private final Slots slots;
    private final Unknowns unknowns;
    /** By revision, the parts that saw what its maker left. */
    private final Map<Integer, List<Integer>> seen = new HashMap<>();

    Proofs(Columns columns, Slots slots, Unknowns unknowns) {
        this.columns = columns;
        this.slots = slots;
        this.unknowns = unknowns;
    }

    /** The contradiction found on the way; null: there is none. */
    @Nullable Contradicted find() {
        for (int revision = 2; revision <= slots.last; revision++) {
            Contradicted broken = ofParts(slots.owner[revision]);
            if (broken != null) return broken;
        }
        for (int reader : slots.readers) {
            Contradicted broken = ofParts(reader);
            if (broken != null) return broken;
        }
        return null;
    }

    private @Nullable Contradicted ofParts(int op) {
        if (op == Slots.NOBODY || columns.isIndefinite(op)) return null;
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (!Part.shows(columns.kind[part]) || columns.value[part] == Columns.MISSING) continue;
            int revision = columns.mod[part];
            Contradicted broken = unclear(revision, op) ? saw(op, part, revision) : null;
            if (broken != null) return broken;
            if (columns.create[part] != revision && unclear(columns.create[part], op)) created(op, part, columns.create[part]);
        }
        return null;
    }

    /** Newer than the answer itself is another matter: the sweep says so. */
    private boolean unclear(int revision, int reader) {
        if (revision < 2 || revision > columns.revision[reader]) return false;
        return slots.owner[revision] == Slots.NOBODY || columns.isIndefinite(slots.owner[revision]);
    }

    private @Nullable Contradicted saw(int op, int part, int revision) {
        int key = columns.key[part];
        int value = columns.value[part];
        List<Integer> able = new ArrayList<>();
        int tooLate = Slots.NOBODY;
        for (int unknown : unknowns.leaving(key, value)) {
            if (slots.inTime(columns.invoked[unknowns.op(unknown)], revision)) able.add(unknown);
            else tooLate = unknowns.op(unknown);
        }
        if (able.isEmpty()) return new Stories(columns, slots, unknowns).fromNowhere(op, part, tooLate);
        seen.computeIfAbsent(revision, absent -> new ArrayList<>(1)).add(part);
        if (able.size() > 1) return null;
        int maker = able.get(0);
        if (unknowns.place(maker) == revision) return null;
        if (unknowns.placed(maker)) return new Stories(columns, slots, unknowns).twice(unknowns.op(maker), unknowns.proof(maker), op, unknowns.place(maker), revision);
        // Somebody else is proven to have made it: the sweep finds that this answer does not fit.
        if (slots.owner[revision] == Slots.NOBODY) unknowns.place(maker, revision, op, slots);
        return null;
    }

    /** The revision at which a key was created was made by somebody who put something there. */
    private void created(int op, int part, int revision) {
        int able = 0;
        int maker = 0;
        for (int unknown : unknowns.putting(columns.key[part])) {
            if (!slots.inTime(columns.invoked[unknowns.op(unknown)], revision)) continue;
            able++;
            maker = unknown;
        }
        if (able == 1 && !unknowns.placed(maker) && slots.owner[revision] == Slots.NOBODY) unknowns.place(maker, revision, op, slots);
    }

    /** What a watcher was told places an operation too, but if it does not fit it is the watch that is wrong. */
    void hints() {
        for (int i = 0; i < columns.told.length; i += 3) {
            int revision = columns.told[i + 2];
            if (revision < 2 || revision > slots.last || slots.owner[revision] != Slots.NOBODY) continue;
            for (int unknown : unknowns.leaving(columns.told[i], columns.told[i + 1])) {
                if (unknowns.placed(unknown) || !slots.inTime(columns.invoked[unknowns.op(unknown)], revision)) continue;
                unknowns.place(unknown, revision, Slots.NOBODY, slots);
                break;
            }
        }
    }

    /** Whether the operation leaves all that was seen of the revision. */
    boolean leavesWhatWasSeen(int op, int revision) {
        for (int part : seen.getOrDefault(revision, List.of())) if (!Operations.mayLeave(columns, op, columns.key[part], columns.value[part])) return false;
        return true;
    }
}
