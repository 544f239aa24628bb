package io.minos.nemesis.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {
    private static final long START = 1_000;
    private static final Duration POLL = Duration.ofNanos(7);

    private static FaultSpec spec(FaultKind kind, Trigger trigger) {
        return new FaultSpec(kind, new Target.All(), Map.of(), trigger, Duration.ofNanos(5));
    }

    private static Trigger after(long nanos) {
        return new Trigger.After(Duration.ofNanos(nanos));
    }

    @Test
    void a_fault_comes_once_when_its_time_has_come() {
        FaultSpec kill = spec(FaultKind.KILL, after(100));
        FaultPlan plan = new FaultPlan(List.of(kill), START);

        assertThat(plan.next(START + 99, 0, any -> true)).isEmpty();
        assertThat(plan.askAgainNanos(START + 99, POLL)).isEqualTo(START + 100);
        assertThat(plan.next(START + 100, 0, any -> true)).contains(kill);
        assertThat(plan.next(START + 100, 0, any -> true)).isEmpty();
        assertThat(plan.askAgainNanos(START + 100, POLL)).isEqualTo(Long.MAX_VALUE);
        assertThat(plan.neverInjected()).isEmpty();
    }

    @Test
    void what_may_not_begin_stays_due_and_holds_up_nothing_else() {
        FaultSpec kill = spec(FaultKind.KILL, after(1));
        FaultSpec pause = spec(FaultKind.PAUSE, after(2));
        FaultPlan plan = new FaultPlan(List.of(kill, pause), START);

        assertThat(plan.next(START + 2, 0, spec -> spec != kill)).contains(pause);
        assertThat(plan.askAgainNanos(START + 2, POLL)).isEqualTo(START + 9);
        assertThat(plan.neverInjected()).containsExactly(kill);
        assertThat(plan.next(START + 9, 0, any -> true)).contains(kill);
    }

    @Test
    void what_repeats_keeps_its_rhythm_and_never_hurries_to_catch_up() {
        FaultSpec kill = spec(FaultKind.KILL, new Trigger.Every(Duration.ofNanos(10), Duration.ofNanos(20)));
        FaultPlan plan = new FaultPlan(List.of(kill), START);

        assertThat(plan.next(START + 12, 0, any -> true)).contains(kill);
        assertThat(plan.askAgainNanos(START + 12, POLL)).as("not 32").isEqualTo(START + 30);
        assertThat(plan.next(START + 100, 0, any -> true)).contains(kill);
        assertThat(plan.next(START + 100, 0, any -> true)).as("as soon as it may again").contains(kill);
        assertThat(plan.next(START + 100, 0, any -> true)).isEmpty();
        assertThat(plan.neverInjected()).isEmpty();
    }

    @Test
    void some_wait_for_operations() {
        FaultSpec kill = spec(FaultKind.KILL, new Trigger.Operations(5));
        FaultPlan plan = new FaultPlan(List.of(kill), START);

        assertThat(plan.next(Long.MAX_VALUE, 4, any -> true)).isEmpty();
        assertThat(plan.askAgainNanos(START, POLL)).isEqualTo(START + 7);
        assertThat(plan.next(START, 5, any -> true)).isEqualTo(Optional.of(kill));
    }
}
