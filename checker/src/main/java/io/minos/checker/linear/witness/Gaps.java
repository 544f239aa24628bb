package io.minos.checker.linear.witness;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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
    private static final int ROUNDS_MAX = 8;

    private final Columns columns;
    private final Slots slots;
    private final Unknowns unknowns;
    private final Proofs proofs;
    private final Map<Integer, KeyLife> lives = new LinkedHashMap<>();
    /** Those under each prefix that was asked for. */
    private final Map<Integer, List<KeyLife>> under = new HashMap<>();

    private final Set<Long> forbidden = new HashSet<>();
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
     * Gives every gap an operation, as a guess: first what the keys' lives miss, as long as that makes sense of more of them.
     *
     * @param notAdopted revisions that nobody who was answered at them has made
     * @return whether every gap has one
     */
    boolean fill(Set<Integer> notAdopted, Budget budget) {
        guessed.forEach(unknown -> unknowns.takeBack(unknown, slots));
        guessed.clear();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Choice choice = new Choice(gaps(notAdopted), free(), budget);
            if (choice.gaps.length == 0) return true;
            choice.mend();
            // The other gaps are given partners too, so that each has one left.
            choice.coverGaps();
            if (!choice.take(false)) break;
        }
        Choice choice = new Choice(gaps(notAdopted), free(), budget);
        boolean all = choice.coverGaps();
        choice.take(true);
        return all || columns.others;
    }

    /** One matching of gaps and operations. */
    private final class Choice {
        private final int[] gaps;
        private final int[] free;
        /** By free operation, the last revision that it is wanted for. */
        private final int[] latest;
        private final boolean[] mending;
        private final Matching matching;

        Choice(int[] gaps, int[] free, Budget budget) {
            this.gaps = gaps;
            this.free = free;
            latest = new int[free.length];
            mending = new boolean[free.length];
            Arrays.fill(latest, slots.last);
            readLives(free);
            matching = new Matching(gaps.length, free.length, this::fit, budget);
        }

        private boolean fit(int gap, int one) {
            return gaps[gap] <= latest[one] && mayMake(unknowns.op(free[one]), gaps[gap]);
        }

        /** One for each key whose life misses something: the last asked for is the likely one. Whoever has a partner keeps one. */
        void mend() {
            for (KeyLife life : lives.values()) {
                boolean done = !life.missesSomething();
                for (int i = life.candidates.size() - 1; i >= 0 && !done; i--) {
                    int one = life.candidates.get(i);
                    if (!life.mayMend(unknowns.op(free[one]))) continue;
                    int before = latest[one];
                    latest[one] = Math.min(before, life.missedAt());
                    done = matching.coverRight(one);
                    if (done) mending[one] = true;
                    else latest[one] = before;
                }
            }
        }

        /** Up to the first that nobody can have made. */
        boolean coverGaps() {
            boolean all = true;
            for (int gap = 0; gap < gaps.length && (all || columns.others); gap++) all &= matching.coverLeft(gap);
            return all;
        }

        /**
         * Gives places as guesses.
         *
         * @param all to everybody who has a partner; else only to those that mend something
         * @return whether anybody was given one
         */
        boolean take(boolean all) {
            int before = guessed.size();
            for (int gap = 0; gap < gaps.length; gap++) {
                int one = matching.of(gap);
                if (one < 0 || !all && !mending[one]) continue;
                unknowns.place(free[one], gaps[gap], Slots.NOBODY, slots);
                guessed.add(free[one]);
            }
            return guessed.size() > before;
        }
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

    /** Whether the operation's place is a guess made here. */
    boolean guessed(int op) {
        return guessed.stream().anyMatch(unknown -> unknowns.op(unknown) == op);
    }

    /** A guess that turned out wrong: it is not made again. */
    void forbid(int op, int revision) {
        forbidden.add((long) op << Integer.SIZE | revision);
    }

    private boolean mayMake(int op, int revision) {
        if (forbidden.contains((long) op << Integer.SIZE | revision)) return false;
        if (!slots.inTime(columns.invoked[op], revision) || !proofs.leavesWhatWasSeen(op, revision)) return false;
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            KeyLife life = lives.get(columns.key[part]);
            if (Part.changes(columns.kind[part]) && life != null && !life.fits(op, revision)) return false;
        }
        return true;
    }

    private void readLives(int[] free) {
        lives.clear();
        for (int one = 0; one < free.length; one++) {
            int op = unknowns.op(free[one]);
            for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
                if (Part.changes(columns.kind[part])) lives.computeIfAbsent(columns.key[part], key -> new KeyLife(columns, slots, key)).candidate(one, op);
            }
        }
        under.clear();
        for (KeyLife life : lives.values()) for (int prefix : columns.prefixesOfKeys()[life.key]) under.computeIfAbsent(prefix, absent -> new ArrayList<>()).add(life);
        for (int revision = 0; revision <= slots.last; revision++) {
            int owner = slots.owner[revision];
            if (owner != Slots.NOBODY) live(owner, revision, true);
            for (int i = slots.firstReader[revision]; i < slots.firstReader[revision + 1]; i++) live(slots.readers[i], revision, false);
        }
    }

    private void live(int op, int revision, boolean maker) {
        boolean undeclared = !maker && slots.owner[revision] == Slots.NOBODY && slots.mayBeAdopted(columns, op);
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (columns.kind[part] == Part.COUNT) absent(op, part, revision);
            KeyLife life = columns.kind[part] == Part.COUNT ? null : lives.get(columns.key[part]);
            if (life == null) continue;
            life.add(revision, part, maker);
            if (undeclared && Part.deletes(columns.kind[part])) life.perhapsDeleted(revision);
        }
    }

    /** A range shows by what it leaves out, too. */
    private void absent(int op, int count, int revision) {
        List<KeyLife> asked = under.getOrDefault(columns.key[count], List.of());
        if (asked.isEmpty()) return;
        Set<Integer> shown = new HashSet<>();
        for (int part = count + 1; part < columns.firstPart[op + 1]; part++) if (columns.kind[part] == Part.READ) shown.add(columns.key[part]);
        for (KeyLife life : asked) if (!shown.contains(life.key)) life.add(revision, KeyLife.ABSENT, false);
    }
}
