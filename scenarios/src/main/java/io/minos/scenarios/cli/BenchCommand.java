package io.minos.scenarios.cli;

import io.minos.scenarios.bench.Bench;
import io.minos.scenarios.cluster.NodeBinary;
import io.minos.scenarios.cluster.Trees;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "bench",
        subcommands = {BenchGrpcCommand.class, BenchSimCommand.class, BenchTxnCommand.class, BenchWitnessCommand.class, BenchCheckerCommand.class},
        mixinStandardHelpOptions = true,
        description = "Measures throughput and latency of puts and ranges, several stores side by side: the same client, 256-byte values, alternating rounds.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos bench node etcd", "  minos bench node --nodes 3 --clients 64 --round 5s", "  minos bench grpc", "  minos bench sim", "  minos bench txn", "  minos bench witness", "  minos bench checker"})
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", defaultValue = "node etcd", split = " ", paramLabel = "STORE",
            description = "node (the reference), etcd (found on the PATH) or etcd:PATH (default: ${DEFAULT-VALUE}).")
    private List<String> stores;

    @Option(names = "--nodes", split = ",", defaultValue = "1,3", paramLabel = "N", description = "Cluster sizes (default: ${DEFAULT-VALUE}).")
    private List<Integer> nodes;

    @Option(names = "--clients", split = ",", defaultValue = "1,64", paramLabel = "N", description = "Clients at a time (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Rounds of each store; the median is shown (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--round", defaultValue = "3s", paramLabel = "TIME", description = "Length of a round (default: ${DEFAULT-VALUE}).")
    private String round;

    @Option(names = "--warm-up", defaultValue = "3s", paramLabel = "TIME", description = "Before each line, for each store (default: ${DEFAULT-VALUE}).")
    private String warmUp;

    @Option(names = "--out", defaultValue = "runs", paramLabel = "DIR",
            description = "Where the nodes' data is, while it runs: use the disk you care about (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Decides the keys (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || nodes.stream().anyMatch(n -> n < 1) || clients.stream().anyMatch(n -> n < 1)) {
            throw new ScenarioException("--rounds, --nodes and --clients must be positive");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        Map<String, NodeBinary> binaries = binaries(stores, terminal);
        Files.createDirectories(out);
        Path directory = Files.createTempDirectory(out, "bench-");
        try {
            var plan = new Bench.Plan(nodes, clients, rounds, Overrides.duration(round), Overrides.duration(warmUp), directory, seed);
            new Bench(plan, binaries, line -> {
                terminal.println(line);
                terminal.flush();
            }).run();
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    /** A store that is not here is left out, and said to be; with none left there is nothing to do. */
    static Map<String, NodeBinary> binaries(List<String> stores, PrintWriter terminal) {
        Map<String, NodeBinary> binaries = new LinkedHashMap<>();
        for (String store : stores) {
            String target = store.equals("node") ? "reference" : store;
            if (!ScenarioFile.isTarget(target)) {
                throw new ScenarioException("there is no store \"" + store + "\"; there are node, etcd, etcd:PATH");
            }
            try {
                NodeBinary binary = NodeBinary.parse(target);
                binaries.put(store, binary);
                terminal.println(store + ": " + (binary.name() + " " + binary.version()).strip());
            } catch (ScenarioException e) {
                terminal.println(store + ": not measured, " + e.getMessage());
            }
        }
        if (binaries.isEmpty()) {
            throw new ScenarioException("there is nothing to measure");
        }
        return binaries;
    }
}
