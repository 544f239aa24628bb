package io.minos.node.front.grpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs tasks one at a time, in the order they came, on the threads that bring them. None of them may block. */
final class Sequence {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private final Consumer<RuntimeException> broken;

    /** @param broken told what a task threw; the next runs all the same */
    Sequence(Consumer<RuntimeException> broken) {
        this.broken = broken;
    }

    /** Runs it now, or has whoever is at it run it next. */
    void run(Runnable task) {
        tasks.add(task);
        if (left.getAndIncrement() > 0) {
            return;
        }
        do {
            try {
                tasks.remove().run();
            } catch (RuntimeException thrown) {
                broken.accept(thrown);
            }
        } while (left.decrementAndGet() > 0);
    }
}
