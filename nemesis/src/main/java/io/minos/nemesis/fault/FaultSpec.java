package io.minos.nemesis.fault;

import io.minos.nemesis.network.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        latency(parameters);
        jitter(parameters);
        leaveBytes(parameters);
        outward(parameters);
        groups(parameters);
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

    Duration latency() {
        return latency(parameters);
    }

    private static Duration latency(Map<String, String> parameters) {
        return Settings.duration(parameters, "latency", Duration.ofMillis(100));
    }

    Duration jitter() {
        return jitter(parameters);
    }

    private static Duration jitter(Map<String, String> parameters) {
        Duration jitter = Settings.duration(parameters, "jitter", Duration.ZERO);
        if (jitter.compareTo(latency(parameters)) > 0) {
            throw new IllegalArgumentException("jitter cannot be more than latency");
        }
        return jitter;
    }

    long leaveBytes() {
        return leaveBytes(parameters);
    }

    private static long leaveBytes(Map<String, String> parameters) {
        return Settings.bytes(parameters, "leave", 0);
    }

    /** Of a one-way partition: what the targets send is lost, not what they should receive. */
    private static boolean outward(Map<String, String> parameters) {
        return Settings.oneOf(parameters, "direction", "out", "out", "in").equals("out");
    }

    /** The sides of a partition; empty when the targets are one side. */
    private static List<List<String>> groups(Map<String, String> parameters) {
        String text = parameters.get("groups");
        if (text == null) {
            return List.of();
        }
        List<List<String>> groups = new ArrayList<>();
        Set<String> all = new LinkedHashSet<>();
        for (String side : text.split("\\|", -1)) {
            List<String> nodes = List.of(side.strip().split("\\s*,\\s*"));
            if (nodes.stream().anyMatch(node -> node.isEmpty() || !all.add(node))) {
                throw new IllegalArgumentException("groups must look like n1,n2|n3, each node once, not: " + text);
            }
            groups.add(nodes);
        }
        if (groups.size() < 2) {
            throw new IllegalArgumentException("groups must have two sides, as n1,n2|n3 has, not: " + text);
        }
        return groups;
    }

    /** Whether the parameters alone say which nodes are meant. */
    boolean namesItsNodes() {
        return !groups(parameters).isEmpty();
    }

    /** The nodes that the parameters name. */
    List<String> namedNodes() {
        return groups(parameters).stream().flatMap(List::stream).toList();
    }

    /** The ways that a fault of the network is about. */
    List<Way> ways(List<String> nodes, List<String> targets) {
        List<String> others = nodes.stream().filter(node -> !targets.contains(node)).toList();
        return switch (kind) {
            case PARTITION -> namesItsNodes() ? betweenGroups() : separated(nodes, targets, others);
            case PARTITION_ONE_WAY -> outward(parameters) ? Way.fromTo(targets, others) : Way.fromTo(others, targets);
            case CLIENT_PARTITION -> Way.between(List.of(Way.CLIENTS), targets);
            case LATENCY -> Way.between(targets, nodes);
            case KILL, PAUSE, DISK_FULL -> throw new IllegalStateException(kind.text() + " is not of the network");
        };
    }

    /** When all are targets each is alone. */
    private static List<Way> separated(List<String> nodes, List<String> targets, List<String> others) {
        return others.isEmpty() ? Way.fromTo(nodes, nodes) : Way.between(targets, others);
    }

    private List<Way> betweenGroups() {
        List<List<String>> groups = groups(parameters);
        List<Way> ways = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                ways.addAll(Way.between(groups.get(i), groups.get(j)));
            }
        }
        return ways;
    }
}
