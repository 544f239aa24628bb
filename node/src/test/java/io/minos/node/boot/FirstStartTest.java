package io.minos.node.boot;

import static io.minos.node.boot.FirstStart.Answer.KNOWN;
import static io.minos.node.boot.FirstStart.Answer.NOTHING_YET;
import static io.minos.node.boot.FirstStart.Answer.NOT_KNOWN;
import static io.minos.node.boot.FirstStart.Answer.NO_MEMBER;
import static io.minos.node.boot.FirstStart.Decision.ASK_AGAIN;
import static io.minos.node.boot.FirstStart.Decision.BEGIN;
import static io.minos.node.boot.FirstStart.Decision.REFUSE_KNOWN;
import static io.minos.node.boot.FirstStart.Decision.REFUSE_NO_MEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.boot.FirstStart.Answer;
import io.minos.node.boot.FirstStart.Decision;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstStartTest {
    private static Decision decide(int members, Answer... answers) {
        return FirstStart.decide(members, List.of(answers), false);
    }

    @Test
    void a_member_alone_begins() {
        assertThat(decide(1)).isEqualTo(BEGIN);
    }

    @Test
    void where_nobody_answers_it_asks_again_however_long_that_takes() {
        for (int members = 2; members <= 7; members++) {
            assertThat(FirstStart.decide(members, List.of(), true)).as("%d members", members).isEqualTo(ASK_AGAIN);
        }
    }

    @Test
    void one_that_knows_it_outweighs_all_others() {
        assertThat(decide(3, KNOWN)).isEqualTo(REFUSE_KNOWN);
        assertThat(decide(5, NOT_KNOWN, NOTHING_YET, NOTHING_YET, KNOWN)).isEqualTo(REFUSE_KNOWN);
        assertThat(decide(3, NO_MEMBER, KNOWN)).isEqualTo(REFUSE_KNOWN);
    }

    @Test
    void one_that_was_removed_is_refused() {
        assertThat(decide(3, NOTHING_YET, NO_MEMBER)).isEqualTo(REFUSE_NO_MEMBER);
    }

    @Test
    void one_that_reads_that_it_is_not_known_is_enough() {
        assertThat(decide(7, NOT_KNOWN)).isEqualTo(BEGIN);
    }

    @Test
    void so_many_at_the_beginning_are_enough_that_every_majority_it_was_in_is_among_them() {
        for (int members = 2; members <= 7; members++) {
            int majority = members / 2 + 1;
            for (int answers = 0; answers < members; answers++) {
                boolean meetsEvery = answers > members - majority; // of the others, at most so many are outside a majority
                Decision decision = FirstStart.decide(members, Collections.nCopies(answers, NOTHING_YET), false);
                assertThat(decision).as("%d of %d", answers, members).isEqualTo(meetsEvery ? BEGIN : ASK_AGAIN);
            }
        }
    }

    @Test
    void after_a_while_a_majority_at_the_beginning_is_enough_and_less_never_is() {
        for (int members = 2; members <= 7; members++) {
            for (int answers = 0; answers < members; answers++) {
                boolean isMajority = 2 * (answers + 1) > members;
                assertThat(FirstStart.decide(members, Collections.nCopies(answers, NOTHING_YET), true)).as("%d of %d", answers, members)
                        .isEqualTo(isMajority ? BEGIN : ASK_AGAIN);
            }
        }
    }
}
