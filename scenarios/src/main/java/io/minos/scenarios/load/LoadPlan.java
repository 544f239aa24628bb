package io.minos.scenarios.load;

import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.scenarios.generator.Generator;
import io.minos.scenarios.generator.Mix;
import io.minos.scenarios.generator.Pace;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Which client does what next, and when.
 *
 * @param <C> a client: it does one thing at a time
 */
public final class LoadPlan<C> {
    /** How long a client rests after an error, so that a dead node is asked a few times a second and not as fast as it refuses. */
    private static final Duration REST_AFTER_FAIL = Duration.ofMillis(100);
    private static final Duration REST_AFTER_INFO = Duration.ofMillis(400);
    /** How far behind its rate the load may fall before the arrears are dropped. */
    private static final Duration ARREARS_MAX = Duration.ofMillis(200);
    /** Compaction leaves this many revisions, for the watches that start in the past. */
    private static final long REVISIONS_KEPT = 200;

    /** The client is busy until it is {@link #ended}. */
    public record Order<C>(C client, Operation operation) {}

    private record Resting<C>(long untilNanos, C client) {}

    private final RandomGenerator random;
    private final Pace pace;
    private final long compactEveryNanos;
    private final Deque<C> idle;
    private final PriorityQueue<Resting<C>> resting = new PriorityQueue<>(Comparator.comparingLong(Resting::untilNanos));
    private final Readers<C> readers;
    private final Sessions<C> sessions;
    private Generator generator;
    private long dueNanos;
    private long compactionDueNanos;
    private int underWay;
    private long revision;

    /**
     * Who the clients of a scenario are.
     *
     * @param working share the load
     * @param reading one a node, for the workload that does nothing but read; empty: there is none
     * @param roaming go from node to node, as many as the workload of sessions has; empty: there is none
     */
    public record Clients<C>(List<C> working, List<C> reading, List<C> roaming) {
        public Clients {
            working = List.copyOf(working);
            reading = List.copyOf(reading);
            roaming = List.copyOf(roaming);
        }
    }

    public LoadPlan(Scenario scenario, Clients<C> clients, RandomGenerator random, long nowNanos) {
        this.random = random;
        this.pace = new Pace(scenario.rate());
        this.generator = mix(scenario);
        this.idle = new ArrayDeque<>(clients.working());
        this.readers = new Readers<>(clients.reading(), Duration.ofSeconds(1).toNanos() / Math.max(1, readsPerSecond(scenario)), nowNanos);
        this.sessions = new Sessions<>(clients.roaming(), sessions(scenario), nowNanos);
        this.dueNanos = nowNanos;
        this.compactEveryNanos = scenario.compactEvery().toNanos();
        this.compactionDueNanos = compactEveryNanos == 0 ? Long.MAX_VALUE : nowNanos + compactEveryNanos;
    }

    /** At each node, by a client of its own; 0: the scenario has no such workload. */
    public static int readsPerSecond(Scenario scenario) {
        return scenario.workloads().stream().filter(Workload.Readers.class::isInstance).mapToInt(workload -> ((Workload.Readers) workload).rate()).sum();
    }

    /** Empty: the scenario has no such workload. */
    public static Optional<Workload.Sessions> sessions(Scenario scenario) {
        return scenario.workloads().stream().filter(Workload.Sessions.class::isInstance).map(Workload.Sessions.class::cast).findFirst();
    }

    private static Generator mix(Scenario scenario) {
        return new Mix(scenario.workloads().stream()
                .filter(Workload.Operating.class::isInstance).map(Workload.Operating.class::cast)
                .map(workload -> new Mix.Part(workload.prefix(), workload.share(), workload.generator()))
                .toList());
    }

    /** What is to be done now; empty: nothing, for now. */
    public Optional<Order<C>> next(long nowNanos) {
        wake(nowNanos);
        Optional<Order<C>> order = readers.next(nowNanos, random).or(() -> sessions.next(nowNanos, random));
        if (order.isEmpty() && nowNanos >= dueNanos && !idle.isEmpty()) {
            order = Optional.of(new Order<>(idle.remove(), operation(nowNanos)));
            dueNanos = Math.max(dueNanos, nowNanos - ARREARS_MAX.toNanos()) + pace.intervalNanos(random);
        }
        underWay += order.isPresent() ? 1 : 0;
        return order;
    }

    private Operation operation(long nowNanos) {
        if (nowNanos >= compactionDueNanos && revision > REVISIONS_KEPT) {
            compactionDueNanos = nowNanos + compactEveryNanos;
            return new Operation.Compact(revision - REVISIONS_KEPT);
        }
        Generator.Step step = generator.next(random);
        generator = step.next();
        return step.operation();
    }

    private void wake(long nowNanos) {
        while (!resting.isEmpty() && resting.peek().untilNanos() <= nowNanos) {
            idle.add(resting.remove().client());
        }
    }

    /** When something is to be done, unless an operation ends before; the end of time if all that can be done is to wait for one. */
    public long nextDueNanos() {
        long woken = resting.isEmpty() ? Long.MAX_VALUE : resting.peek().untilNanos();
        return readers.nextDueNanos(sessions.nextDueNanos(Math.min(idle.isEmpty() ? Long.MAX_VALUE : dueNanos, woken)));
    }

    /** An order was carried out, with this outcome. */
    public void ended(C client, Operation operation, Outcome<Answer> outcome, long nowNanos) {
        underWay--;
        if (outcome instanceof Outcome.Ok) {
            readers.changed(operation);
            if (operation instanceof Operation.Compact compact) {
                sessions.compacted(compact.revision());
            }
        }
        long goOnNanos = nowNanos + rest(outcome).toNanos();
        if (readers.ended(client) || sessions.ended(client, outcome, goOnNanos)) {
            return;
        }
        generator = generator.observe(operation, outcome);
        if (outcome instanceof Outcome.Ok<Answer> ok) {
            revision = Math.max(revision, ok.value().facts().revision());
            idle.add(client);
        } else {
            resting.add(new Resting<>(goOnNanos, client));
        }
    }

    private static Duration rest(Outcome<Answer> outcome) {
        return outcome instanceof Outcome.Ok ? Duration.ZERO : outcome instanceof Outcome.Fail ? REST_AFTER_FAIL : REST_AFTER_INFO;
    }

    /** Orders that have not ended. */
    public int underWay() {
        return underWay;
    }
}
