package io.minos.scenarios.sim;

import io.minos.checker.history.Event;
import io.minos.checker.history.WatchStream;
import io.minos.client.WatchEnd;
import io.minos.client.operation.WatchSink;
import io.minos.client.operation.WatchedStream;
import io.minos.scenarios.load.WatchCourse;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The watch workload, in simulated time. Some watchers are slow readers. */
final class SimulatedWatchers {
    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int SLOW_ONE_IN = 4;
    private static final long SLOW_NANOS_MAX = 50_000_000;

    private final SimulatedSystem system;
    private final RandomGenerator random;
    private final List<Watcher> watchers = new ArrayList<>();
    /** If not all: those that are watched at. */
    private Optional<Supplier<SortedSet<Long>>> survivors = Optional.empty();
    private long revision;
    private int open;
    private int nextWatch;
    private boolean ending;

    /**
     * @param workload empty: nothing is watched
     * @param prefixes of the keys watched; each stream keeps to one
     */
    SimulatedWatchers(SimulatedSystem system, Optional<Workload.Watch> workload, List<String> prefixes) {
        this.system = system;
        this.random = system.cluster().randomness().stream("watchers", 0);
        workload.ifPresent(watch -> begin(watch, prefixes));
    }

    private void begin(Workload.Watch workload, List<String> prefixes) {
        for (int i = 0; i < workload.streams(); i++) {
            boolean old = i >= workload.streams() - workload.old();
            LongSupplier readingNanos = random.nextInt(SLOW_ONE_IN) == 0 ? () -> random.nextLong(SLOW_NANOS_MAX) : () -> 0;
            Watcher watcher = new Watcher(new WatchCourse(prefixes.get(i % prefixes.size()), i, old), readingNanos);
            watchers.add(watcher);
            watcher.open();
            if (old) {
                watcher.startAnewEvery(workload.restartEvery().toNanos());
            }
        }
    }

    /** From now on these members are watched, and nobody starts anew. */
    void keepTo(Supplier<SortedSet<Long>> members) {
        survivors = Optional.of(members);
        watchers.stream().filter(watcher -> !members.get().contains(watcher.member)).forEach(Watcher::end);
    }

    /** The watcher that has not been told of everything up to this revision, in words; empty if there is none. */
    Optional<String> behind(long toRevision) {
        return watchers.stream().filter(watcher -> !watcher.hasTold(toRevision)).findFirst()
                .map(watcher -> "the watch of " + watcher.course.prefix() + "* at " + SimulatedSystem.name(watcher.member) + " has told up to revision "
                        + watcher.course.seen() + ", and not all up to " + toRevision);
    }

    /** Ends every stream; the ends are recorded when {@link #allEnded}. */
    void end() {
        ending = true;
        watchers.forEach(Watcher::end);
    }

    boolean allEnded() {
        return open == 0;
    }

    private final class Watcher {
        private final WatchCourse course;
        private final LongSupplier readingNanos;
        private long member;
        private Optional<WatchedStream> stream = Optional.empty();
        private Optional<SimulatedWatch> watch = Optional.empty();

        Watcher(WatchCourse course, LongSupplier readingNanos) {
            this.course = course;
            this.readingNanos = readingNanos;
        }

        void open() {
            if (ending) {
                return;
            }
            open++;
            List<Long> members = survivors.map(some -> List.copyOf(some.get())).orElseGet(system::members);
            member = members.get(course.node() % members.size());
            SimulatedClient client = new SimulatedClient(system, system.cluster().member(member), TIMEOUT.toNanos(), readingNanos, opened -> watch = Optional.of(opened));
            stream = Optional.of(system.recorded(client, member).watch(system.ids().next(), "w" + nextWatch++, course.next(), new Sink()));
        }

        void startAnewEvery(long periodNanos) {
            system.agenda().after(periodNanos, () -> {
                if (!ending && survivors.isEmpty()) {
                    course.startAnew(revision, random);
                    end();
                    startAnewEvery(periodNanos);
                }
            });
        }

        void end() {
            stream.ifPresent(WatchedStream::close);
        }

        boolean hasTold(long toRevision) {
            return watch.filter(one -> one.hasTold(toRevision)).isPresent();
        }

        private final class Sink implements WatchSink {
            @Override
            public void response(WatchStream.Message response, Event.Facts facts) {
                revision = Math.max(revision, facts.revision());
                if (course.received(response)) {
                    Watcher.this.end();
                }
            }

            @Override
            public void end(WatchEnd end) {
                stream = Optional.empty();
                course.ended(end);
                open--;
                system.agenda().after(REST.toNanos(), Watcher.this::open);
            }
        }
    }
}
