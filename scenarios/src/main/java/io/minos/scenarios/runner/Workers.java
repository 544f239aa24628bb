package io.minos.scenarios.runner;

import io.minos.checker.linear.Crew;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that share the tasks of one check at a time, and say how far they are. */
public final class Workers implements Crew, AutoCloseable {
    private final int size;
    private final ExecutorService threads;
    private final AtomicInteger done = new AtomicInteger();
    private volatile int all;

    /** @param size how many there are; positive */
    public Workers(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size, task -> {
            var thread = new Thread(task, "judge");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void run(List<Runnable> tasks) {
        done.set(0);
        all = tasks.size();
        List<? extends Future<?>> running = tasks.stream().map(task -> threads.submit(() -> {
            task.run();
            done.incrementAndGet();
        })).toList();
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            running.forEach(one -> one.cancel(true));
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code 12 of 40 objects}; empty before the first check. */
    public String progress() {
        return all == 0 ? "" : done.get() + " of " + all + (all == 1 ? " object" : " objects");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
