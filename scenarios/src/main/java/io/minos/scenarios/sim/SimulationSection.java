package io.minos.scenarios.sim;

import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Fields;
import io.minos.scenarios.scenario.YamlText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The world's options as scenario files say them, in groups: {@code network}, {@code disk}, {@code clocks}, {@code node}. */
final class SimulationSection {
    static final String NETWORK = "network";
    static final String DISK = "disk";
    static final String CLOCKS = "clocks";
    static final String NODE = "node";

    private SimulationSection() {}

    /** All options, by group and name, as text. */
    static Map<String, Map<String, String>> groups(WorldOptions world) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put(NETWORK, network(world.net()));
        groups.put(DISK, disk(world.disk()));
        groups.put(CLOCKS, clocks(world.clocks()));
        groups.put(NODE, node(world.node()));
        return groups;
    }

    private static Map<String, String> network(WorldOptions.Net net) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("latencyMin", duration(net.latencyMin()));
        texts.put("latencyMean", duration(net.latencyMean()));
        texts.put("shape", shape(net.shape()));
        texts.put("loss", YamlText.number(net.loss()));
        texts.put("duplication", YamlText.number(net.duplication()));
        texts.put("ordered", Boolean.toString(net.ordered()));
        return texts;
    }

    private static Map<String, String> disk(WorldOptions.Disk disk) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("syncMean", duration(disk.syncMean()));
        texts.put("capacity", YamlText.size(disk.capacityBytes()));
        return texts;
    }

    private static Map<String, String> clocks(WorldOptions.Clocks clocks) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("driftMax", YamlText.number(clocks.driftMax()));
        texts.put("wakeMax", duration(clocks.wakeMax()));
        return texts;
    }

    private static Map<String, String> node(WorldOptions.Node node) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("tick", duration(node.tick()));
        texts.put("electionTicks", Integer.toString(node.electionTicks()));
        texts.put("electionSpreadTicks", Integer.toString(node.electionSpreadTicks()));
        texts.put("heartbeatTicks", Integer.toString(node.heartbeatTicks()));
        texts.put("requestTimeout", duration(node.requestTimeout()));
        texts.put("quotaBytes", Long.toString(node.quotaBytes()));
        texts.put("snapshotCount", Long.toString(node.snapshotCount()));
        texts.put("catchUpEntries", Integer.toString(node.catchUpEntries()));
        texts.put("snapshotPart", YamlText.size(node.snapshotPartBytes()));
        texts.put("appendMax", YamlText.size(node.appendBytesMax()));
        texts.put("inflightMax", Integer.toString(node.inflightMax()));
        texts.put("watchFragment", YamlText.size(node.watchFragmentBytes()));
        texts.put("watchProgress", duration(node.watchProgress()));
        texts.put("compactRetention", Long.toString(node.compactRetention()));
        return texts;
    }

    /** @param base what is not said is as there */
    static WorldOptions read(Fields section, WorldOptions base) {
        return new WorldOptions(base.members(),
                section.section(NETWORK, names(network(base.net()))).made(fields -> network(fields, base.net())),
                section.section(DISK, names(disk(base.disk()))).made(fields -> disk(fields, base.disk())),
                section.section(CLOCKS, names(clocks(base.clocks()))).made(fields -> clocks(fields, base.clocks())),
                section.section(NODE, names(node(base.node()))).made(fields -> node(fields, base.node())));
    }

    private static List<String> names(Map<String, String> texts) {
        return List.copyOf(texts.keySet());
    }

    private static WorldOptions.Net network(Fields fields, WorldOptions.Net base) {
        return new WorldOptions.Net(
                nanos(fields, "latencyMin", base.latencyMin()),
                nanos(fields, "latencyMean", base.latencyMean()),
                shape(fields, base.shape()),
                fields.rate("loss", base.loss()),
                fields.rate("duplication", base.duplication()),
                fields.truth("ordered", base.ordered()));
    }

    private static WorldOptions.Disk disk(Fields fields, WorldOptions.Disk base) {
        return new WorldOptions.Disk(nanos(fields, "syncMean", base.syncMean()), fields.size("capacity", base.capacityBytes()));
    }

    private static WorldOptions.Clocks clocks(Fields fields, WorldOptions.Clocks base) {
        return new WorldOptions.Clocks(fields.rate("driftMax", base.driftMax()), nanos(fields, "wakeMax", base.wakeMax()));
    }

    private static WorldOptions.Node node(Fields fields, WorldOptions.Node base) {
        WorldOptions.Node node = new WorldOptions.Node(
                nanos(fields, "tick", base.tick()),
                fields.integer("electionTicks", base.electionTicks()),
                fields.integer("electionSpreadTicks", base.electionSpreadTicks()),
                fields.integer("heartbeatTicks", base.heartbeatTicks()),
                nanos(fields, "requestTimeout", base.requestTimeout()),
                fields.whole("quotaBytes").orElse(base.quotaBytes()),
                fields.whole("snapshotCount").orElse(base.snapshotCount()),
                fields.integer("catchUpEntries", base.catchUpEntries()),
                bytes(fields, "snapshotPart", base.snapshotPartBytes()),
                bytes(fields, "appendMax", base.appendBytesMax()),
                fields.integer("inflightMax", base.inflightMax()),
                bytes(fields, "watchFragment", base.watchFragmentBytes()),
                nanos(fields, "watchProgress", base.watchProgress()),
                fields.whole("compactRetention").orElse(base.compactRetention()));
        requireUsable(node);
        return node;
    }

    /** What a replica would refuse only when the world begins. */
    private static void requireUsable(WorldOptions.Node node) {
        positive("tick", node.tick());
        positive("electionSpreadTicks", node.electionSpreadTicks());
        positive("heartbeatTicks", node.heartbeatTicks());
        positive("requestTimeout", node.requestTimeout());
        positive("snapshotCount", node.snapshotCount());
        positive("catchUpEntries", node.catchUpEntries() + 1L);
        positive("snapshotPart", node.snapshotPartBytes());
        positive("appendMax", node.appendBytesMax());
        positive("inflightMax", node.inflightMax());
        positive("watchFragment", node.watchFragmentBytes());
        positive("watchProgress", node.watchProgress());
        positive("compactRetention", node.compactRetention() + 1);
        if (node.electionTicks() <= node.heartbeatTicks()) {
            throw new IllegalArgumentException("electionTicks must be more than heartbeatTicks");
        }
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is too small");
        }
    }

    private static String duration(long nanos) {
        return YamlText.duration(Duration.ofNanos(nanos));
    }

    private static long nanos(Fields fields, String name, long otherwise) {
        return fields.duration(name, Duration.ofNanos(otherwise)).toNanos();
    }

    private static int bytes(Fields fields, String name, int otherwise) {
        long bytes = fields.size(name, otherwise);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is too large");
        }
        return (int) bytes;
    }

    private static String shape(WorldOptions.Net.Shape shape) {
        return shape.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static WorldOptions.Net.Shape shape(Fields fields, WorldOptions.Net.Shape otherwise) {
        List<WorldOptions.Net.Shape> shapes = List.of(WorldOptions.Net.Shape.values());
        String text = fields.text("shape", shape(otherwise));
        return shapes.stream().filter(shape -> shape(shape).equals(text)).findFirst()
                .orElseThrow(() -> fields.unknown("shape", text, shapes.stream().map(SimulationSection::shape).toList()));
    }
}
