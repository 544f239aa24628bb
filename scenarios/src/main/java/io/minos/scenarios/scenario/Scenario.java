package io.minos.scenarios.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.check.AvailabilityCheck;
import io.minos.checker.check.LockCheck;
import io.minos.checker.verdict.Measure;
import io.minos.nemesis.fault.FaultSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a run does.
 *
 * @param name letters, digits and dashes; it becomes part of the run directory's name
 * @param description one line for people
 * @param duration of the load, faults included
 * @param rate operations a second, all clients together
 * @param concurrency client processes
 * @param timeout of one operation; after it its outcome is unknown
 * @param compactEvery how often the history is compacted during the load; zero: never
 * @param faults in no particular order; each says when
 * @param checks names of the checks to run; empty: all
 * @param limits how long the service may be away, for the check availability; whole milliseconds; a measure without one is not judged
 * @param seed of all that is random; empty: a new one each run
 */
public record Scenario(
        String name,
        String description,
        Cluster cluster,
        List<Workload> workloads,
        List<FaultSpec> faults,
        Duration duration,
        double rate,
        int concurrency,
        Duration timeout,
        Duration compactEvery,
        List<String> checks,
        Map<Measure, Duration> limits,
        OptionalLong seed) {
    public static final int NODES_MAX = 9;
    public static final int CONCURRENCY_MAX = 200;

    /**
     * @param target {@code reference}, {@code etcd} or {@code etcd:PATH}
     * @param flags passed to every node, by etcd's names, without the dashes
     * @param diskBytes size of each node's own file system
     */
    public record Cluster(String target, int nodes, Map<String, String> flags, long diskBytes) {
        public Cluster {
            flags = Collections.unmodifiableMap(new TreeMap<>(flags));
            require(nodes >= 1 && nodes <= NODES_MAX, "nodes must be 1 to " + NODES_MAX + ", not " + nodes);
            require(diskBytes > 0, "disk must be positive");
        }

        /** Whether the nodes compact of their own accord. */
        public boolean compactsItself() {
            return !flags.getOrDefault("auto-compaction-retention", "0").matches("0[a-z]*");
        }
    }

    public Scenario {
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
        workloads = List.copyOf(workloads);
        faults = List.copyOf(faults);
        checks = List.copyOf(checks);
        require(name.matches("[A-Za-z0-9-]+"), "name must consist of letters, digits and dashes, not \"" + name + "\"");
        require(!workloads.isEmpty(), "workloads must name at least one");
        require(workloads.stream().anyMatch(Workload.Operating.class::isInstance), "workloads must name at least one that writes: register, set, txn, lease or lock");
        require(workloads.stream().noneMatch(Workload.Readers.class::isInstance) || workloads.stream().anyMatch(Workload.Register.class::isInstance), "readers read registers: workloads must name register as well");
        require(workloads.stream().map(Workload::kind).distinct().count() == workloads.size(), "workloads must not name a kind twice");
        require(!duration.isNegative() && !duration.isZero(), "duration must be positive");
        require(rate > 0, "rate must be positive, not " + rate);
        require(concurrency >= 1 && concurrency <= CONCURRENCY_MAX, "concurrency must be 1 to " + CONCURRENCY_MAX + ", not " + concurrency);
        require(!timeout.isNegative() && !timeout.isZero(), "timeout must be positive");
        require(!compactEvery.isNegative(), "compactEvery must not be negative");
        limits.forEach((measure, limit) -> require(limit.toMillis() > 0 && limit.equals(Duration.ofMillis(limit.toMillis())), "limits." + measure.text() + " must be whole milliseconds, at least 1ms"));
        require(limits.isEmpty() || checks.isEmpty() || checks.contains(AvailabilityCheck.NAME), "limits are judged by the check " + AvailabilityCheck.NAME + ", which checks does not name");
    }

    /** Without limits. */
    public Scenario(String name, String description, Cluster cluster, List<Workload> workloads, List<FaultSpec> faults, Duration duration, double rate, int concurrency, Duration timeout,
            Duration compactEvery, List<String> checks, OptionalLong seed) {
        this(name, description, cluster, workloads, faults, duration, rate, concurrency, timeout, compactEvery, checks, Map.of(), seed);
    }

    /** The same with other workloads. */
    public Scenario with(List<Workload> others) {
        return new Scenario(name, description, cluster, others, faults, duration, rate, concurrency, timeout, compactEvery, checks, limits, seed);
    }

    /** Puts into the run event what promises are judged by, beside the answers. */
    public void tellJudge(ObjectNode run) {
        if (workloads.stream().anyMatch(workload -> workload instanceof Workload.Lock lock && lock.strict())) {
            run.put(LockCheck.STRICT, true);
        }
        limits.forEach((measure, limit) -> run.withObjectProperty(AvailabilityCheck.LIMITS).put(measure.text(), limit.toMillis()));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
