package io.minos.scenarios.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.minos.checker.verdict.Measure;
import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads scenarios. Strict: what it does not know is an error, never skipped. */
public final class ScenarioFile {
    private static final YAMLMapper YAML = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** More than any run writes; a file system in memory takes no more than what is written. */
    private static final long DISK_BYTES = 1L << 30;

    /** What only the simulator is told; real runs do without. */
    public static final String SIMULATION = "simulation";

    private static final String LIMITS = "limits";

    private static final List<String> TOP = List.of("name", "description", "cluster", "workloads", "faults", "duration",
            "rate", "concurrency", "timeout", "compactEvery", "checks", LIMITS, "seed", SIMULATION);
    private static final List<String> CLUSTER = List.of("target", "nodes", "flags", "disk");
    private static final List<String> FAULT = List.of("kind", "target", "parameters", "at", "afterOperations", "every", "for");

    private static final List<String> WORKLOADS = List.of("register", "set", "txn", "lease", "lock", "watch", "readers", "sessions");

    private ScenarioFile() {}

    /** @throws ScenarioException one line, if it is no scenario */
    public static Scenario read(Path file) {
        return parse(file.toString(), text(file));
    }

    /** @throws ScenarioException one line, if it cannot be read */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ScenarioException("there is no file " + file);
        } catch (IOException e) {
            throw new ScenarioException(file + " cannot be read: " + e.getMessage());
        }
    }

    /** @param file how complaints name it */
    public static Scenario parse(String file, String yaml) {
        return scenario(fields(file, yaml));
    }

    /** The whole of a file, not read further yet. */
    public static Fields fields(String file, String yaml) {
        JsonNode tree;
        try {
            tree = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw new ScenarioException(file + where + ": is not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        return Fields.of(file, "", tree, TOP);
    }

    public static Scenario scenario(Fields fields) {
        return fields.made(top -> new Scenario(
                top.text("name"),
                top.text("description", ""),
                top.has("cluster") ? top.mapping("cluster", CLUSTER).made(ScenarioFile::cluster) : new Scenario.Cluster("reference", 3, Map.of(), DISK_BYTES),
                top.list("workloads", ScenarioFile::workload),
                top.list("faults", ScenarioFile::fault),
                top.duration("duration", Duration.ofSeconds(30)),
                top.number("rate", 200),
                top.integer("concurrency", 6),
                top.duration("timeout", Duration.ofSeconds(3)),
                top.duration("compactEvery", Duration.ZERO),
                top.list("checks", Fields.Element::text),
                limits(top.section(LIMITS, Measure.texts())),
                top.whole("seed").map(OptionalLong::of).orElse(OptionalLong.empty())));
    }

    private static Scenario.Cluster cluster(Fields fields) {
        String target = fields.text("target", "reference");
        if (!isTarget(target)) {
            throw fields.unknown("target", target, List.of("reference", "etcd", "etcd:PATH"));
        }
        return new Scenario.Cluster(target, fields.integer("nodes", 3), fields.texts("flags"), fields.size("disk", DISK_BYTES));
    }

    private static Map<Measure, Duration> limits(Fields fields) {
        Map<Measure, Duration> limits = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            if (fields.has(measure.text())) {
                limits.put(measure, fields.duration(measure.text(), Duration.ZERO));
            }
        }
        return limits;
    }

    public static boolean isTarget(String target) {
        return target.equals("reference") || target.equals("etcd") || target.startsWith("etcd:") && target.length() > 5;
    }

    private static Workload workload(Fields.Element element) {
        String kind = element.node().path("kind").asText("");
        return switch (kind) {
            case "readers" -> fields(element, "rate").made(f -> new Workload.Readers(f.integer("rate", 10)));
            case "register" -> fields(element, "share", "keys", "operationsPerKey").made(f ->
                    new Workload.Register(f.integer("share", 4), f.integer("keys", 5), f.integer("operationsPerKey", 120)));
            case "sessions" -> fields(element, "clients", "rate").made(f -> new Workload.Sessions(f.integer("clients", 3), f.integer("rate", 10)));
            case "set" -> fields(element, "share", "elementsPerSet").made(f ->
                    new Workload.Set(f.integer("share", 2), f.integer("elementsPerSet", 300)));
            case "txn" -> fields(element, "share", "groups", "keysPerGroup", "transactionsPerGroup").made(f ->
                    new Workload.Txn(f.integer("share", 2), f.integer("groups", 3), f.integer("keysPerGroup", 3), f.integer("transactionsPerGroup", 60)));
            case "lease" -> fields(element, "share", "held", "ttlSeconds", "keysPerLease", "operationsPerLease").made(f ->
                    new Workload.Lease(f.integer("share", 2), f.integer("held", 6), f.integer("ttlSeconds", 2), f.integer("keysPerLease", 3), f.integer("operationsPerLease", 40)));
            case "lock" -> fields(element, "share", "locks", "contendersPerLock", "ttlSeconds", "dozePercent", "strict").made(f ->
                    new Workload.Lock(f.integer("share", 2), f.integer("locks", 2), f.integer("contendersPerLock", 3), f.integer("ttlSeconds", 2), f.integer("dozePercent", 0), f.truth("strict", false)));
            case "watch" -> fields(element, "streams", "old", "restartEvery").made(f ->
                    new Workload.Watch(f.integer("streams", 4), f.integer("old", 1), f.duration("restartEvery", Duration.ofSeconds(4))));
            default -> throw fields(element, "share", "keys", "operationsPerKey", "elementsPerSet", "groups", "keysPerGroup",
                    "transactionsPerGroup", "streams", "old", "restartEvery")
                    .unknown("kind", kind, WORKLOADS);
        };
    }

    /**
     * Workloads by their kinds, each with its defaults.
     *
     * @param from how complaints name where the kinds come from
     * @throws ScenarioException one line, if one of them is no kind
     */
    public static List<Workload> workloads(String from, List<String> kinds) {
        return kinds.stream().map(kind -> workload(new Fields.Element(from, "", YAML.createObjectNode().put("kind", kind)))).toList();
    }

    private static Fields fields(Fields.Element element, String... others) {
        List<String> allowed = new ArrayList<>(List.of("kind"));
        allowed.addAll(Arrays.asList(others));
        return Fields.of(element.file(), element.path(), element.node(), allowed);
    }

    private static FaultSpec fault(Fields.Element element) {
        Fields fields = Fields.of(element.file(), element.path(), element.node(), FAULT);
        String kind = fields.text("kind");
        List<String> kinds = Arrays.stream(FaultKind.values()).map(FaultKind::text).toList();
        if (!kinds.contains(kind)) {
            throw fields.unknown("kind", kind, kinds);
        }
        if (fields.has("at") && fields.has("afterOperations")) {
            throw fields.complaint(fields.pathOf("at"), "and afterOperations exclude each other");
        }
        if (fields.has("every") && fields.has("afterOperations")) {
            throw fields.complaint(fields.pathOf("every"), "and afterOperations exclude each other");
        }
        if (fields.has("every") && !fields.has("for")) {
            throw fields.complaint(fields.pathOf("every"), "needs a for, since each must end before the next");
        }
        return fields.made(f -> new FaultSpec(
                FaultKind.parse(kind), target(f), f.texts("parameters"), trigger(f), f.duration("for", Duration.ZERO)));
    }

    /** A list is a choice, made anew each time. */
    private static Target target(Fields fields) {
        if (!fields.isList("target")) {
            return Target.parse(fields.text("target", "random"));
        }
        return new Target.OneOf(fields.list("target", element -> Target.parse(element.text())));
    }

    private static Trigger trigger(Fields fields) {
        if (fields.has("every")) {
            return new Trigger.Every(fields.duration("at", Duration.ZERO), fields.duration("every", Duration.ZERO));
        }
        return fields.whole("afterOperations").<Trigger>map(Trigger.Operations::new)
                .orElseGet(() -> new Trigger.After(fields.duration("at", Duration.ZERO)));
    }
}
