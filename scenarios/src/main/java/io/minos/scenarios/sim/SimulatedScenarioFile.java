package io.minos.scenarios.sim;

import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.catalogue.Catalogue;
import io.minos.scenarios.scenario.Fields;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.ScenarioFile;
import io.minos.scenarios.scenario.ScenarioText;
import io.minos.scenarios.scenario.YamlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes simulated scenarios: a scenario as real runs know it, and a section {@code simulation} with what only the
 * simulator can be told. What the section leaves out is as the cluster's flags say, or as in a quiet world.
 */
public final class SimulatedScenarioFile {
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(60);
    private static final List<String> SECTION = List.of(SimulationSection.NETWORK, SimulationSection.DISK, SimulationSection.CLOCKS, SimulationSection.NODE,
            "settleWithin", "leases", "users", "operationsMax");

    private SimulatedScenarioFile() {}

    /** @throws ScenarioException one line, if it is no scenario, or one that cannot be simulated */
    public static SimulatedScenario read(Path file) {
        return parse(file.toString(), ScenarioFile.text(file));
    }

    /** A file when there is one; otherwise one of the catalogue, by its name. */
    public static SimulatedScenario find(String fileOrName) {
        return Catalogue.isFile(fileOrName) ? read(Path.of(fileOrName)) : parse(fileOrName, Catalogue.yaml(Catalogue.find(fileOrName).name()));
    }

    /** @param file how complaints name it */
    public static SimulatedScenario parse(String file, String yaml) {
        Fields top = ScenarioFile.fields(file, yaml);
        Scenario scenario = ScenarioFile.scenario(top);
        requireSimulable(file, scenario);
        WorldOptions base = top.made(fields -> EtcdFlags.world(scenario.cluster()));
        return top.section(ScenarioFile.SIMULATION, SECTION).made(section -> new SimulatedScenario(
                scenario,
                SimulationSection.read(section, base),
                section.duration("settleWithin", SETTLE_WITHIN),
                section.integer("leases", 0),
                section.integer("users", 0),
                section.whole("operationsMax").orElse(SimulatedScenario.WITHOUT_END)));
    }

    private static boolean namesOnlyMembers(FaultSpec fault) {
        return fault.namedNodes().stream().allMatch(SimulatedScenarioFile::isMember) && namesOnlyMembers(fault.target());
    }

    private static boolean namesOnlyMembers(Target target) {
        if (target instanceof Target.OneOf one) {
            return one.targets().stream().allMatch(SimulatedScenarioFile::namesOnlyMembers);
        }
        return !(target instanceof Target.Named named) || named.nodes().stream().allMatch(SimulatedScenarioFile::isMember);
    }

    private static boolean isMember(String node) {
        return node.matches("n[1-9]\\d{0,2}");
    }

    private static void requireSimulable(String file, Scenario scenario) {
        if (!scenario.cluster().target().equals("reference")) {
            throw new ScenarioException(file + ": cluster.target cannot be " + scenario.cluster().target() + " in the simulator, only reference");
        }
        if (scenario.faults().stream().anyMatch(fault -> fault.kind() == FaultKind.DISK_FULL && fault.leaveBytes() > 0)) {
            throw new ScenarioException(file + ": disk-full leaves nothing in the simulator; without leave it can be simulated");
        }
        if (!scenario.faults().stream().allMatch(SimulatedScenarioFile::namesOnlyMembers)) {
            throw new ScenarioException(file + ": in the simulator the nodes of faults are called n1, n2 and so on");
        }
    }

    /** As a file that reads back equal. */
    public static String write(SimulatedScenario simulated) {
        YamlText text = ScenarioText.of(simulated.scenario());
        Map<String, Object> section = new LinkedHashMap<>();
        Map<String, Map<String, String>> base = SimulationSection.groups(EtcdFlags.world(simulated.scenario().cluster()));
        SimulationSection.groups(simulated.world()).forEach((group, options) -> {
            Map<String, String> different = new LinkedHashMap<>(options);
            different.entrySet().removeAll(base.get(group).entrySet());
            if (!different.isEmpty()) {
                section.put(group, different);
            }
        });
        section.put("settleWithin", YamlText.duration(simulated.settleWithin()));
        section.put("leases", Integer.toString(simulated.leases()));
        section.put("users", Integer.toString(simulated.users()));
        if (simulated.operationsMax() != SimulatedScenario.WITHOUT_END) {
            section.put("operationsMax", Long.toString(simulated.operationsMax()));
        }
        text.block(ScenarioFile.SIMULATION, section);
        return text.toString();
    }
}
