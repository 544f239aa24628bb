package io.minos.scenarios.cli;

import io.minos.scenarios.bench.SimBench;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "sim",
        mixinStandardHelpOptions = true,
        description = "Measures the simulator on one core: simulated seconds of a 3-node cluster at 100 operations a second, a wall second; and where the time goes.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos bench sim", "  minos bench sim --seeds 50 --warm-up 50"})
final class BenchSimCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--seeds", defaultValue = "20", paramLabel = "N", description = "Seeds that are measured, 60 simulated seconds each (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--warm-up", defaultValue = "20", paramLabel = "N", description = "Seeds that are played before (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Override
    public Integer call() {
        if (seeds < 1 || warmUp < 0) {
            throw new ScenarioException("--seeds must be positive, and --warm-up not negative");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        new SimBench(seeds, warmUp, line -> {
            terminal.println(line);
            terminal.flush();
        }).run();
        return 0;
    }
}
