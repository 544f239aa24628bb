package io.minos.scenarios.cli;

import io.minos.scenarios.bench.LinearBench;
import io.minos.scenarios.cluster.NodeBinary;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "checker",
        mixinStandardHelpOptions = true,
        description = "Measures how fast linearizability is decided: recorded histories cold and warm, generated ones right and with one wrong read; beside Porcupine, where Go is.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos bench checker", "  minos bench checker --operations 1000000 --clients 10 --keys 1,1000 --indefinite 0"})
final class BenchCheckerCommand implements Callable<Integer> {
    private static final String RECORDED = "checker/src/test/testdata/histories";

    @Spec
    private CommandSpec spec;

    @Option(names = "--operations", split = ",", defaultValue = "1000,10000", paramLabel = "N", description = "In each generated history (default: ${DEFAULT-VALUE}).")
    private List<Integer> operations;

    @Option(names = "--clients", split = ",", defaultValue = "5,10,20,50", paramLabel = "N", description = "Of each key (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients;

    @Option(names = "--indefinite", split = ",", defaultValue = "0,1,5", paramLabel = "PERCENT", description = "Operations without an answer (default: ${DEFAULT-VALUE}).")
    private List<Double> indefinite;

    @Option(names = "--keys", split = ",", defaultValue = "1,100", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> keys;

    @Option(names = "--values", split = ",", defaultValue = "5,0", paramLabel = "N", description = "How many are written; 0: each once (default: ${DEFAULT-VALUE}).")
    private List<Integer> values;

    @Option(names = "--histories", defaultValue = "3", paramLabel = "N", description = "Of each kind (default: ${DEFAULT-VALUE}).")
    private int histories;

    @Option(names = "--limit", defaultValue = "10s", paramLabel = "TIME", description = "For one history (default: ${DEFAULT-VALUE}).")
    private String limit;

    @Option(names = "--warm-up", defaultValue = "3s", paramLabel = "TIME", description = "How long the recorded histories are judged, again and again, between cold and warm: a JVM compiles what it finds in use (default: ${DEFAULT-VALUE}).")
    private String warmUp;

    @Option(names = "--porcupine", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Whether to build and measure Porcupine as well, which takes Go (default: yes).")
    private boolean porcupine;

    @Option(names = "--logs", paramLabel = "DIR", description = "Recorded histories, in jepsen-etcd and kv (default: those of this checkout).")
    private @Nullable Path logs;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Decides the histories (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        boolean positive = operations.stream().allMatch(n -> n > 0) && clients.stream().allMatch(n -> n > 0) && keys.stream().allMatch(n -> n > 0) && histories > 0;
        if (!positive) throw new ScenarioException("--operations, --clients, --keys and --histories must be positive");
        if (!values.stream().allMatch(n -> n >= 0)) throw new ScenarioException("--values must be 0 or more");
        if (!indefinite.stream().allMatch(percent -> percent >= 0 && percent < 100)) throw new ScenarioException("--indefinite must be from 0 to below 100");
        PrintWriter terminal = spec.commandLine().getOut();
        List<Double> fractions = indefinite.stream().map(percent -> percent / 100).toList();
        var plan = new LinearBench.Plan(operations, clients, fractions, keys, values, histories, Overrides.duration(limit), recorded(), Overrides.duration(warmUp), seed);
        boolean right = new LinearBench(plan, porcupine, line -> {
            terminal.println(line);
            terminal.flush();
        }).run();
        return right ? 0 : 1;
    }

    private Path recorded() {
        return Objects.requireNonNullElseGet(logs, () -> Path.of(System.getProperty(NodeBinary.HOME_PROPERTY, ".")).resolve(RECORDED));
    }
}
