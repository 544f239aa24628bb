package io.minos.node.front.grpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * Where what goes out over one connection is encoded and handed over to be written. Jetty writes at once what is handed over
 * while it writes nothing else, a system call for each answer; what is handed over before a write is told to be done
 * leaves together with all that follows. So the answers that came meanwhile are handed over just then.
 */
final class Answering implements Executor {
    private static final String ATTRIBUTE = Answering.class.getName();
    /** At a time, while what was written before waits for its end. */
    private static final int TASKS_MAX = 64;

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean coming = new AtomicBoolean();

    Answering(Executor threads) {
        this.threads = threads;
    }

    /** Should two calls be the first at a time, a connection has two of them, and is none the worse for it. */
    static Answering over(ConnectionMetaData connection, Executor threads) {
        if (connection.getAttribute(ATTRIBUTE) instanceof Answering known) {
            return known;
        }
        Answering fresh = new Answering(threads);
        connection.setAttribute(ATTRIBUTE, fresh);
        return fresh;
    }

    /** Tasks are of different calls: they may run in any order, and side by side. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (coming.compareAndSet(false, true)) {
            threads.execute(this::comeForAll);
        }
    }

    private void comeForAll() {
        coming.set(false); // who adds a task from here on is seen below, or sends another thread
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** To be called when a write over this connection is told to be done. */
    void handOver() {
        for (int i = 0; i < TASKS_MAX; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
    }
}
