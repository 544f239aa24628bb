package io.minos.scenarios.campaign;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A smaller cluster, in a plainer world. */
final class WorldReductions {
    private static final String MEMBERS = "members";
    private static final Pattern NODE = Pattern.compile("\\bn(\\d+)\\b");

    private WorldReductions() {}

    /** Faults that name a node there is no longer go with it. */
    static List<SimulatedScenario> fewerNodes(Played failing) {
        int nodes = failing.scenario().world().members();
        return Stream.of(1, 3, 5).filter(fewer -> fewer < nodes).flatMap(fewer -> nodes(failing.scenario(), fewer).stream()).toList();
    }

    private static Optional<SimulatedScenario> nodes(SimulatedScenario simulated, int nodes) {
        Scenario scenario = simulated.scenario();
        List<FaultSpec> faults = scenario.faults().stream().filter(fault -> names(fault).noneMatch(name -> name > nodes)).toList();
        return Alteration.with(scenario.cluster(), "nodes", nodes)
                .flatMap(cluster -> Alteration.with(scenario, Map.of("cluster", cluster, "faults", faults)))
                .flatMap(changed -> Alteration.with(simulated.world(), MEMBERS, nodes)
                        .flatMap(world -> Alteration.with(simulated, Map.of("scenario", changed, "world", world))));
    }

    private static Stream<Integer> names(FaultSpec fault) {
        Stream<String> texts = Stream.concat(fault.parameters().values().stream(), targets(fault.target()));
        return texts.flatMap(text -> NODE.matcher(text).results()).map(found -> Integer.valueOf(found.group(1)));
    }

    private static Stream<String> targets(Target target) {
        return target instanceof Target.Named named ? named.nodes().stream()
                : target instanceof Target.OneOf one ? one.targets().stream().flatMap(WorldReductions::targets) : Stream.empty();
    }

    /** The world says by itself what flags would have made of it. */
    static List<SimulatedScenario> noFlags(Played failing) {
        Scenario scenario = failing.scenario().scenario();
        return scenario.cluster().flags().isEmpty() ? List.of() : Alteration.with(scenario.cluster(), "flags", Map.of())
                .map(cluster -> Parts.scenario(failing.scenario(), "cluster", cluster)).orElse(List.of());
    }

    /** Everything as in the quiet world at once, then part by part. */
    static List<SimulatedScenario> plainer(Played failing) {
        WorldOptions world = failing.scenario().world();
        WorldOptions quiet = WorldOptions.quiet(world.members());
        return Stream.concat(Stream.of(quiet).filter(plain -> !plain.equals(world)), Alteration.towards(world, quiet, List.of(MEMBERS)).stream())
                .flatMap(plain -> Parts.simulated(failing.scenario(), "world", plain).stream()).toList();
    }
}
