package io.minos.node.runtime;

import io.minos.node.replica.Effects;
import io.minos.node.replica.Event;
import io.minos.node.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The thread that owns the replica: takes all events that have arrived, steps once, hands the effects on.
 *
 * <p>After a pause of the whole process a single tick is given for all that were missed, and after the messages that
 * waited: a member that slept hears of its successor before it would campaign or act as leader.
 */
final class Loop extends Thread {
    private static final int EVENTS_MAX = 4096;
    /** Calls are bounded, and so are the events of the node's own; what clients of watches ask is refused from here on. */
    private static final int WAITING_MAX = 100_000;

    private final Replica replica;
    private final long tickNanos;
    private final ObjLongConsumer<Effects> executor;
    private final Consumer<Throwable> failed;
    private final LinkedBlockingQueue<Event> arrived = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    /** @param executor is also told how long the step took, in nanoseconds */
    Loop(Replica replica, long tickNanos, ObjLongConsumer<Effects> executor, Consumer<Throwable> failed) {
        super("loop");
        this.replica = replica;
        this.tickNanos = tickNanos;
        this.executor = executor;
        this.failed = failed;
        setDaemon(true);
    }

    void post(Event event) {
        arrived.add(event);
    }

    boolean isOverloaded() {
        return arrived.size() > WAITING_MAX;
    }

    void shutDown() throws InterruptedException {
        stopped = true;
        post(new Event.Tick());
        join(TimeUnit.SECONDS.toMillis(5));
    }

    @Override
    public void run() {
        try {
            List<Event> events = new ArrayList<>();
            long nextTick = System.nanoTime() + tickNanos;
            while (!stopped) {
                Event first = arrived.poll(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    events.add(first);
                    arrived.drainTo(events, EVENTS_MAX - 1);
                }
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    events.add(new Event.Tick());
                    nextTick = now + tickNanos;
                }
                Effects step = replica.step(now, events);
                executor.accept(step, System.nanoTime() - now);
                events.clear();
            }
        } catch (Throwable broken) {
            failed.accept(broken);
        }
    }
}
