package io.minos.scenarios.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.Recorder;
import io.minos.client.WatchEnd;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.WatchSink;
import io.minos.client.operation.WatchSpec;
import io.minos.client.operation.WatchedStream;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
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
    /** How far back it starts; beyond what compaction keeps, so that some are cancelled. */
    private static final int REVISIONS_BACK_MAX = 600;
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
            var watcher = new Watcher(prefixes.get(i % prefixes.size()), i, old);
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
        while (System.nanoTime() < deadline && !watchers.stream().allMatch(w -> w.seen >= lastRevisionOfPrefix.applyAsLong(w.prefix))) {
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

    /** One watcher, through its streams. Its fields belong to the one thread, but for {@code seen}, which is written by the threads of the stream. */
    private final class Watcher {
        private final String prefix;
        private final boolean old;
        private int node;
        private long startRevision;
        private @Nullable WatchedStream stream;
        /** Up to here everything has been delivered. */
        private volatile long seen;

        Watcher(String prefix, int node, boolean old) {
            this.prefix = prefix;
            this.node = node;
            this.old = old;
        }

        void open() {
            if (ending) {
                return;
            }
            String name = system.nodes().get(node % system.nodes().size());
            open.incrementAndGet();
            if (old) {
                seen = 0;
            }
            stream = new RecordedStore(recorder, system.connect(name, TIMEOUT), name)
                    .watch(ids.next(), "w" + nextWatch++, new WatchSpec(prefix, startRevision, true), new Sink(startRevision));
        }

        void startAnew() {
            startRevision = Math.max(1, revision.get() - random.nextInt(REVISIONS_BACK_MAX));
            end();
        }

        void end() {
            if (stream != null) {
                stream.close();
            }
        }

        /** The stream has ended; on the one thread. */
        private void ended(boolean broken) {
            stream = null;
            if (broken) {
                node++;
            }
            if (!old && seen > 0) {
                startRevision = seen + 1;
            }
        }

        private final class Sink implements WatchSink {
            private final long from;

            Sink(long from) {
                this.from = from;
            }

            @Override
            public void response(ObjectNode response, Event.Facts facts) {
                revision.accumulateAndGet(facts.revision(), Math::max);
                JsonNode events = response.path("events");
                if (!events.isEmpty()) {
                    seen = events.get(events.size() - 1).path("kv").path("mod").asLong();
                } else if (from == 0 && response.path("created").asBoolean()) {
                    // from now on is from the revision after the one that the creation tells
                    seen = facts.revision();
                }
                if (response.path("canceled").asBoolean()) {
                    cancelled(response.path("compactRevision").asLong());
                }
            }

            private void cancelled(long compactRevision) {
                onTheThread(() -> {
                    if (compactRevision > 0) {
                        seen = Math.max(seen, compactRevision - 1);
                        startRevision = compactRevision;
                    }
                    Watcher.this.end();
                }, Duration.ZERO);
            }

            @Override
            public void end(WatchEnd end) {
                onTheThread(() -> ended(!(end instanceof WatchEnd.Closed)), Duration.ZERO);
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
