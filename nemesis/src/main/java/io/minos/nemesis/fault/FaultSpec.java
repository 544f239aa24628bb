package io.minos.nemesis.fault;

import io.minos.nemesis.network.Way;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fault as a value.
 *
 * @param parameters by the names that the {@link FaultKind} says; durations as {@code 200ms} or {@code 2s}, sizes as
 *     {@code 65536}, {@code 64KiB} or {@code 1MiB}
 * @param duration from active to heal; zero means until the end of the load
 */
public record FaultSpec(FaultKind kind, Target target, Map<String, String> parameters, Trigger trigger, Duration duration) {
    /** @throws IllegalArgumentException a parameter is unknown or malformed; the message is for people */
    public FaultSpec {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        kind.requireKnown(parameters);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(kind.text() + ": a duration cannot be negative: " + duration);
        }
        if (trigger instanceof Trigger.Every && duration.isZero()) {
            throw new IllegalArgumentException(kind.text() + ": one that repeats must end, so it needs a duration");
        }
        requireWellFormed(parameters);
    }

    private static void requireWellFormed(Map<String, String> parameters) {
        jitter(parameters);
        Settings.bytes(parameters, "leave", 0);
        outward(parameters);
        NamedWays.of(parameters);
        rate(parameters);
        factor(parameters);
        clockJump(parameters);
        Settings.oneOf(parameters, "learner", "false", "false", "true");
        Settings.oneOf(parameters, "promote", "true", "false", "true");
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

    public Duration latency() {
        return latency(parameters);
    }

    private static Duration latency(Map<String, String> parameters) {
        return Settings.duration(parameters, "latency", Duration.ofMillis(100));
    }

    public Duration jitter() {
        return jitter(parameters);
    }

    private static Duration jitter(Map<String, String> parameters) {
        Duration jitter = Settings.duration(parameters, "jitter", Duration.ZERO);
        if (jitter.compareTo(latency(parameters)) > 0) {
            throw new IllegalArgumentException("jitter cannot be more than latency");
        }
        return jitter;
    }

    public long leaveBytes() {
        return Settings.bytes(parameters, "leave", 0);
    }

    /** Of loss and duplication: the part of all messages, more than 0 and at most 1. */
    public double rate() {
        return rate(parameters);
    }

    private static double rate(Map<String, String> parameters) {
        return Settings.rate(parameters, "rate", 0.2);
    }

    /** Of a slow disk. */
    public int factor() {
        return factor(parameters);
    }

    private static int factor(Map<String, String> parameters) {
        return Settings.whole(parameters, "factor", 20, 2, 10_000);
    }

    /** Of a wall clock; negative: back. */
    public Duration clockJump() {
        return clockJump(parameters);
    }

    private static Duration clockJump(Map<String, String> parameters) {
        return Settings.signedDuration(parameters, "by", Duration.ofSeconds(5));
    }

    /** A new member learns before it votes. */
    public boolean learnerFirst() {
        return Settings.oneOf(parameters, "learner", "false", "false", "true").equals("true");
    }

    /** A learner becomes a voter. */
    public boolean promote() {
        return Settings.oneOf(parameters, "promote", "true", "false", "true").equals("true");
    }

    /** Of a one-way partition: what the targets send is lost, not what they should receive. */
    private static boolean outward(Map<String, String> parameters) {
        return Settings.oneOf(parameters, "direction", "out", "out", "in").equals("out");
    }

    /** Whether the parameters alone say which nodes are meant. */
    public boolean namesItsNodes() {
        return !NamedWays.of(parameters).isEmpty();
    }

    /** The nodes that the parameters name. */
    public List<String> namedNodes() {
        return NamedWays.of(parameters).nodes();
    }

    /** The ways that a fault of the network is about. */
    public List<Way> ways(List<String> nodes, List<String> targets) {
        if (namesItsNodes()) {
            return NamedWays.of(parameters).ways(kind == FaultKind.PARTITION_ONE_WAY);
        }
        List<String> others = nodes.stream().filter(node -> !targets.contains(node)).toList();
        return switch (kind) {
            case PARTITION -> separated(nodes, targets, others);
            case PARTITION_ONE_WAY -> outward(parameters) ? Way.fromTo(targets, others) : Way.fromTo(others, targets);
            case CLIENT_PARTITION -> Way.between(List.of(Way.CLIENTS), targets);
            case LATENCY, LOSS, DUPLICATE, CLOG -> Way.between(targets, nodes);
            default -> throw new IllegalStateException(kind.text() + " is not of the network");
        };
    }

    /** When all are targets each is alone. */
    private static List<Way> separated(List<String> nodes, List<String> targets, List<String> others) {
        return others.isEmpty() ? Way.fromTo(nodes, nodes) : Way.between(targets, others);
    }
}
