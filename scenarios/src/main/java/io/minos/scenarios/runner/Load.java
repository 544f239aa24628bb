package io.minos.scenarios.runner;

import io.minos.checker.history.Recorder;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
import io.minos.scenarios.generator.Generator;
import io.minos.scenarios.generator.Mix;
import io.minos.scenarios.generator.Pace;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The load: one thread, the caller's, decides who does what and when; a worker a client process does it. */
final class Load implements AutoCloseable {
    /** How long a process rests after an error, so that a dead node is asked a few times a second and not as fast as it refuses. */
    private static final Duration REST_AFTER_FAIL = Duration.ofMillis(100);
    private static final Duration REST_AFTER_INFO = Duration.ofMillis(400);
    /** How far behind its rate the load may fall before the arrears are dropped. */
    private static final Duration ARREARS_MAX = Duration.ofMillis(200);
    /** Compaction leaves this many revisions, for the watches that start in the past. */
    private static final long REVISIONS_KEPT = 200;
    private static final Duration OUTSTANDING_WITHIN = Duration.ofSeconds(15);

    private record Resting(long untilNanos, ClientProcess client) {}

    private final Scenario scenario;
    private final RandomGenerator random;
    private final Progress progress;
    private final Pace pace;
    private final LinkedBlockingQueue<ClientProcess.Completion> completions = new LinkedBlockingQueue<>();
    private final Deque<ClientProcess> idle = new ArrayDeque<>();
    private final PriorityQueue<Resting> resting = new PriorityQueue<>(Comparator.comparingLong(Resting::untilNanos));
    private final List<ClientProcess> clients = new ArrayList<>();
    private final Readers readers;
    private Generator generator;
    private int outstanding;
    private long revision;
    private @Nullable Throwable failure;

    Load(Scenario scenario, SystemUnderTest system, Recorder recorder, ProcessIds ids, RandomGenerator random, Progress progress) {
        this.scenario = scenario;
        this.random = random;
        this.progress = progress;
        this.pace = new Pace(scenario.rate());
        this.generator = mix(scenario);
        List<String> nodes = system.nodes();
        for (int i = 0; i < scenario.concurrency(); i++) {
            String node = nodes.get(i % nodes.size());
            clients.add(new ClientProcess(node, recorder, ids, () -> system.connect(node, scenario.timeout()), completions::add));
        }
        idle.addAll(clients);
        this.readers = readers(scenario, system, recorder, ids);
    }

    private Readers readers(Scenario scenario, SystemUnderTest system, Recorder recorder, ProcessIds ids) {
        int rate = scenario.workloads().stream().filter(Workload.Readers.class::isInstance).mapToInt(workload -> ((Workload.Readers) workload).rate()).sum();
        List<ClientProcess> reading = new ArrayList<>();
        if (rate > 0) {
            for (String node : system.nodes()) {
                reading.add(new ClientProcess(node, recorder, ids, () -> system.connect(node, scenario.timeout()), completions::add));
            }
        }
        clients.addAll(reading);
        return new Readers(reading, TimeUnit.SECONDS.toNanos(1) / Math.max(1, rate), System.nanoTime());
    }

    private static Generator mix(Scenario scenario) {
        return new Mix(scenario.workloads().stream()
                .filter(Workload.Operating.class::isInstance).map(Workload.Operating.class::cast)
                .map(workload -> new Mix.Part(workload.prefix(), workload.share(), workload.generator()))
                .toList());
    }

    /** Returns when the scenario's duration is over and every operation has ended. */
    void run() throws InterruptedException {
        long start = System.nanoTime();
        long end = start + scenario.duration().toNanos();
        long due = start;
        long compactionDue = scenario.compactEvery().isZero() ? Long.MAX_VALUE : start + scenario.compactEvery().toNanos();
        for (long now = start; now < end && failure == null; now = System.nanoTime()) {
            wake(now);
            int reading = readers.start(now, random);
            outstanding += reading;
            progress.invoked(reading);
            if (now >= due && !idle.isEmpty()) {
                if (now >= compactionDue && revision > REVISIONS_KEPT) {
                    submit(new Operation.Compact(revision - REVISIONS_KEPT));
                    compactionDue = now + scenario.compactEvery().toNanos();
                } else {
                    submit(next());
                }
                due = Math.max(due, now - ARREARS_MAX.toNanos()) + pace.intervalNanos(random);
            } else {
                take(readers.nextDue(Math.min(idle.isEmpty() ? end : due, nextWaking(end))) - now);
            }
        }
        finish();
    }

    private Operation next() {
        Generator.Step step = generator.next(random);
        generator = step.next();
        return step.operation();
    }

    private void submit(Operation operation) {
        outstanding++;
        progress.invoked(1);
        idle.remove().perform(operation);
    }

    private void wake(long now) {
        while (!resting.isEmpty() && resting.peek().untilNanos() <= now) {
            idle.add(resting.remove().client());
        }
    }

    private long nextWaking(long otherwise) {
        return resting.isEmpty() ? otherwise : resting.peek().untilNanos();
    }

    /** Takes completions: waits for the first, then all that are there. */
    private void take(long waitNanos) throws InterruptedException {
        ClientProcess.Completion completion = completions.poll(Math.max(1, waitNanos), TimeUnit.NANOSECONDS);
        while (completion != null) {
            accept(completion);
            completion = completions.poll();
        }
    }

    private void accept(ClientProcess.Completion completion) {
        outstanding--;
        Outcome<Answer> outcome = completion.outcome();
        if (outcome == null) {
            failure = completion.failure();
            return;
        }
        progress.completed(outcome);
        if (outcome instanceof Outcome.Ok) {
            readers.changed(completion.operation());
        }
        if (readers.ended(completion.by())) {
            return;
        }
        generator = generator.observe(completion.operation(), outcome);
        if (outcome instanceof Outcome.Ok<Answer> ok) {
            revision = Math.max(revision, ok.value().facts().revision());
            idle.add(completion.by());
        } else {
            Duration rest = outcome instanceof Outcome.Fail ? REST_AFTER_FAIL : REST_AFTER_INFO;
            resting.add(new Resting(System.nanoTime() + rest.toNanos(), completion.by()));
        }
    }

    private void finish() throws InterruptedException {
        long deadline = System.nanoTime() + scenario.timeout().plus(OUTSTANDING_WITHIN).toNanos();
        while (outstanding > 0 && failure == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(outstanding + " operations never ended");
            }
            take(TimeUnit.MILLISECONDS.toNanos(100));
        }
        if (failure != null) {
            throw new IllegalStateException("a client process failed: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        clients.forEach(ClientProcess::close);
    }
}
