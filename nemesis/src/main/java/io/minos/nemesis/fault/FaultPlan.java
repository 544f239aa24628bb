package io.minos.nemesis.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which faults are still to come, and when. It has no clock of its own: whoever carries the plan out says what time it is. */
public final class FaultPlan {
    /** A fault to come, for the first time or again. */
    private static final class Planned {
        private final FaultSpec spec;
        private long dueNanos;
        private boolean injected;

        Planned(FaultSpec spec, long startNanos) {
            this.spec = spec;
            Duration delay = spec.trigger() instanceof Trigger.Every every ? every.first()
                    : spec.trigger() instanceof Trigger.After after ? after.delay() : Duration.ZERO;
            dueNanos = startNanos + delay.toNanos();
        }

        boolean isDue(long nowNanos, long invocations) {
            return spec.trigger() instanceof Trigger.Operations operations ? invocations >= operations.count() : nowNanos - dueNanos >= 0;
        }

        /** The next one keeps the rhythm if it can; it never hurries to catch up. */
        void again(Duration period, long nowNanos) {
            injected = true;
            dueNanos = Math.max(dueNanos + period.toNanos(), nowNanos);
        }
    }

    private final List<Planned> waiting = new ArrayList<>();

    /** The load begins at {@code startNanos}. */
    public FaultPlan(List<FaultSpec> specs, long startNanos) {
        specs.forEach(spec -> waiting.add(new Planned(spec, startNanos)));
    }

    /**
     * The next fault to be injected now, to be asked until there is none.
     *
     * @param invocations of operations so far
     * @param may what is due and may not yet begin stays due
     */
    public Optional<FaultSpec> next(long nowNanos, long invocations, Predicate<FaultSpec> may) {
        for (Iterator<Planned> i = waiting.iterator(); i.hasNext(); ) {
            Planned planned = i.next();
            if (planned.isDue(nowNanos, invocations) && may.test(planned.spec)) {
                if (planned.spec.trigger() instanceof Trigger.Every every) {
                    planned.again(every.period(), nowNanos);
                } else {
                    i.remove();
                }
                return Optional.of(planned.spec);
            }
        }
        return Optional.empty();
    }

    /** When to ask again: at {@code poll} from now if there is one that waits for something else than the time, {@code Long.MAX_VALUE} if nothing is to come. */
    public long askAgainNanos(long nowNanos, Duration poll) {
        long next = Long.MAX_VALUE;
        for (Planned planned : waiting) {
            boolean waitsForTime = !(planned.spec.trigger() instanceof Trigger.Operations) && planned.dueNanos > nowNanos;
            next = Math.min(next, waitsForTime ? planned.dueNanos : nowNanos + poll.toNanos());
        }
        return next;
    }

    /** Those that never were. */
    public List<FaultSpec> neverInjected() {
        return waiting.stream().filter(planned -> !planned.injected).map(planned -> planned.spec).toList();
    }
}
