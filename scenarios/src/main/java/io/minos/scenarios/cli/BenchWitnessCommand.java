package io.minos.scenarios.cli;

import io.minos.scenarios.bench.WitnessBench;
import io.minos.scenarios.cluster.Trees;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "witness",
        mixinStandardHelpOptions = true,
        description = "Measures how fast a history with revisions is judged, from its file to the verified verdict.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos bench witness", "  MINOS_JAVA_OPTS=-Xmx4g minos bench witness --operations 1000000,10000000"})
final class BenchWitnessCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--operations", split = ",", defaultValue = "100000,1000000", paramLabel = "N",
            description = "How many, of each history; ten million make a file of 3 GiB (default: ${DEFAULT-VALUE}).")
    private List<Integer> operations;

    @Option(names = "--unknown", defaultValue = "1000", paramLabel = "N", description = "Operations without an answer, in each history (default: ${DEFAULT-VALUE}).")
    private int unknown;

    @Option(names = "--out", defaultValue = "runs", paramLabel = "DIR", description = "Where the history is, while it is needed (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Decides the operations (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (unknown < 0 || operations.stream().anyMatch(count -> count < 1)) throw new ScenarioException("--operations must be positive, and --unknown not negative");
        PrintWriter terminal = spec.commandLine().getOut();
        Files.createDirectories(out);
        Path directory = Files.createTempDirectory(out, "bench-");
        try {
            boolean right = new WitnessBench(directory, unknown, seed, line -> {
                terminal.println(line);
                terminal.flush();
            }).run(operations);
            return right ? 0 : 1;
        } finally {
            Trees.delete(directory);
        }
    }
}
