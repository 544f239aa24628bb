package io.minos.scenarios.cli;

import io.minos.scenarios.campaign.Replayable;
import io.minos.scenarios.campaign.Shrinker;
import io.minos.scenarios.campaign.Size;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedRun;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "shrink",
        mixinStandardHelpOptions = true,
        description = "Makes a failing simulation smaller while it breaks the same promise: fewer nodes, faults, clients and operations, less time, a plainer world.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos sim shrink --seed 7 -o smaller.yaml", "  minos sim smaller.yaml                      replays what is left"})
final class ShrinkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SimulationOptions simulation;

    @Option(names = "--seed", paramLabel = "N", description = "A seed that fails; needed unless the scenario has one.")
    private @Nullable Long seed;

    @Option(names = "--time-limit", defaultValue = "5m", paramLabel = "TIME", description = "Of the wall clock (default: ${DEFAULT-VALUE}).")
    private String timeLimit;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where the smallest scenario goes (default: printed only).")
    private @Nullable Path output;

    @Override
    public Integer call() throws Exception {
        long chosen = Optional.ofNullable(seed).or(simulation::seed).orElseThrow(() -> new ScenarioException("sim shrink needs a seed that fails: --seed N"));
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println("SEED=" + chosen);
        long deadline = System.nanoTime() + Overrides.duration(timeLimit).toNanos();
        Played failing = SimulatedRun.play(simulation.scenarios().apply(chosen), chosen);
        if (failing.violation().isEmpty()) {
            throw new ScenarioException("seed " + chosen + " breaks no promise with these options: there is nothing to make smaller");
        }
        terminal.println(SimulationText.violation(failing.violation().get()));
        terminal.println(String.format("%5d plays  %-22s  %s", 1, "as drawn", Size.of(failing).line()));
        terminal.flush();
        Shrinker shrinker = new Shrinker(SimulatedRun::play, () -> System.nanoTime() - deadline > 0, step -> {
            terminal.println(String.format("%5d plays  %-22s  %s", step.plays(), step.reduction(), Size.of(step.smallest()).line()));
            terminal.flush();
        });
        Played smallest = shrinker.shrink(failing);
        conclude(failing, smallest);
        return SimulationText.verdict(smallest).exitCode();
    }

    private void conclude(Played failing, Played smallest) throws Exception {
        PrintWriter terminal = spec.commandLine().getOut();
        String file = Replayable.file(smallest);
        terminal.println();
        terminal.println("before  " + Size.of(failing).line());
        terminal.println("after   " + Size.of(smallest).line());
        terminal.println("        " + SimulationText.violation(smallest.violation().orElseThrow()));
        terminal.println();
        terminal.println(file.strip());
        terminal.println();
        if (output != null) {
            Files.writeString(output, file);
        }
        terminal.println("replay ./minos sim " + Optional.ofNullable(output).map(Path::toString).orElse("FILE") + " --seed " + smallest.seed());
        terminal.println("SEED=" + smallest.seed());
    }
}
