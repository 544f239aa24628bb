package io.minos.scenarios.runner;

import io.minos.checker.history.Recorder;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
import io.minos.scenarios.load.LoadPlan;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The load: one thread, the caller's, carries out a {@link LoadPlan}; a worker a client process does the work. */
final class Load implements AutoCloseable {
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration OUTSTANDING_WITHIN = Duration.ofSeconds(15);

    private final Scenario scenario;
    private final Progress progress;
    private final LinkedBlockingQueue<ClientProcess.Completion> completions = new LinkedBlockingQueue<>();
    private final List<ClientProcess> clients = new ArrayList<>();
    private final LoadPlan<ClientProcess> plan;
    private @Nullable Throwable failure;

    Load(Scenario scenario, SystemUnderTest system, Recorder recorder, ProcessIds ids, RandomGenerator random, Progress progress) {
        this.scenario = scenario;
        this.progress = progress;
        List<String> nodes = system.nodes();
        for (int i = 0; i < scenario.concurrency(); i++) {
            clients.add(client(List.of(nodes.get(i % nodes.size())), system, recorder, ids));
        }
        List<ClientProcess> working = List.copyOf(clients);
        List<ClientProcess> reading = LoadPlan.readsPerSecond(scenario) == 0 ? List.of()
                : nodes.stream().map(node -> client(List.of(node), system, recorder, ids)).toList();
        List<ClientProcess> roaming = Stream.generate(() -> client(nodes, system, recorder, ids))
                .limit(LoadPlan.sessions(scenario).map(Workload.Sessions::clients).orElse(0)).toList();
        clients.addAll(reading);
        clients.addAll(roaming);
        this.plan = new LoadPlan<>(scenario, new LoadPlan.Clients<>(working, reading, roaming), random, System.nanoTime());
    }

    private ClientProcess client(List<String> nodes, SystemUnderTest system, Recorder recorder, ProcessIds ids) {
        return new ClientProcess(nodes, recorder, ids, node -> system.connect(node, scenario.timeout()), completions::add);
    }

    /**
     * Returns when the scenario's duration is over, or it is to end, and every operation has ended.
     *
     * @param isOver asked before every operation
     */
    void run(BooleanSupplier isOver) throws InterruptedException {
        long end = System.nanoTime() + scenario.duration().toNanos();
        for (long now = System.nanoTime(); now < end && failure == null && !isOver.getAsBoolean(); now = System.nanoTime()) {
            Optional<LoadPlan.Order<ClientProcess>> order = plan.next(now);
            if (order.isPresent()) {
                progress.invoked(1);
                order.get().client().perform(order.get().operation());
            } else {
                take(Math.min(Math.min(end, plan.nextDueNanos()) - now, ASK_NANOS));
            }
        }
        finish();
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
        Outcome<Answer> outcome = completion.outcome();
        if (outcome == null) {
            failure = completion.failure();
            return;
        }
        progress.completed(outcome);
        plan.ended(completion.by(), completion.operation(), outcome, System.nanoTime());
    }

    private void finish() throws InterruptedException {
        long deadline = System.nanoTime() + scenario.timeout().plus(OUTSTANDING_WITHIN).toNanos();
        while (plan.underWay() > 0 && failure == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(plan.underWay() + " operations never ended");
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
