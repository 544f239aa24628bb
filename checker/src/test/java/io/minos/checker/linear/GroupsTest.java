package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Groups.Group;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.sample.RegisterSample;
import io.minos.checker.linear.sample.Shape;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Model;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsTest {
    private static final Register MODEL = new Register("x");

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** So many at a time, and the next whenever one is done. */
    private Crew crew(int size) {
        return new Crew() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public void run(List<Runnable> tasks) {
                Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(tasks);
                List<Future<?>> workers = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    workers.add(threads.submit(() -> {
                        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) task.run();
                    }));
                }
                for (Future<?> worker : workers) {
                    try {
                        worker.get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void every_group_is_decided_in_its_place(int atOnce) {
        List<Group<Cell, Action>> groups = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<Span<Action>> spans = new ArrayList<>(sample(40, 3, i));
            if (i % 3 == 0) spans.add(new Span<>(1_000, 1_000, 1_001, new Action.Read(Cell.of("never written"))));
            groups.add(new Group<>(spans, MODEL));
        }
        List<Finding> findings = new Groups(JustInTime.both(), Budget.unlimited(), crew(atOnce)).decide(groups);
        for (int i = 0; i < 20; i++) assertThat(findings.get(i) instanceof Finding.Linearizable).as("group %d", i).isEqualTo(i % 3 != 0);
    }

    @Test
    void one_who_works_alone_decides_them_too() {
        List<Finding> findings = new Groups(JustInTime.both(), Budget.unlimited(), Crew.ALONE).decide(List.of(new Group<>(sample(10, 2, 1), MODEL), new Group<>(sample(10, 2, 2), MODEL)));
        assertThat(findings).hasSize(2).hasOnlyElementsOfType(Finding.Linearizable.class);
    }

    /** The clock goes on by one whenever it is asked, by whomever. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void what_all_spend_together_is_the_budget_and_what_was_decided_by_then_is_told(int atOnce) {
        AtomicLong looks = new AtomicLong();
        long most = 400;
        Budget budget = new Budget(looks::getAndIncrement, most, 1L << 28);
        List<Group<Cell, Action>> groups = new ArrayList<>();
        groups.add(new Group<>(sample(20, 2, 1), MODEL));
        for (int i = 0; i < 6; i++) groups.add(new Group<>(hard(), MODEL));
        List<Finding> findings = new Groups(JustInTime.both(), budget, crew(atOnce)).decide(groups);
        // Others' looks are time that passes for it, too: how many there are before its own is chance.
        if (atOnce == 1) assertThat(findings.get(0)).isInstanceOf(Finding.Linearizable.class);
        assertThat(findings.subList(1, 7)).hasOnlyElementsOfType(Finding.Undecided.class);
        // A look to begin each group, and one by which each search that still runs learns that time is over.
        assertThat(looks.get()).isBetween(most * 95 / 100, most * 105 / 100 + 2 * groups.size());
    }

    @Test
    void hard_groups_leave_time_to_those_after_them() {
        AtomicLong looks = new AtomicLong();
        List<Group<Cell, Action>> groups = List.of(new Group<>(hard(), MODEL), new Group<>(hard(), MODEL), new Group<>(sample(2_000, 3, 2), MODEL));
        List<Finding> findings = new Groups(JustInTime.both(), new Budget(looks::getAndIncrement, 400, 1L << 28), crew(1)).decide(groups);
        assertThat(findings.get(1)).isInstanceOf(Finding.Undecided.class);
        assertThat(findings.get(2)).isInstanceOf(Finding.Linearizable.class);
    }

    /** A machine that has just begun is slow, and the first of many groups gets a small share. */
    @Test
    void what_was_not_decided_is_tried_again_with_the_time_that_is_left() {
        AtomicLong looks = new AtomicLong();
        List<Group<Cell, Action>> groups = new ArrayList<>(List.of(new Group<>(sample(2_000, 3, 2), MODEL)));
        for (int i = 0; i < 100; i++) groups.add(new Group<>(sample(5, 2, i), MODEL));
        List<Finding> findings = new Groups(JustInTime.both(), new Budget(looks::getAndIncrement, 400, 1L << 28), crew(1)).decide(groups);
        assertThat(findings).hasOnlyElementsOfType(Finding.Linearizable.class);
    }

    @Test
    void groups_are_decided_at_the_same_time() {
        CyclicBarrier both = new CyclicBarrier(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Engine meets = new Engine() {
            @Override
            public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
                threads.add(Thread.currentThread());
                try {
                    both.await(20, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return new Finding.Linearizable(List.of(), 0);
            }
        };
        List<Group<Cell, Action>> two = List.of(new Group<>(List.of(), MODEL), new Group<>(List.of(), MODEL));
        assertThat(new Groups(meets, Budget.unlimited(), crew(2)).decide(two)).hasSize(2);
        assertThat(threads).hasSize(2);
    }

    private static List<Span<Action>> sample(int operations, int clients, long seed) {
        return RegisterSample.of(new Shape(operations, clients, 0, 1, 3), false, new SplittableRandom(seed)).get(0);
    }

    /** Compare-and-sets in a ring, all at once, and a read of what none of them leaves: every order has to be tried. */
    private static List<Span<Action>> hard() {
        List<Span<Action>> spans = new ArrayList<>();
        spans.add(new Span<>(0, 0, 1, new Action.Write("0", 0, null)));
        for (int i = 0; i < 40; i++) spans.add(new Span<>(i + 1, 2 + i, 200 + i, new Action.Cas(String.valueOf(i % 5), String.valueOf((i * 3 + 1 + i / 5) % 5), 0, true, null)));
        spans.add(new Span<>(99, 100, 199, new Action.Read(Cell.of("nobody's"))));
        return spans;
    }
}
