package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.client.WatchEnd;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.WatchSink;
import io.minos.client.operation.WatchedStream;
import io.minos.scenarios.load.WatchCourse;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The watch workload, in simulated time. Some watchers are slow readers. */
final class SimulatedWatchers {
    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int SLOW_ONE_IN = 4;
    private static final long SLOW_NANOS_MAX = 50_000_000;

    private final SimulatedSystem system;
    private final RandomGenerator random;
    private final List<Watcher> watchers = new ArrayList<>();
    private List<Long> members;
    private long revision;
    private int open;
    private int nextWatch;
    private boolean ending;

    /**
     * @param workload empty: nothing is watched
     * @param prefixes of the keys watched; each stream keeps to one
     */
    SimulatedWatchers(SimulatedSystem system, Optional<Workload.Watch> workload, List<String> prefixes, List<Long> members) {
        this.system = system;
        this.members = List.copyOf(members);
        this.random = system.cluster().randomness().stream("watchers", 0);
        workload.ifPresent(watch -> begin(watch, prefixes));
    }

    private void begin(Workload.Watch workload, List<String> prefixes) {
        for (int i = 0; i < workload.streams(); i++) {
            boolean old = i >= workload.streams() - workload.old();
            Watcher watcher = new Watcher(new WatchCourse(prefixes.get(i % prefixes.size()), i, old), random.nextInt(SLOW_ONE_IN) == 0);
            watchers.add(watcher);
            watcher.open();
            if (old) {
                watcher.startAnewEvery(workload.restartEvery().toNanos());
            }
        }
    }

    /** From now on only these members are watched. */
    void keepTo(List<Long> survivors) {
        List<Watcher> elsewhere = watchers.stream().filter(watcher -> !survivors.contains(watcher.member)).toList();
        members = List.copyOf(survivors);
        elsewhere.forEach(Watcher::end);
    }

    /** Whether every stream has told of this revision of its prefix. */
    boolean haveSeen(ToLongFunction<String> revisionOfPrefix) {
        return watchers.stream().allMatch(watcher -> watcher.course.seen() >= revisionOfPrefix.applyAsLong(watcher.course.prefix()));
    }

    /** One that has not. */
    String behind(ToLongFunction<String> revisionOfPrefix) {
        return watchers.stream().filter(watcher -> watcher.course.seen() < revisionOfPrefix.applyAsLong(watcher.course.prefix())).findFirst()
                .map(watcher -> "a watch of " + watcher.course.prefix() + "* at " + SimulatedSystem.name(watcher.member) + " has seen revision " + watcher.course.seen()
                        + " of " + revisionOfPrefix.applyAsLong(watcher.course.prefix())).orElse("");
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
        private final boolean slow;
        private long member;
        private @Nullable WatchedStream stream;

        Watcher(WatchCourse course, boolean slow) {
            this.course = course;
            this.slow = slow;
        }

        void open() {
            if (ending) {
                return;
            }
            open++;
            member = members.get(course.node() % members.size());
            SimulatedClient client = system.client(member, TIMEOUT, () -> slow ? random.nextLong(SLOW_NANOS_MAX) : 0);
            stream = new RecordedStore(system.recorder(), new EtcdStore(client), SimulatedSystem.name(member))
                    .watch(system.ids().next(), "w" + nextWatch++, course.next(), new Sink());
        }

        void startAnewEvery(long periodNanos) {
            system.agenda().after(periodNanos, () -> {
                if (!ending) {
                    course.startAnew(revision, random);
                    end();
                    startAnewEvery(periodNanos);
                }
            });
        }

        void end() {
            if (stream != null) {
                stream.close();
            }
        }

        private final class Sink implements WatchSink {
            @Override
            public void response(ObjectNode response, Event.Facts facts) {
                revision = Math.max(revision, facts.revision());
                if (course.received(response, facts)) {
                    Watcher.this.end();
                }
            }

            @Override
            public void end(WatchEnd end) {
                stream = null;
                course.ended(end);
                open--;
                system.agenda().after(REST.toNanos(), Watcher.this::open);
            }
        }
    }
}
