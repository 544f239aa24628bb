package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Explained;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of a hundred changes of unknown outcome, each of a key of its own, about half took effect: more choices than can be tried.
 * What was seen of each key afterwards says which, though no answer tells the revision at which it was changed.
 */
class ManyUnknownsTest {
    private static final int KEYS = 100;

    /** By what it is seen whether a key was changed. */
    private enum Seen {
        READ(true, false), DELETION_READ(true, true), PRESENCE(false, false), ABSENCE(true, true), PREVIOUS_VALUE(true, false), DELETED(false, false), NOT_DELETED(true, true),
        COMPARED(true, false), REFUSED(true, false), VERSION(true, false), CREATION(true, true);

        /** Whether the keys are there at first, and whether the unknown changes are deletions. */
        final boolean there;
        final boolean deletions;

        Seen(boolean there, boolean deletions) {
            this.there = there;
            this.deletions = deletions;
        }
    }

    private final SplittableRandom random = new SplittableRandom(9);
    private final ColumnsBuilder builder = new ColumnsBuilder();
    private final boolean[] changed = new boolean[KEYS];
    private int revision = 1;
    private int time;
    private int unknown;

    @ParameterizedTest
    @EnumSource
    void what_is_seen_of_the_keys_says_which_took_effect(Seen seen) {
        change(seen);
        for (int key = 0; key < KEYS; key++) evidence(seen, key, changed[key]);
        if (seen == Seen.PRESENCE || seen == Seen.ABSENCE) range(seen == Seen.PRESENCE);
        Columns columns = builder.build();
        Testimony testimony = Witness.of(columns, Budget.unlimited());
        assertThat(testimony).as("%s", testimony).isInstanceOf(Explained.class);
        assertThat(((Explained) testimony).placed()).isEqualTo(unknown);
        assertThat(Verifier.holds((Explained) testimony, columns)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"PRESENCE", "ABSENCE"})
    void one_change_more_than_there_are_revisions_for_is_not_explained(Seen seen) {
        change(seen);
        int liar = 0;
        while (changed[liar]) liar++;
        for (int key = 0; key < KEYS; key++) evidence(seen, key, changed[key] || key == liar);
        assertThat(Witness.of(builder.build(), Budget.unlimited())).isNotInstanceOf(Explained.class);
    }

    private void change(Seen seen) {
        if (seen.there) for (int key = 0; key < KEYS; key++) {
            operation(true);
            builder.put("k" + key, "a");
        }
        if (seen == Seen.PRESENCE) elsewhere();
        for (int key = 0; key < KEYS; key++) {
            changed[key] = random.nextBoolean();
            if (changed[key]) unknown++;
            builder.operation(time++, Long.MAX_VALUE, 0);
            if (seen.deletions) builder.delete("k" + key, null);
            else builder.put("k" + key, "b");
        }
        revision += unknown;
    }

    /** Of keys that nobody looks at: they took effect, and nothing but the number of revisions says so. */
    private void elsewhere() {
        for (unknown = 0; unknown < KEYS / 2; unknown++) {
            builder.operation(time++, Long.MAX_VALUE, 0);
            builder.put("m" + unknown, "b");
        }
    }

    private void operation(boolean changes) {
        if (changes) revision++;
        builder.operation(time, time + 1, revision);
        time += 2;
    }

    private void evidence(Seen seen, int number, boolean happened) {
        String key = "k" + number;
        switch (seen) {
            case READ -> {
                operation(false);
                builder.read(key, happened ? "b" : "a", 0, 0, 0);
            }
            case DELETION_READ -> {
                operation(false);
                builder.read(key, happened ? null : "a", 0, 0, 0);
            }
            case PREVIOUS_VALUE -> {
                operation(true);
                builder.prev(key, happened ? "b" : "a", 0, 0, 0);
                builder.put(key, "c");
            }
            case DELETED -> {
                operation(happened);
                builder.delete(key, happened);
            }
            case NOT_DELETED -> {
                operation(!happened);
                builder.delete(key, !happened);
            }
            case COMPARED -> {
                operation(true);
                builder.expect(key, happened ? "b" : "a");
                builder.put(key, "c");
            }
            case REFUSED -> {
                operation(false);
                builder.refuse(key, happened ? "a" : "b");
            }
            case VERSION -> {
                operation(true);
                builder.put(key, "c");
                operation(false);
                builder.read(key, "c", 0, 0, happened ? 3 : 2);
            }
            case CREATION -> {
                operation(true);
                builder.put(key, "c");
                operation(false);
                builder.read(key, "c", 0, happened ? revision : 2 + number, 0);
            }
            case PRESENCE, ABSENCE -> { }
        }
    }

    /** One answer shows all the keys there are. */
    private void range(boolean changedAreThere) {
        operation(false);
        int there = 0;
        for (boolean one : changed) if (one == changedAreThere) there++;
        builder.count("k", there, there);
        for (int key = 0; key < KEYS; key++) if (changed[key] == changedAreThere) builder.read("k" + key, changedAreThere ? "b" : "a", 0, 0, 0);
    }
}
