package io.minos.node.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnsweringTest {
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private final Answering answering = new Answering(threads::add);

    @Test
    void one_thread_comes_for_all_that_waits() {
        give(1, 2, 3);

        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void what_comes_after_the_thread_has_begun_is_not_forgotten() {
        answering.execute(() -> give(2));
        threads.remove().run();
        give(3);

        threads.forEach(Runnable::run);
        assertThat(done).containsExactly(2, 3);
    }

    @Test
    void what_waits_at_the_end_of_a_write_is_handed_over_there_and_done_once() {
        give(1, 2);
        answering.handOver();
        assertThat(done).containsExactly(1, 2);

        threads.forEach(Runnable::run);
        assertThat(done).containsExactly(1, 2);
    }

    /** The write that is told to be done has a client of its own, whose answer is not complete yet. */
    @Test
    void a_write_that_waits_does_not_wait_for_more_than_some_and_the_rest_is_done_by_the_thread_that_comes() {
        give(IntStream.range(0, 100).toArray());
        answering.handOver();
        assertThat(done).hasSizeLessThan(100);

        threads.forEach(Runnable::run);
        assertThat(done).hasSize(100);
    }

    private void give(int... numbers) {
        for (int number : numbers) {
            answering.execute(() -> done.add(number));
        }
    }
}
