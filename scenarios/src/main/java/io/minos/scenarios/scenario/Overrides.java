package io.minos.scenarios.scenario;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the command line says in place of the file. */
public record Overrides(Optional<String> target, Optional<Integer> nodes, Optional<Duration> duration, Optional<Double> rate, Optional<Integer> concurrency) {
    public static Overrides none() {
        return new Overrides(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A new duration stretches or shrinks the faults' times with it, so that each still has its part of the load. What repeats
     * keeps its rhythm instead: a longer load has more of it. Limits stay: how long a store may be away is no matter of the load.
     *
     * @throws ScenarioException when a value is not allowed
     */
    public Scenario apply(Scenario s) {
        Duration newDuration = duration.orElse(s.duration());
        double factor = (double) newDuration.toNanos() / s.duration().toNanos();
        try {
            var cluster = new Scenario.Cluster(target.orElse(s.cluster().target()), nodes.orElse(s.cluster().nodes()),
                    s.cluster().flags(), s.cluster().diskBytes());
            List<FaultSpec> faults = factor == 1 ? s.faults() : s.faults().stream().map(fault -> stretched(fault, factor)).toList();
            return new Scenario(s.name(), s.description(), cluster, s.workloads(), faults, newDuration,
                    rate.orElse(s.rate()), concurrency.orElse(s.concurrency()), s.timeout(), s.compactEvery(), s.checks(), s.limits(), s.seed());
        } catch (IllegalArgumentException e) {
            throw new ScenarioException(e.getMessage());
        }
    }

    private static FaultSpec stretched(FaultSpec fault, double factor) {
        if (fault.trigger() instanceof Trigger.Every every) {
            var earlier = new Trigger.Every(stretched(every.first(), Math.min(1, factor)), every.period());
            return new FaultSpec(fault.kind(), fault.target(), fault.parameters(), earlier, fault.duration());
        }
        Trigger trigger = fault.trigger() instanceof Trigger.After after ? new Trigger.After(stretched(after.delay(), factor)) : fault.trigger();
        return new FaultSpec(fault.kind(), fault.target(), fault.parameters(), trigger, stretched(fault.duration(), factor));
    }

    private static Duration stretched(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }

    /** {@code 500ms}, {@code 10s}, {@code 2m}; a bare number is seconds. */
    public static Duration duration(String text) {
        try {
            Duration duration = Fields.parseDuration(text.matches("\\d+(\\.\\d+)?") ? text + "s" : text);
            if (!duration.isZero()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // the complaint below serves both
        }
        throw new ScenarioException("\"" + text + "\" is no duration; write 500ms, 10s or 2m");
    }
}
