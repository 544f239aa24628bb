package io.minos.scenarios.runner;

import io.minos.nemesis.fault.FaultPlan;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nemesis thread: injects each fault when its trigger says, heals it when its time is over, and all at the end of the load. */
final class FaultSchedule {
    private static final long POLL_MILLIS = 50;
    private static final long OBSERVE_NANOS = Duration.ofSeconds(1).toNanos();
    /** A heal may restart a node and free a disk. */
    private static final Duration END_WITHIN = Duration.ofSeconds(120);

    private record InForce(Faults.Injected fault, long healAtNanos, boolean repeats) {}

    private final Faults faults;
    private final Progress progress;
    private final FaultPlan plan;
    private final List<InForce> inForce = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private final Thread thread = new Thread(this::work, "nemesis");
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private long observedNanos = startNanos;

    /** The load begins now. */
    FaultSchedule(List<FaultSpec> specs, Faults faults, Progress progress) {
        this.faults = faults;
        this.progress = progress;
        this.plan = new FaultPlan(specs, startNanos);
        thread.setDaemon(true);
        thread.start();
    }

    /** The load is over: heals everything, and returns, when that is done, the faults that were never injected. */
    List<FaultSpec> end() throws InterruptedException {
        ended = true;
        thread.join(END_WITHIN.toMillis());
        if (thread.isAlive()) {
            throw new IllegalStateException("the faults were not healed within " + END_WITHIN.toSeconds() + " s");
        }
        if (failure != null) {
            throw new IllegalStateException("the nemesis failed: " + failure.getMessage(), failure);
        }
        return plan.neverInjected();
    }

    private void work() {
        try {
            while (!ended) {
                healDue();
                injectDue();
                observe();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // nobody interrupts this thread; healing is all that is left to do
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        progress.faults("healing");
        faults.healAll();
        progress.faults("");
    }

    private void injectDue() {
        while (!ended) {
            Optional<FaultSpec> due = plan.next(System.nanoTime(), progress.invocations(), this::may);
            if (due.isEmpty()) {
                return;
            }
            inject(due.get());
        }
    }

    private boolean may(FaultSpec spec) {
        return !repeats(spec) || inForce.stream().noneMatch(InForce::repeats) && faults.hasTarget(spec);
    }

    private static boolean repeats(FaultSpec spec) {
        return spec.trigger() instanceof Trigger.Every;
    }

    private void inject(FaultSpec spec) {
        progress.faults("injecting " + spec.kind().text());
        Faults.Injected fault = faults.inject(spec);
        long healAt = spec.duration().isZero() ? Long.MAX_VALUE : System.nanoTime() + spec.duration().toNanos();
        inForce.add(new InForce(fault, healAt, repeats(spec)));
        show();
    }

    private void healDue() {
        for (Iterator<InForce> i = inForce.iterator(); i.hasNext(); ) {
            InForce fault = i.next();
            if (System.nanoTime() >= fault.healAtNanos()) {
                i.remove();
                progress.faults("healing " + fault.fault().describe());
                fault.fault().heal();
                show();
            }
        }
    }

    private void observe() {
        if (!inForce.isEmpty() && System.nanoTime() - observedNanos >= OBSERVE_NANOS) {
            observedNanos = System.nanoTime();
            faults.observe();
        }
    }

    private void show() {
        progress.faults(inForce.stream().map(fault -> fault.fault().describe()).collect(Collectors.joining(", ")));
    }
}
