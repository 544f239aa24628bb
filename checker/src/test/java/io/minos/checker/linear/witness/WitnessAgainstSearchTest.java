package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Wgl;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the witness decides, a search with etcd's own model decides alike; and it decides nearly always. */
class WitnessAgainstSearchTest {
    private static final int HISTORIES = Integer.getInteger("minos.histories", 3_000);
    private static final int LONG_HISTORIES = 300;

    @Test
    void the_witness_says_what_a_search_says() {
        int[] decided = new int[2];
        int[] all = new int[2];
        long seed = Long.getLong("minos.seed", 1);
        Random random = new Random(seed);
        for (int number = 0; number < HISTORIES; number++) {
            List<Told> history = RandomHistories.next(random, 3 + random.nextInt(10), random.nextInt(3) > 0);
            Columns columns = Told.columns(history);
            Testimony testimony = Witness.of(columns, Budget.unlimited());
            boolean expected = new Wgl().check(Told.spans(history), new PlainEtcd(), Budget.unlimited()) instanceof Finding.Linearizable;
            all[expected ? 1 : 0]++;
            if (testimony instanceof Testimony.Undecided) continue;
            decided[expected ? 1 : 0]++;
            String which = "seed " + seed + " history " + number + " " + testimony + ": " + history;
            assertThat(testimony instanceof Testimony.Explained).as(which).isEqualTo(expected);
            if (testimony instanceof Testimony.Explained explained) assertThat(Verifier.holds(explained, columns)).as(which).isTrue();
            if (testimony instanceof Testimony.Contradicted contradicted && !contradicted.kind().equals(Testimony.Contradicted.GAP)) assertThat(contradicted.operations()).as(which).hasSizeBetween(1, 6);
        }
        assertThat(all[0]).isGreaterThan(HISTORIES / 10);
        assertThat(decided[1]).as("valid ones decided, of %d", all[1]).isGreaterThan(all[1] * 97 / 100);
        assertThat(decided[0]).as("invalid ones decided, of %d", all[0]).isGreaterThan(all[0] * 7 / 10);
    }

    /** Too long to be searched: right ones, so that nothing may be said against them. */
    @Test
    void right_histories_of_many_unknown_outcomes_are_explained() {
        Random random = new Random(7);
        int explained = 0;
        for (int number = 0; number < LONG_HISTORIES; number++) {
            List<Told> history = RandomHistories.next(random, 20 + random.nextInt(60), false);
            Columns columns = Told.columns(history);
            Testimony testimony = Witness.of(columns, Budget.unlimited());
            assertThat(testimony).as("history %d", number).isNotInstanceOf(Testimony.Contradicted.class);
            if (!(testimony instanceof Testimony.Explained certificate)) continue;
            assertThat(Verifier.holds(certificate, columns)).as("history %d", number).isTrue();
            explained++;
        }
        assertThat(explained).as("of %d", LONG_HISTORIES).isGreaterThan(LONG_HISTORIES * 9 / 10);
    }
}
