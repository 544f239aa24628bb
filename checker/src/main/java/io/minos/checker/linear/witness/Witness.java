package io.minos.checker.linear.witness;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import io.minos.checker.linear.witness.Testimony.Explained;
import io.minos.checker.linear.witness.Testimony.Undecided;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a whole etcd history by its revisions. Each answered change made the revision it was told; each other answer was
 * given at its revision; so the order is known but for operations of unknown outcome. Those are placed where an answer proves
 * them, and what is left of the revisions is shared out among the rest. Then one sweep decides. A contradiction is told only
 * if it follows from what is certain; if a guess may be to blame, nothing is told.
 */
public final class Witness {
    private static final int TRIES_MAX = 64;

    private final Columns columns;
    private final Budget budget;

    private Witness(Columns columns, Budget budget) {
        this.columns = columns;
        this.budget = budget;
    }

    /**
     * Whether an order by revisions explains every answer of a store that was empty at first, at revision 1.
     *
     * @param budget for choosing among operations of unknown outcome; all else is linear
     */
    public static Testimony of(Columns columns, Budget budget) {
        return new Witness(columns, budget).judge();
    }

    private Testimony judge() {
        int last = 1;
        int first = Integer.MAX_VALUE;
        for (int op = 0; op < columns.size; op++) {
            if (columns.isIndefinite(op)) continue;
            last = Math.max(last, columns.revision[op]);
            first = Math.min(first, columns.revision[op]);
        }
        if (first == Integer.MAX_VALUE) return new Undecided("nothing was answered");
        if (first < 1) return new Undecided("not every answer tells a revision");
        // Most of the revisions would belong to others, and the places would not fit into memory.
        if (last > 2L * columns.size + 1_000) return new Undecided("revisions go up to " + last + ", and there are only " + columns.size + " operations");
        return judge(Slots.of(columns, last));
    }

    private Testimony judge(Slots slots) {
        Unknowns unknowns = new Unknowns(columns);
        Stories stories = new Stories(columns, slots, unknowns);
        if (slots.doubled()) return stories.doubled(slots.one(), slots.other());
        if (slots.owner[1] != Slots.NOBODY) return stories.notNew(slots.owner[1]);
        Proofs proofs = new Proofs(columns, slots, unknowns);
        Contradicted broken = proofs.find();
        if (broken != null) return broken;
        Gaps gaps = new Gaps(columns, slots, unknowns, proofs);
        broken = gaps.tooMany();
        if (broken != null) return broken;
        proofs.hints();
        Set<Integer> notAdopted = new HashSet<>();
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            if (!gaps.fill(notAdopted, budget)) return undecided("no choice among the operations of unknown outcome fits");
            Sweep sweep = new Sweep(columns, slots);
            if (sweep.run()) return new Explained(sweep.order(), sweep.at(), unknowns.placedCount());
            boolean again = sweep.stoppedBy == Slots.NOBODY ? notAdopted.add(sweep.stoppedAt) : blame(sweep, slots, gaps);
            if (!again) return stopped(sweep, slots, unknowns, stories);
        }
        return undecided("too many choices among the operations of unknown outcome do not fit");
    }

    /** @return whether a guess may be what does not fit: it is not made again */
    private boolean blame(Sweep sweep, Slots slots, Gaps gaps) {
        int guilty = sweep.stoppedBy;
        int revision = sweep.stoppedAt;
        if (!gaps.guessed(guilty) && sweep.stoppedPart >= 0 && columns.kind[sweep.stoppedPart] != Part.COUNT) {
            revision = sweep.store.changed[columns.key[sweep.stoppedPart]];
            guilty = slots.ownerAt(revision);
        }
        if (guilty == Slots.NOBODY || !gaps.guessed(guilty)) return false;
        gaps.forbid(guilty, revision);
        return true;
    }

    private Testimony stopped(Sweep sweep, Slots slots, Unknowns unknowns, Stories stories) {
        if (sweep.stoppedBy == Slots.NOBODY) return undecided("nobody is known to have made revision " + sweep.stoppedAt);
        Contradicted told = tell(sweep, slots, unknowns, stories);
        return told != null ? told : undecided("the operations of unknown outcome leave too much to choose at revision " + sweep.stoppedAt);
    }

    private @Nullable Contradicted tell(Sweep sweep, Slots slots, Unknowns unknowns, Stories stories) {
        Certainty certainty = new Certainty(columns, slots, unknowns);
        int revision = sweep.stoppedAt;
        if (sweep.tooLate != Slots.NOBODY) {
            boolean certain = certainty.placed(sweep.tooLate, revision) && certainty.placed(sweep.stoppedBy, revision);
            return certain ? stories.realTime(sweep.tooLate, sweep.stoppedBy, revision) : null;
        }
        // Whoever certainly made a revision certainly changed something: without a part that cannot be, a guess was wrong.
        boolean certain = certainty.placed(sweep.stoppedBy, revision) && sweep.stoppedPart >= 0 && certainty.of(sweep.stoppedPart, revision, sweep.store);
        return certain ? stories.mismatch(sweep.stoppedBy, sweep.stoppedPart, revision, sweep.store) : null;
    }

    private Undecided undecided(String why) {
        return new Undecided(budget.exhausted() ? "the budget ran out while choosing among the operations of unknown outcome" : why);
    }
}
