package io.minos.scenarios.runner;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nemesis thread: injects each fault when its trigger says, heals it when its time is over, and all at the end of the load. */
final class FaultSchedule {
    private static final long POLL_MILLIS = 50;
    private static final long OBSERVE_NANOS = Duration.ofSeconds(1).toNanos();
    /** A heal may restart a node and free a disk. */
    private static final Duration END_WITHIN = Duration.ofSeconds(120);

    private record InForce(Faults.Injected fault, long healAtNanos, boolean repeats) {}

    /** A fault to come, for the first time or again. */
    private final class Planned {
        private final FaultSpec spec;
        private long due;
        private boolean injected;

        Planned(FaultSpec spec) {
            this.spec = spec;
            Duration delay = spec.trigger() instanceof Trigger.Every every ? every.first()
                    : spec.trigger() instanceof Trigger.After after ? after.delay() : Duration.ZERO;
            due = startNanos + delay.toNanos();
        }

        boolean repeats() {
            return spec.trigger() instanceof Trigger.Every;
        }

        boolean isDue() {
            if (spec.trigger() instanceof Trigger.Operations operations) {
                return progress.invocations() >= operations.count();
            }
            return System.nanoTime() >= due && !(repeats() && (inForce.stream().anyMatch(InForce::repeats) || !faults.hasTarget(spec)));
        }

        /** The next one keeps the rhythm if it can; it never hurries to catch up. */
        void again(Duration period) {
            injected = true;
            due = Math.max(due + period.toNanos(), System.nanoTime());
        }
    }

    private final Faults faults;
    private final Progress progress;
    private final List<Planned> waiting;
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
        this.waiting = new ArrayList<>(specs.stream().map(Planned::new).toList());
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
        return waiting.stream().filter(planned -> !planned.injected).map(planned -> planned.spec).toList();
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
        for (Iterator<Planned> i = waiting.iterator(); i.hasNext() && !ended; ) {
            Planned planned = i.next();
            if (planned.isDue()) {
                inject(planned);
                if (planned.spec.trigger() instanceof Trigger.Every every) {
                    planned.again(every.period());
                } else {
                    i.remove();
                }
            }
        }
    }

    private void inject(Planned planned) {
        FaultSpec spec = planned.spec;
        progress.faults("injecting " + spec.kind().text());
        Faults.Injected fault = faults.inject(spec);
        long healAt = spec.duration().isZero() ? Long.MAX_VALUE : System.nanoTime() + spec.duration().toNanos();
        inForce.add(new InForce(fault, healAt, planned.repeats()));
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
