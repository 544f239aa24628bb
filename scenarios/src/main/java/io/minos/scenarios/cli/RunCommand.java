package io.minos.scenarios.cli;

import io.minos.checker.verdict.Judgement;
import io.minos.nemesis.fault.Nemesis;
import io.minos.scenarios.catalogue.Catalogue;
import io.minos.scenarios.cluster.ClusterUnderTest;
import io.minos.scenarios.cluster.NodeBinary;
import io.minos.scenarios.runner.Faults;
import io.minos.scenarios.runner.Options;
import io.minos.scenarios.runner.Progress;
import io.minos.scenarios.runner.ProgressPrinter;
import io.minos.scenarios.runner.Run;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.RealRun;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.ScenarioFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a scenario and judges it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  minos run",
            "  minos run kills --seed 7",
            "  minos run my-scenario.yaml --target etcd:/opt/etcd/etcd --time-limit 2m",
            "",
            "Exit codes: 0 valid, 1 invalid, 2 unknown, 254 usage, 255 the harness failed."
        })
final class RunCommand implements Callable<Integer> {
    static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    /** Seeds are short enough to be typed. */
    private static final int SEED_BOUND = 1_000_000_000;
    static final Duration TIME_PER_CHECK = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", defaultValue = "default", paramLabel = "SCENARIO",
            description = "A name from 'minos scenarios', or a YAML file (default: ${DEFAULT-VALUE}).")
    private String scenario;

    @Option(names = "--seed", paramLabel = "N", description = "Decides all that is random; a new one each run unless the scenario has one.")
    private @Nullable Long seed;

    @Option(names = "--target", paramLabel = "TARGET", description = "reference, etcd (found on the PATH) or etcd:PATH.")
    private @Nullable String target;

    @Option(names = "--nodes", paramLabel = "N", description = "Size of the cluster.")
    private @Nullable Integer nodes;

    @Option(names = "--time-limit", paramLabel = "TIME", description = "Duration of the load, such as 90s or 2m; the faults' times are stretched with it.")
    private @Nullable String timeLimit;

    @Option(names = "--workload", paramLabel = "KIND", split = ",", description = "In place of the scenario's workloads: register, set, txn, lease, lock, watch, readers; several with commas.")
    private List<String> workloads = List.of();

    @Option(names = "--rate", paramLabel = "N", description = "Operations a second.")
    private @Nullable Double rate;

    @Option(names = "--concurrency", paramLabel = "N", description = "Client processes.")
    private @Nullable Integer concurrency;

    @Option(names = "--keep", description = "Keep the nodes' data even when the verdict is VALID.")
    private boolean keep;

    @Option(names = "--fail-fast", description = "Judge while the load goes on, and end it at the first violation; takes up to a tenth of a core.")
    private boolean failFast;

    @Option(names = "--out", paramLabel = "DIR", description = "The run's directory; new or empty (default: runs/<time>-<scenario>-<seed>).")
    private @Nullable Path out;

    @Option(names = "--toxiproxy", paramLabel = "URL", description = "API of a running Toxiproxy to use in place of the built-in one.")
    private @Nullable URI toxiproxy;

    @Override
    public Integer call() throws Exception {
        Scenario chosen = withWorkloads(overrides().apply(RealRun.checked(Catalogue.find(scenario), scenario)));
        NodeBinary binary = NodeBinary.parse(chosen.cluster().target());
        long seedUsed = seed != null ? seed : chosen.seed().orElseGet(() -> new SecureRandom().nextInt(SEED_BOUND));
        Path directory = out != null ? empty(out) : Path.of("runs", LocalDateTime.now().format(STAMP) + "-" + chosen.name() + "-" + seedUsed);
        System.setProperty("minos.log", directory.resolve("minos.log").toString());
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf("seed %d, scenario %s, %d %s nodes, load %d s%n",
                seedUsed, chosen.name(), chosen.cluster().nodes(), binary.name(), chosen.duration().toSeconds());
        terminal.flush();
        try (var interruption = new Interruption(terminal, () -> "the nodes are stopped, and what was recorded is in " + directory)) {
            Judgement judgement = perform(new Options(chosen, seedUsed, again(seedUsed), directory, keep, failFast, TIME_PER_CHECK), binary);
            Conclusion.print(terminal, judgement, directory);
            terminal.printf("seed %d%n", seedUsed);
            return judgement.verdict().exitCode();
        } catch (ScenarioException e) {
            throw e;
        } catch (Exception | Error e) {
            throw FailureLog.written(e, directory);
        }
    }

    private Scenario withWorkloads(Scenario from) {
        try {
            return workloads.isEmpty() ? from : from.with(ScenarioFile.workloads("--workload", workloads));
        } catch (IllegalArgumentException e) {
            throw new ScenarioException("--workload: " + e.getMessage());
        }
    }

    /** Nothing of an older run may be mixed up with this one's, or lost. */
    private static Path empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            if (!Files.isDirectory(directory)) {
                throw new ScenarioException("--out " + directory + " is a file; give a directory that is new or empty");
            }
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw new ScenarioException("--out " + directory + " is not empty; give a directory that is new or empty");
                }
            }
        }
        return directory;
    }

    /** The command line that does this run again: what was asked for, and the seed that was chosen. */
    private String again(long seedUsed) {
        StringBuilder command = new StringBuilder("./minos run ").append(scenario);
        append(command, "--target", target);
        append(command, "--nodes", nodes);
        append(command, "--time-limit", timeLimit);
        append(command, "--workload", workloads.isEmpty() ? null : String.join(",", workloads));
        append(command, "--rate", rate);
        append(command, "--concurrency", concurrency);
        append(command, "--toxiproxy", toxiproxy);
        return command.append(" --seed ").append(seedUsed).toString();
    }

    private static void append(StringBuilder command, String option, @Nullable Object value) {
        if (value != null) {
            command.append(' ').append(option).append(' ').append(value);
        }
    }

    private Judgement perform(Options options, NodeBinary binary) throws Exception {
        var plan = new ClusterUnderTest.Plan(binary, options.scenario().cluster(), options.directory().resolve("nodes"),
                Optional.ofNullable(toxiproxy), new SplittableRandom(options.seed()).split());
        var progress = new Progress();
        try (var cluster = new ClusterUnderTest(plan); var printer = new ProgressPrinter(progress::line, spec.commandLine().getOut(), System.console() != null)) {
            return new Run(options, cluster, (recorder, random) ->
                    Faults.of(new Nemesis(cluster.fabric(), cluster.disks(), cluster, recorder, random), cluster), progress).perform();
        }
    }

    private Overrides overrides() {
        if (target != null && !ScenarioFile.isTarget(target)) {
            throw new ScenarioException("--target cannot be \"" + target + "\"; allowed are reference, etcd, etcd:PATH");
        }
        return new Overrides(Optional.ofNullable(target), Optional.ofNullable(nodes), Optional.ofNullable(timeLimit).map(Overrides::duration),
                Optional.ofNullable(rate), Optional.ofNullable(concurrency));
    }
}
