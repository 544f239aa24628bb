package io.minos.scenarios.cli;

import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.SimulatedScenarioFile;
import io.minos.scenarios.sim.Swarm;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which simulation, for all commands that play some. */
final class SimulationOptions {
    private static final double SECONDS_MIN = 0.1;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SCENARIO",
            description = "A name from 'minos scenarios', or a YAML file; without, each seed draws a scenario of its own.")
    private @Nullable String scenario;

    @Option(names = "--seconds-simulated", paramLabel = "S", description = "Length of the load, in simulated seconds.")
    private @Nullable Double seconds;

    @Option(names = "--nodes", paramLabel = "K", description = "Size of the cluster.")
    private @Nullable Integer nodes;

    @Option(names = "--rate", paramLabel = "R", description = "Operations a simulated second.")
    private @Nullable Double rate;

    /** What each seed plays. A file is read once. */
    LongFunction<SimulatedScenario> scenarios() {
        require(nodes == null || nodes >= 1 && nodes <= Scenario.NODES_MAX, "--nodes must be 1 to " + Scenario.NODES_MAX);
        require(seconds == null || seconds >= SECONDS_MIN, "--seconds-simulated must be " + SECONDS_MIN + " or more");
        require(rate == null || rate > 0, "--rate must be positive");
        Overrides overrides = new Overrides(Optional.empty(), Optional.ofNullable(nodes), Optional.ofNullable(seconds).map(SimulationOptions::duration),
                Optional.ofNullable(rate), Optional.empty());
        if (scenario == null) {
            return seed -> Swarm.draw(seed, overrides);
        }
        SimulatedScenario named = SimulatedScenarioFile.find(scenario).with(overrides);
        return seed -> named;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new ScenarioException(message);
        }
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    /** The seed that the scenario's file has, if it is one and has one. */
    Optional<Long> seed() {
        return scenario == null ? Optional.empty() : scenarios().apply(0).scenario().seed().stream().boxed().findFirst();
    }

    /** What a seed's scenario is called in the names of directories. */
    String name() {
        return scenario == null ? "" : scenarios().apply(0).scenario().name() + "-";
    }

    /** The command line that plays the same with this seed. */
    String command(String verb, long seed) {
        StringBuilder command = new StringBuilder("./minos ").append(verb);
        Optional.ofNullable(scenario).ifPresent(name -> command.append(' ').append(name));
        append(command, "--seconds-simulated", seconds);
        append(command, "--nodes", nodes);
        append(command, "--rate", rate);
        return command.append(" --seed ").append(seed).toString();
    }

    private static void append(StringBuilder command, String option, @Nullable Number value) {
        if (value != null) {
            String text = value.toString();
            command.append(' ').append(option).append(' ').append(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
        }
    }
}
