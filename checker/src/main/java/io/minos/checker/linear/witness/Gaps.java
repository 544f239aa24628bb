package io.minos.checker.linear.witness;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that nobody is known to have made, and the operations of unknown outcome that may have: one each. An operation
 * may have made a revision if it was invoked before the least return of whoever has his place there or later, and as far as
 * its keys tell. A matching chooses; nothing but the sweep afterwards says that it chose well.
 */
final class Gaps {
    private final Columns columns;
    private final Slots slots;
    private final Unknowns unknowns;
    private final Proofs proofs;
    private final Map<Integer, KeyLife> lives = new LinkedHashMap<>();

    /** Whoever was given a place here. */
    private final List<Integer> guessed = new ArrayList<>();

    Gaps(Columns columns, Slots slots, Unknowns unknowns, Proofs proofs) {
        this.columns = columns;
        this.slots = slots;
        this.unknowns = unknowns;
        this.proofs = proofs;
    }

    /** Whether there are enough unknown operations, by time alone: they are the more the later the gap (Hall). */
    @Nullable Contradicted tooMany() {
        if (columns.others) return null;
        int gaps = 0;
        int able = 0;
        int unknown = 0;
        for (int revision = 2; revision <= slots.last; revision++) {
            if (slots.owner[revision] != Slots.NOBODY || mayBeAdopted(revision)) continue;
            gaps++;
            for (; unknown < unknowns.size() && slots.inTime(columns.invoked[unknowns.op(unknown)], revision); unknown++) if (!unknowns.placed(unknown)) able++;
            if (gaps > able) return new Stories(columns, slots, unknowns).gap(revision, gaps, able);
        }
        return null;
    }

    private boolean mayBeAdopted(int revision) {
        for (int i = slots.firstReader[revision]; i < slots.firstReader[revision + 1]; i++) if (slots.mayBeAdopted(columns, slots.readers[i])) return true;
        return false;
    }

    /**
     * Gives every gap an operation, as a guess.
     *
     * @param notAdopted revisions that nobody who was answered at them has made
     * @return whether every gap has one
     */
    boolean fill(Set<Integer> notAdopted, Budget budget) {
        guessed.forEach(unknown -> unknowns.takeBack(unknown, slots));
        guessed.clear();
        int[] gaps = gaps(notAdopted);
        if (gaps.length == 0) return true;
        int[] free = free();
        readLives(free);
        Matching matching = new Matching(gaps.length, free.length, (gap, one) -> mayMake(unknowns.op(free[one]), gaps[gap]), budget);
        coverMissed(matching, true);
        coverMissed(matching, false);
        boolean all = true;
        for (int gap = 0; gap < gaps.length; gap++) {
            all &= matching.coverLeft(gap);
            if (!all && !columns.others) return false;
        }
        for (int gap = 0; gap < gaps.length; gap++) {
            if (matching.of(gap) < 0) continue;
            unknowns.place(free[matching.of(gap)], gaps[gap], Slots.NOBODY, slots);
            guessed.add(free[matching.of(gap)]);
        }
        return all || columns.others;
    }

    private int[] gaps(Set<Integer> notAdopted) {
        int[] gaps = new int[16];
        int count = 0;
        for (int revision = 2; revision <= slots.last; revision++) {
            if (slots.owner[revision] != Slots.NOBODY || mayBeAdopted(revision) && !notAdopted.contains(revision)) continue;
            if (count == gaps.length) gaps = Arrays.copyOf(gaps, count * 2);
            gaps[count++] = revision;
        }
        return Arrays.copyOf(gaps, count);
    }

    private int[] free() {
        int[] free = new int[unknowns.size()];
        int count = 0;
        for (int unknown = 0; unknown < unknowns.size(); unknown++) if (!unknowns.placed(unknown)) free[count++] = unknown;
        return Arrays.copyOf(free, count);
    }

    private boolean mayMake(int op, int revision) {
        if (!slots.inTime(columns.invoked[op], revision) || !proofs.leavesWhatWasSeen(op, revision)) return false;
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            KeyLife life = lives.get(columns.key[part]);
            if (Part.changes(columns.kind[part]) && life != null && !life.fits(op, revision)) return false;
        }
        return true;
    }

    /** First whoever alone can give a key what its life misses; then one for each such key of several. */
    private void coverMissed(Matching matching, boolean alone) {
        for (KeyLife life : lives.values()) {
            if (!life.missesSomething() || life.leavesNoChoice() != alone) continue;
            for (int one : life.candidates) if (matching.coverRight(one)) break;
        }
    }

    private void readLives(int[] free) {
        lives.clear();
        for (int one = 0; one < free.length; one++) {
            int op = unknowns.op(free[one]);
            for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
                if (Part.changes(columns.kind[part])) lives.computeIfAbsent(columns.key[part], key -> new KeyLife(columns, key)).candidate(one);
            }
        }
        for (int revision = 0; revision <= slots.last; revision++) {
            int owner = slots.owner[revision];
            if (owner != Slots.NOBODY) live(owner, revision, true);
            for (int i = slots.firstReader[revision]; i < slots.firstReader[revision + 1]; i++) live(slots.readers[i], revision, false);
        }
    }

    private void live(int op, int revision, boolean maker) {
        boolean undeclared = !maker && slots.owner[revision] == Slots.NOBODY && slots.mayBeAdopted(columns, op);
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            KeyLife life = columns.kind[part] == Part.COUNT ? null : lives.get(columns.key[part]);
            if (life == null) continue;
            life.add(revision, part, maker);
            if (undeclared && Part.deletes(columns.kind[part])) life.perhapsDeleted();
        }
    }
}
