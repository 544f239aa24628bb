package io.minos.scenarios.sim;

import io.minos.nemesis.fault.FaultKind;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioText;
import io.minos.scenarios.scenario.YamlText;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A scenario with what only the simulator can be told. Faults act during the scenario's duration (anything may happen, nothing
 * may break); then a random majority of the voters is healed for good, the rest stays as it is, and within {@code settleWithin} the
 * cluster must elect, commit, deliver all watch events, and converge.
 *
 * @param scenario its {@code cluster.nodes} equals {@code world.members}; its seed is ignored
 * @param leases clients that hold a lease with keys on it
 * @param users clients that authenticate, each with rights on its own keys, which change; 0 leaves authentication off
 * @param operationsMax the load ends early after so many operations; how a failure is made smaller
 */
public record SimulatedScenario(Scenario scenario, WorldOptions world, Duration settleWithin, int leases, int users, long operationsMax) {
    /** For {@code operationsMax}. */
    public static final long WITHOUT_END = Long.MAX_VALUE;

    private static final int NAMES_WIDTH = 11;

    public SimulatedScenario {
        require(scenario.cluster().nodes() == world.members(), "nodes is " + scenario.cluster().nodes() + ", and the world has " + world.members() + " members");
        require(settleWithin.compareTo(Duration.ZERO) > 0, "settleWithin must be positive");
        require(leases >= 0, "leases must not be negative");
        require(users >= 0, "users must not be negative");
        require(operationsMax > 0, "operationsMax must be positive");
    }

    /** Without users. */
    public SimulatedScenario(Scenario scenario, WorldOptions world, Duration settleWithin, int leases, long operationsMax) {
        this(scenario, world, settleWithin, leases, 0, operationsMax);
    }

    /** A good network, good disks, good clocks. */
    public static SimulatedScenario inQuietWorld(Scenario scenario, Duration settleWithin, int leases) {
        return new SimulatedScenario(scenario, WorldOptions.quiet(scenario.cluster().nodes()), settleWithin, leases, WITHOUT_END);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** @throws io.minos.scenarios.scenario.ScenarioException when a value is not allowed */
    public SimulatedScenario with(Overrides overrides) {
        Scenario changed = overrides.apply(scenario);
        WorldOptions ofThatSize = new WorldOptions(changed.cluster().nodes(), world.net(), world.disk(), world.clocks(), world.node());
        return new SimulatedScenario(changed, ofThatSize, settleWithin, leases, users, operationsMax);
    }

    /** What was chosen, in a few aligned lines; the words are those of scenario files. */
    public String describe() {
        StringBuilder lines = new StringBuilder();
        line(lines, "cluster", scenario.cluster().nodes() + (scenario.cluster().nodes() == 1 ? " member" : " members"));
        SimulationSection.groups(world).forEach((group, options) -> line(lines, group, words(options)));
        line(lines, "load", load());
        line(lines, "workloads", workloads());
        line(lines, "faults", faults());
        return lines.toString();
    }

    private String load() {
        String text = "duration=" + YamlText.duration(scenario.duration()) + " rate=" + YamlText.number(scenario.rate()) + " concurrency=" + scenario.concurrency()
                + " timeout=" + YamlText.duration(scenario.timeout()) + " compactEvery=" + YamlText.duration(scenario.compactEvery()) + " leases=" + leases + " users=" + users
                + " settleWithin=" + YamlText.duration(settleWithin);
        return operationsMax == WITHOUT_END ? text : text + " operationsMax=" + operationsMax;
    }

    private String workloads() {
        return scenario.workloads().stream().map(ScenarioText::workload)
                .map(fields -> fields.remove("kind") + (fields.isEmpty() ? "" : " " + words(fields))).collect(Collectors.joining(", "));
    }

    private String faults() {
        Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
        scenario.faults().forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
        return counts.isEmpty() ? "none"
                : counts.entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey().text()).collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder lines, String name, String text) {
        lines.append(name).append(" ".repeat(Math.max(1, NAMES_WIDTH - name.length()))).append(text).append('\n');
    }

    private static String words(Map<String, ?> fields) {
        return fields.entrySet().stream().map(field -> field.getKey() + "=" + field.getValue()).collect(Collectors.joining(" "));
    }
}
