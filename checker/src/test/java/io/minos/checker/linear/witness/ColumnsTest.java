package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Testimony.Contradicted;
import io.minos.checker.linear.witness.Testimony.Explained;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private final ColumnsBuilder builder = new ColumnsBuilder();

    /** More operations and parts than there is room for at first, and each answer tells all it can. */
    @Test
    void a_long_history_is_kept_as_it_was_told() {
        for (int i = 0; i < 300; i++) {
            builder.operation(10L * i, 10L * i + 5, 2 + i);
            if (i >= 7) builder.prev("k" + i % 7, "v" + (i - 7), 2 + i - 7, 2 + i % 7, i / 7);
            builder.put("k" + i % 7, "v" + i);
            builder.operation(10L * i + 6, 10L * i + 7, 2 + i);
            builder.read("k" + i % 7, "v" + i, 2 + i, 2 + i % 7, i / 7 + 1);
            builder.told("k" + i % 7, "v" + i, 2 + i);
        }
        Columns columns = builder.build();
        assertThat(columns.size()).isEqualTo(600);
        assertThat(columns.keys()).isEqualTo(7);
        Testimony testimony = Witness.of(columns, Budget.unlimited());
        assertThat(testimony).isInstanceOf(Explained.class);
        assertThat(Verifier.holds((Explained) testimony, columns)).isTrue();
    }

    @Test
    void operations_of_unknown_outcome_are_counted() {
        builder.operation(0, 1, 2);
        builder.put("x", "1");
        builder.operation(2, Long.MAX_VALUE, 0);
        builder.put("x", "2");
        builder.operation(3, 4, 3);
        builder.put("x", "3");
        assertThat(builder.build().indefinite()).isEqualTo(1);
    }

    @Test
    void numbers_that_are_too_great_for_the_columns_are_refused() {
        assertThatThrownBy(() -> builder.operation(1L << 31, (1L << 31) + 1, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> builder.operation(1, 2, 1L << 31)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> builder.read("x", "1", 1L << 31, 1, 1)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void a_watcher_who_is_told_a_revision_beyond_all_helps_nobody() {
        builder.operation(0, 1, 2);
        builder.put("x", "1");
        builder.told("x", "1", Long.MAX_VALUE);
        builder.told("x", "1", 1L << 31);
        assertThat(Witness.of(builder.build(), Budget.unlimited())).isInstanceOf(Explained.class);
    }

    /** What is under a prefix is counted, and neither what comes before it in order nor what comes after. */
    @Test
    void keys_are_counted_under_the_prefixes_they_begin_with() {
        String[] keys = {"b", "a", "ab", "abc", "ac", "b/1", "b/2", "c"};
        for (int i = 0; i < keys.length; i++) {
            builder.operation(10L * i, 10L * i + 1, 2 + i);
            builder.put(keys[i], "1");
        }
        count(100, "", 8);
        count(102, "a", 4);
        count(104, "ab", 2);
        count(106, "b/", 2);
        count(108, "c", 1);
        count(110, "d", 0);
        Columns right = builder.build();
        Testimony testimony = Witness.of(right, Budget.unlimited());
        assertThat(testimony).isInstanceOf(Explained.class);
        assertThat(Verifier.holds((Explained) testimony, right)).isTrue();
        count(112, "b", 2);
        assertThat(Witness.of(builder.build(), Budget.unlimited())).isInstanceOfSatisfying(Contradicted.class, told ->
                assertThat(told.summary()).isEqualTo("#112 at revision 9 shows 2 keys under \"b\" and counts 2, but there are 3."));
    }

    private void count(int at, String prefix, int keys) {
        builder.operation(at, at + 1, 9);
        builder.count(prefix, keys, keys);
    }

    /** Others wrote keys that nobody here changes, and revisions that nobody here made. */
    @Test
    void what_others_may_have_made_is_not_judged_and_all_else_is() {
        others("2", 3, 5);
        assertThat(Witness.of(builder.build(), Budget.unlimited())).isInstanceOf(Explained.class);
    }

    @Test
    void others_are_no_excuse_for_keys_that_are_changed_here() {
        others("1", 2, 2);
        assertThat(Witness.of(builder.build(), Budget.unlimited())).isInstanceOf(Contradicted.class);
    }

    private void others(String shown, int mod, int readAt) {
        builder.others();
        builder.operation(0, 1, 2);
        builder.put("x", "1");
        builder.operation(2, 3, 3);
        builder.put("x", "2");
        builder.operation(4, 5, readAt < 3 ? 3 : readAt);
        builder.count("", 7, 7);
        builder.read("filler", "99", 4, 4, 1);
        builder.read("x", shown, mod, 0, 0);
    }
}
