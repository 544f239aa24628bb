package io.minos.scenarios.scenario;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what {@link ScenarioFile} reads: what comes back is equal. */
public final class ScenarioText {
    private ScenarioText() {}

    /** A whole file, to which sections may be added. */
    public static YamlText of(Scenario s) {
        YamlText text = new YamlText();
        text.field("name", s.name());
        text.field("description", s.description());
        text.mapping("cluster", cluster(s.cluster()));
        text.list("workloads", s.workloads().stream().map(ScenarioText::workload).toList());
        text.field("duration", YamlText.duration(s.duration()));
        text.field("rate", YamlText.number(s.rate()));
        text.field("concurrency", Integer.toString(s.concurrency()));
        text.field("timeout", YamlText.duration(s.timeout()));
        text.field("compactEvery", YamlText.duration(s.compactEvery()));
        if (!s.checks().isEmpty()) {
            text.field("checks", s.checks());
        }
        Map<String, Object> limits = new LinkedHashMap<>();
        s.limits().forEach((measure, limit) -> limits.put(measure.text(), YamlText.duration(limit)));
        text.mapping("limits", limits);
        s.seed().ifPresent(seed -> text.field("seed", Long.toString(seed)));
        text.list("faults", s.faults().stream().map(ScenarioText::fault).toList());
        return text;
    }

    private static Map<String, Object> cluster(Scenario.Cluster cluster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", cluster.target());
        fields.put("nodes", Integer.toString(cluster.nodes()));
        fields.put("disk", YamlText.size(cluster.diskBytes()));
        if (!cluster.flags().isEmpty()) {
            fields.put("flags", cluster.flags());
        }
        return fields;
    }

    /** Its fields as in a file, the kind first. */
    public static Map<String, Object> workload(Workload workload) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", workload.kind());
        if (workload instanceof Workload.Operating operating) {
            put(fields, "share", operating.share());
        }
        if (workload instanceof Workload.Register register) {
            put(fields, "keys", register.keys());
            put(fields, "operationsPerKey", register.operationsPerKey());
        } else if (workload instanceof Workload.Set set) {
            put(fields, "elementsPerSet", set.elementsPerSet());
        } else if (workload instanceof Workload.Txn txn) {
            put(fields, "groups", txn.groups());
            put(fields, "keysPerGroup", txn.keysPerGroup());
            put(fields, "transactionsPerGroup", txn.transactionsPerGroup());
        } else if (workload instanceof Workload.Lease lease) {
            put(fields, "held", lease.held());
            put(fields, "ttlSeconds", lease.ttlSeconds());
            put(fields, "keysPerLease", lease.keysPerLease());
            put(fields, "operationsPerLease", lease.operationsPerLease());
        } else if (workload instanceof Workload.Lock lock) {
            put(fields, "locks", lock.locks());
            put(fields, "contendersPerLock", lock.contendersPerLock());
            put(fields, "ttlSeconds", lock.ttlSeconds());
            put(fields, "dozePercent", lock.dozePercent());
            fields.put("strict", Boolean.toString(lock.strict()));
        } else if (workload instanceof Workload.Watch watch) {
            put(fields, "streams", watch.streams());
            put(fields, "old", watch.old());
            fields.put("restartEvery", YamlText.duration(watch.restartEvery()));
        } else if (workload instanceof Workload.Readers readers) {
            put(fields, "rate", readers.rate());
        } else if (workload instanceof Workload.Sessions sessions) {
            put(fields, "clients", sessions.clients());
            put(fields, "rate", sessions.rate());
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, long number) {
        fields.put(name, Long.toString(number));
    }

    private static Map<String, Object> fault(FaultSpec fault) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", fault.kind().text());
        fields.put("target", fault.target() instanceof Target.OneOf one ? one.targets().stream().map(ScenarioText::target).toList() : target(fault.target()));
        if (!fault.parameters().isEmpty()) {
            fields.put("parameters", fault.parameters());
        }
        if (fault.trigger() instanceof Trigger.After after) {
            fields.put("at", YamlText.duration(after.delay()));
        } else if (fault.trigger() instanceof Trigger.Every every) {
            fields.put("at", YamlText.duration(every.first()));
            fields.put("every", YamlText.duration(every.period()));
        } else if (fault.trigger() instanceof Trigger.Operations operations) {
            put(fields, "afterOperations", operations.count());
        }
        if (!fault.duration().isZero()) {
            fields.put("for", YamlText.duration(fault.duration()));
        }
        return fields;
    }

    private static String target(Target target) {
        if (target instanceof Target.Leader) {
            return "leader";
        } else if (target instanceof Target.Follower) {
            return "follower";
        } else if (target instanceof Target.Any) {
            return "random";
        } else if (target instanceof Target.All) {
            return "all";
        } else if (target instanceof Target.Named named) {
            return String.join(",", named.nodes());
        }
        throw new IllegalArgumentException("a choice within a choice cannot be written: " + target);
    }
}
