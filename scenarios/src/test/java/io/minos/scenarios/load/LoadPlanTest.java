package io.minos.scenarios.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private static LoadPlan<String> plan(List<String> clients, List<String> readers, Duration compactEvery, Workload... workloads) {
        Scenario scenario = new Scenario("load", "", new Scenario.Cluster("reference", 3, Map.of(), 1 << 20), List.of(workloads), List.of(), Duration.ofSeconds(10), 100,
                Math.max(1, clients.size()), Duration.ofSeconds(1), compactEvery, List.of(), OptionalLong.empty());
        return new LoadPlan<>(scenario, new LoadPlan.Clients<>(clients, readers, List.of()), new SplittableRandom(1), 0);
    }

    private static final Workload REGISTERS = new Workload.Register(1, 3, 50);

    private static Outcome<Answer> ok(Operation operation, long revision) {
        return Outcome.ok(new Answer(operation.asked(), new Event.Facts(revision, 1, null)));
    }

    /** Everything the plan wants until then, each carried out at once. */
    private static List<Operation> play(LoadPlan<String> plan, long untilNanos, long revision) {
        List<Operation> operations = new ArrayList<>();
        for (long now = 0; now < untilNanos; now = Math.max(now + 1, plan.nextDueNanos())) {
            for (Optional<LoadPlan.Order<String>> order = plan.next(now); order.isPresent(); order = plan.next(now)) {
                operations.add(order.get().operation());
                plan.ended(order.get().client(), order.get().operation(), ok(order.get().operation(), revision), now);
            }
        }
        return operations;
    }

    @Test
    void operations_come_at_the_rate_asked_for() {
        assertThat(play(plan(List.of("a", "b"), List.of(), Duration.ZERO, REGISTERS), 10 * SECOND, 7)).hasSizeBetween(950, 1_050);
    }

    @Test
    void a_client_is_busy_until_its_operation_has_ended() {
        LoadPlan<String> plan = plan(List.of("a"), List.of(), Duration.ZERO, REGISTERS);
        LoadPlan.Order<String> order = plan.next(0).orElseThrow();
        assertThat(plan.next(SECOND)).isEmpty();
        assertThat(plan.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(plan.underWay()).isEqualTo(1);
        plan.ended("a", order.operation(), ok(order.operation(), 2), SECOND);
        assertThat(plan.next(SECOND)).isPresent();
    }

    @Test
    void after_an_error_a_client_rests_and_longer_when_its_outcome_is_unknown() {
        assertThat(restAfter(true)).isEqualTo(100 * MILLI);
        assertThat(restAfter(false)).isEqualTo(400 * MILLI);
    }

    private static long restAfter(boolean definite) {
        LoadPlan<String> plan = plan(List.of("a"), List.of(), Duration.ZERO, REGISTERS);
        Operation operation = plan.next(0).orElseThrow().operation();
        plan.ended("a", operation, Outcome.of(new CallError("some", definite, "")), SECOND);
        assertThat(plan.next(SECOND + 99 * MILLI)).isEmpty();
        return plan.nextDueNanos() - SECOND;
    }

    @Test
    void arrears_of_more_than_a_moment_are_dropped() {
        LoadPlan<String> plan = plan(List.of("a", "b", "c"), List.of(), Duration.ZERO, REGISTERS);
        List<Operation> operations = new ArrayList<>();
        for (Optional<LoadPlan.Order<String>> order = plan.next(8 * SECOND); order.isPresent(); order = plan.next(8 * SECOND)) {
            operations.add(order.get().operation());
            plan.ended(order.get().client(), order.get().operation(), ok(order.get().operation(), 2), 8 * SECOND);
        }
        assertThat(operations).hasSizeBetween(10, 40);
    }

    @Test
    void compaction_comes_in_its_time_and_leaves_what_old_watches_need() {
        LoadPlan<String> plan = plan(List.of("a"), List.of(), Duration.ofSeconds(2), REGISTERS);
        assertThat(play(plan, 9 * SECOND, 1_000)).filteredOn(Operation.Compact.class::isInstance).hasSize(4).containsOnly(new Operation.Compact(800));
        assertThat(play(plan(List.of("a"), List.of(), Duration.ofSeconds(2), REGISTERS), 9 * SECOND, 150)).noneMatch(Operation.Compact.class::isInstance);
    }

    @Test
    void readers_read_what_was_changed_last_and_nothing_before_anything_was() {
        LoadPlan<String> plan = plan(List.of(), List.of("r1", "r2"), Duration.ZERO, REGISTERS, new Workload.Readers(10));
        assertThat(plan.next(SECOND)).isEmpty();
        plan.ended("elsewhere", new Operation.Write("r/9", "v"), ok(new Operation.Write("r/9", "v"), 5), SECOND);
        assertThat(List.of(plan.next(SECOND).orElseThrow(), plan.next(SECOND).orElseThrow()))
                .containsExactly(new LoadPlan.Order<>("r1", new Operation.Read("r/9")), new LoadPlan.Order<>("r2", new Operation.Read("r/9")));
        Operation read = new Operation.Read("r/9");
        plan.ended("r1", read, Outcome.ok(new Answer(read.asked(), new Event.Facts(5, 1, null))), SECOND);
        assertThat(plan.next(SECOND).orElseThrow().client()).isEqualTo("elsewhere"); // it is idle, and comes first
        assertThat(plan.nextDueNanos()).isEqualTo(SECOND + 100 * MILLI);
    }

    @Test
    void sessions_write_read_elsewhere_and_read_the_past_about_the_last_compaction() {
        Scenario scenario = new Scenario("load", "", new Scenario.Cluster("reference", 3, Map.of(), 1 << 20), List.of(REGISTERS, new Workload.Sessions(2, 10)), List.of(), Duration.ofSeconds(10), 1,
                1, Duration.ofSeconds(1), Duration.ofSeconds(1), List.of(), OptionalLong.empty());
        LoadPlan<String> plan = new LoadPlan<>(scenario, new LoadPlan.Clients<>(List.of("a"), List.of(), List.of("s", "t")), new SplittableRandom(1), 0);
        List<Operation> operations = play(plan, 10 * SECOND, 1_000);
        List<Operation> sessions = operations.stream().filter(operation -> operation.toString().contains("c/")).toList();
        assertThat(sessions).hasSizeBetween(190, 210).hasAtLeastOneElementOfType(Operation.Write.class).hasAtLeastOneElementOfType(Operation.Delete.class);
        assertThat(sessions.stream().filter(Operation.Read.class::isInstance).count()).isBetween(45L, 55L);
        assertThat(operations).contains(new Operation.Compact(800));
        assertThat(sessions.stream().filter(Operation.ReadAt.class::isInstance).map(read -> ((Operation.ReadAt) read).revision())).contains(799L, 800L, 801L, 1_000L).allMatch(revision -> revision <= 1_000);
    }

    @Test
    void a_session_rests_after_an_error() {
        Scenario scenario = new Scenario("load", "", new Scenario.Cluster("reference", 3, Map.of(), 1 << 20), List.of(REGISTERS, new Workload.Sessions(1, 100)), List.of(), Duration.ofSeconds(10), 1,
                1, Duration.ofSeconds(1), Duration.ZERO, List.of(), OptionalLong.empty());
        LoadPlan<String> plan = new LoadPlan<>(scenario, new LoadPlan.Clients<>(List.of(), List.of(), List.of("s")), new SplittableRandom(1), 0);
        LoadPlan.Order<String> order = plan.next(0).orElseThrow();
        plan.ended("s", order.operation(), Outcome.of(new CallError("timeout", false, "")), 0);
        assertThat(plan.next(399 * MILLI)).isEmpty();
        assertThat(plan.next(400 * MILLI)).isPresent();
    }
}
