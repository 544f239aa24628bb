package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final AtomicLong clock = new AtomicLong();

    @Test
    void ends_with_its_time() {
        Budget budget = new Budget(clock::get, 100, Long.MAX_VALUE);
        clock.set(99);
        assertThat(stepsOf(budget)).isEqualTo(5_000);
        clock.set(100);
        assertThat(stepsOf(budget)).isLessThan(2_000);
        assertThat(budget.exhausted()).isTrue();
    }

    @Test
    void ends_with_its_memory() {
        Budget budget = new Budget(clock::get, 100, 10);
        assertThat(budget.spend(10)).isTrue();
        assertThat(budget.spend(1)).isFalse();
        assertThat(budget.spend(0)).isFalse();
    }

    @Test
    void shares_divide_the_time_that_is_left() {
        Budget budget = new Budget(clock::get, 100, 10);
        clock.set(20);
        Budget share = budget.share(4);
        clock.set(39);
        assertThat(stepsOf(share)).isEqualTo(5_000);
        clock.set(40);
        assertThat(stepsOf(share)).isLessThan(2_000);
        assertThat(budget.exhausted()).isFalse();
    }

    /** Three of which two run at a time take two rounds. */
    @Test
    void searches_that_run_at_the_same_time_share_the_memory_and_their_rounds_the_time() {
        Budget budget = new Budget(clock::get, 100, 10);
        Budget share = budget.share(3, 2);
        clock.set(49);
        assertThat(share.spend(5)).isTrue();
        assertThat(share.spend(1)).isFalse();
        clock.set(0);
        Budget other = budget.share(3, 2);
        clock.set(49);
        assertThat(other.lasts()).isTrue();
        clock.set(50);
        assertThat(other.lasts()).isFalse();
    }

    @Test
    void a_limited_budget_ends_with_the_time_of_the_whole() {
        Budget limited = new Budget(clock::get, 100, 10).limited(3);
        assertThat(limited.spend(4)).isFalse();
        Budget whole = new Budget(clock::get, 100, 10);
        clock.set(50);
        Budget other = whole.limited(3);
        clock.set(100);
        assertThat(stepsOf(other)).isLessThan(2_000);
    }

    @Test
    void a_budget_of_steps_ends_after_about_so_many() {
        assertThat(stepsOf(Budget.ofSteps(3_072, 10))).isBetween(2_048, 4_200);
    }

    @Test
    void asked_whether_it_lasts_it_looks_at_the_clock() {
        Budget budget = new Budget(clock::get, 100, 10);
        clock.set(99);
        assertThat(budget.lasts()).isTrue();
        clock.set(100);
        assertThat(budget.lasts()).isFalse();
    }

    @Test
    void what_is_given_back_can_be_spent_again() {
        Budget budget = new Budget(clock::get, 100, 10);
        budget.spend(10);
        budget.giveBack(4);
        assertThat(budget.spend(4)).isTrue();
        assertThat(budget.spend(1)).isFalse();
    }

    @Test
    void a_budget_of_nothing_is_refused() {
        assertThatThrownBy(() -> new Budget(clock::get, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Budget(clock::get, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int stepsOf(Budget budget) {
        int steps = 0;
        while (steps < 5_000 && budget.spend(0)) steps++;
        return steps;
    }
}
