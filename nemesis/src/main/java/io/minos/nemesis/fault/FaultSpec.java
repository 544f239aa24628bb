package io.minos.nemesis.fault;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.Collections;

/**
 * A fault as a value.
 *
 * @param parameters by the names that the {@link FaultKind} says; durations as {@code 200ms}, sizes in bytes
 * @param duration from active to heal; zero means until the end of the load
 */
public record FaultSpec(FaultKind kind, Target target, Map<String, String> parameters, Trigger trigger, Duration duration) {
    public FaultSpec {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        kind.requireKnown(parameters);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(kind.text() + ": a duration cannot be negative: " + duration);
        }
    }

    /** Without parameters, at once, until healed. */
    public static FaultSpec of(FaultKind kind, Target target) {
        return new FaultSpec(kind, target, Map.of(), new Trigger.After(Duration.ZERO), Duration.ZERO);
    }

    public FaultSpec with(String parameter, String value) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put(parameter, value);
        return new FaultSpec(kind, target, all, trigger, duration);
    }
}
