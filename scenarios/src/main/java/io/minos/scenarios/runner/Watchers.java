package io.minos.scenarios.runner;

import io.minos.checker.history.Event;
import io.minos.checker.history.Recorder;
import io.minos.checker.history.WatchStream;
import io.minos.client.WatchEnd;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.WatchSink;
import io.minos.client.operation.WatchSpec;
import io.minos.client.operation.WatchedStream;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
import io.minos.scenarios.load.WatchCourse;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The watch workload: streams that go on where they broke off, on the next node, and streams that start anew in the past.
 * Responses are recorded on the threads they arrive on; everything that decides runs on one thread.
 */
final class Watchers implements AutoCloseable {
    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(6);
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private final SystemUnderTest system;
    private final Recorder recorder;
    private final ProcessIds ids;
    private final RandomGenerator random;
    private final ScheduledExecutorService thread;
    private final List<Watcher> watchers = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    /** The greatest revision any stream has told of. */
    private final AtomicLong revision = new AtomicLong();
    private volatile boolean ending;
    private int nextWatch;

    /**
     * @param workload empty: nothing is watched
     * @param prefixes of the keys watched; each stream keeps to one
     */
    Watchers(Optional<Workload.Watch> workload, List<String> prefixes, SystemUnderTest system, Recorder recorder, ProcessIds ids, RandomGenerator random) {
        this.system = system;
        this.recorder = recorder;
        this.ids = ids;
        this.random = random;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var t = new Thread(task, "watchers");
            t.setDaemon(true);
            return t;
        });
        workload.ifPresent(w -> add(w, prefixes));
    }

    private void add(Workload.Watch workload, List<String> prefixes) {
        for (int i = 0; i < workload.streams(); i++) {
            boolean old = i >= workload.streams() - workload.old();
            var watcher = new Watcher(new WatchCourse(prefixes.get(i % prefixes.size()), i, old));
            watchers.add(watcher);
            thread.execute(watcher::open);
            if (old) {
                long period = workload.restartEvery().toMillis();
                thread.scheduleWithFixedDelay(watcher::startAnew, period, period, TimeUnit.MILLISECONDS);
            }
        }
    }

    /**
     * Waits until every stream has told of this revision of its prefix, or for longer than the watch check allows; whether it
     * was too late is for the checks to say.
     */
    void awaitRevision(ToLongFunction<String> lastRevisionOfPrefix) throws InterruptedException {
        long deadline = System.nanoTime() + CAUGHT_UP_WITHIN.toNanos();
        while (System.nanoTime() < deadline && !watchers.stream().allMatch(watcher -> watcher.hasSeen(lastRevisionOfPrefix))) {
            Thread.sleep(20);
        }
    }

    /** Ends every stream, and returns when each end is recorded. */
    @Override
    public void close() {
        ending = true;
        thread.execute(() -> watchers.forEach(Watcher::end));
        thread.shutdown();
        try {
            thread.awaitTermination(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            long deadline = System.nanoTime() + END_WITHIN.toNanos();
            while (open.get() > 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(open.get() + " watch streams did not end");
                }
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A watcher at work. What it decides is in its course, which two threads touch: the one, and that of the stream. */
    private final class Watcher {
        private final WatchCourse course;
        private @Nullable WatchedStream stream;

        Watcher(WatchCourse course) {
            this.course = course;
        }

        void open() {
            if (ending) {
                return;
            }
            WatchSpec request;
            String name;
            synchronized (course) {
                name = system.nodes().get(course.node() % system.nodes().size());
                request = course.next();
            }
            open.incrementAndGet();
            stream = new RecordedStore(recorder, system.connect(name, TIMEOUT), name).watch(ids.next(), "w" + nextWatch++, request, new Sink());
        }

        void startAnew() {
            synchronized (course) {
                course.startAnew(revision.get(), random);
            }
            end();
        }

        void end() {
            if (stream != null) {
                stream.close();
            }
        }

        boolean hasSeen(ToLongFunction<String> revisionOfPrefix) {
            synchronized (course) {
                return course.seen() >= revisionOfPrefix.applyAsLong(course.prefix());
            }
        }

        private void ended(WatchEnd end) {
            stream = null;
            synchronized (course) {
                course.ended(end);
            }
        }

        private final class Sink implements WatchSink {
            @Override
            public void response(WatchStream.Message response, Event.Facts facts) {
                revision.accumulateAndGet(facts.revision(), Math::max);
                boolean cancelled;
                synchronized (course) {
                    cancelled = course.received(response);
                }
                if (cancelled) {
                    onTheThread(Watcher.this::end, Duration.ZERO);
                }
            }

            @Override
            public void end(WatchEnd end) {
                onTheThread(() -> ended(end), Duration.ZERO);
                onTheThread(Watcher.this::open, REST);
                open.decrementAndGet();
            }
        }
    }

    private void onTheThread(Runnable task, Duration delay) {
        try {
            thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the run is over
        }
    }
}
