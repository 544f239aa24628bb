package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** One seed after the other, several side by side. Each simulation is one thread's alone, so that their number changes nothing. */
public final class Campaign {
    private final Plan plan;
    private final LongFunction<SimulatedScenario> scenarios;
    private final Player player;
    private final Consumer<Played> onViolation;
    private final AtomicLong nextSeed;
    private Tally tally = Tally.empty();

    /**
     * What to play.
     *
     * @param first seed
     * @param last seed, played as well
     * @param jobs threads
     * @param untilFailure end with the first violation; seeds that are being played then are played to their end
     */
    public record Plan(long first, long last, int jobs, boolean untilFailure) {
        public Plan {
            if (last < first || jobs < 1) {
                throw new IllegalArgumentException("a campaign needs seeds and jobs, not seeds " + first + " to " + last + " and " + jobs + " jobs");
            }
        }
    }

    /**
     * @param scenarios of each seed
     * @param onViolation told of each, one at a time, in no order; should be quick
     */
    public Campaign(Plan plan, LongFunction<SimulatedScenario> scenarios, Player player, Consumer<Played> onViolation) {
        this.plan = plan;
        this.scenarios = scenarios;
        this.player = player;
        this.onViolation = onViolation;
        this.nextSeed = new AtomicLong(plan.first());
    }

    /** So far; from any thread. */
    public synchronized Tally tally() {
        return tally;
    }

    /** @param outOfTime asked before each seed; once true, no other is begun */
    public Tally run(BooleanSupplier outOfTime) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(plan.jobs(), Campaign::daemon);
        try {
            List<Future<?>> jobs = new ArrayList<>();
            for (int i = 0; i < plan.jobs(); i++) {
                jobs.add(threads.submit(() -> work(outOfTime)));
            }
            for (Future<?> job : jobs) {
                job.get();
            }
            return tally();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a campaign's thread ended", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "simulation");
        thread.setDaemon(true);
        return thread;
    }

    private void work(BooleanSupplier outOfTime) {
        while (!outOfTime.getAsBoolean() && !(plan.untilFailure() && tally().broken() > 0)) {
            long seed = nextSeed.getAndIncrement();
            if (seed > plan.last()) {
                return;
            }
            play(seed);
        }
    }

    private void play(long seed) {
        Played played;
        try {
            played = player.play(scenarios.apply(seed), seed);
        } catch (RuntimeException | StackOverflowError e) {
            add(new Tally.Failure(seed, e));
            return;
        }
        add(played);
    }

    private synchronized void add(Tally.Failure failure) {
        tally = tally.with(failure);
    }

    private synchronized void add(Played played) {
        tally = tally.with(played);
        if (played.violation().isPresent()) {
            onViolation.accept(played);
        }
    }
}
