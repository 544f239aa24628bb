package io.minos.scenarios.cli;

import io.minos.scenarios.bench.grpc.GrpcBench;
import io.minos.scenarios.bench.grpc.Plan;
import io.minos.scenarios.bench.grpc.Work;
import io.minos.scenarios.cluster.NodeBinary;
import io.minos.scenarios.cluster.Trees;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "grpc",
        mixinStandardHelpOptions = true,
        description = "Measures etcd's gRPC API, several stores side by side in alternating rounds: puts of 256 bytes, linearizable and serializable ranges of one key, "
                + "and how long after a put its event is there.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos bench grpc --quick", "  minos bench grpc --nodes 3 --clients 64 --time-limit 1m", "  minos bench grpc node etcd --tls --auth"})
final class BenchGrpcCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", defaultValue = "node etcd", split = " ", paramLabel = "STORE",
            description = "node (the reference), etcd (found on the PATH) or etcd:PATH (default: ${DEFAULT-VALUE}).")
    private List<String> stores;

    @Option(names = "--nodes", split = ",", defaultValue = "1,3", paramLabel = "N", description = "Cluster sizes (default: ${DEFAULT-VALUE}).")
    private List<Integer> nodes;

    @Option(names = "--work", split = ",", defaultValue = "put,range,serial", paramLabel = "WORK",
            description = "put; range, linearizable; serial, a serializable range (default: ${DEFAULT-VALUE}).")
    private List<String> works;

    @Option(names = "--clients", split = ",", defaultValue = "1,64,512", paramLabel = "N", description = "Requests under way at a time (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients;

    @Option(names = "--connections", defaultValue = "8", paramLabel = "N",
            description = "Connections that the clients share, spread over the nodes (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Rounds of each store; the median is shown (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--time-limit", defaultValue = "5m", paramLabel = "TIME",
            description = "Shared out among all warm-ups and rounds; starting the nodes comes on top (default: ${DEFAULT-VALUE}).")
    private String timeLimit;

    @Option(names = "--warm-up", defaultValue = "20s", paramLabel = "TIME",
            description = "Of each cluster, a part of the time limit: the node is a JVM, and slow before it has compiled itself (default: ${DEFAULT-VALUE}).")
    private String warmUp;

    @Option(names = "--quick", description = "One node, 64 clients, one round, 40 seconds, whatever else is asked for.")
    private boolean quick;

    @Option(names = "--watch-rate", defaultValue = "500", paramLabel = "N",
            description = "Puts a second while a watcher's latency is measured; 0 leaves it out (default: ${DEFAULT-VALUE}).")
    private int watchRate;

    @Option(names = "--tls", description = "Clients come over TLS.")
    private boolean tls;

    @Option(names = "--auth", description = "Clients are known by a token.")
    private boolean auth;

    @Option(names = "--out", defaultValue = "runs", paramLabel = "DIR",
            description = "Where the nodes' data is, while it runs: use the disk you care about (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Decides the keys (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || connections < 1 || nodes.stream().anyMatch(n -> n < 1) || clients.stream().anyMatch(n -> n < 1)) {
            throw new ScenarioException("--rounds, --connections, --nodes and --clients must be positive");
        }
        if (watchRate < 0 || watchRate > 100_000) {
            throw new ScenarioException("--watch-rate must be 0 to 100000");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        Map<String, NodeBinary> binaries = BenchCommand.binaries(stores, terminal);
        plan(out).round(binaries.size()); // is there time enough, before anything is made
        Files.createDirectories(out);
        Path directory = Files.createTempDirectory(out, "bench-");
        try {
            new GrpcBench(plan(directory), binaries, line -> {
                terminal.println(line);
                terminal.flush();
            }).run();
        } finally {
            Trees.delete(directory);
        }
        return 0;
    }

    private Plan plan(Path directory) {
        List<Work> works = this.works.stream().map(BenchGrpcCommand::work).toList();
        return quick ? new Plan(List.of(1), works, List.of(64), connections, 1, Duration.ofSeconds(40), Duration.ofSeconds(12), watchRate, tls, auth, directory, seed)
                : new Plan(nodes, works, clients, connections, rounds, Overrides.duration(timeLimit), Overrides.duration(warmUp), watchRate, tls, auth, directory, seed);
    }

    private static Work work(String name) {
        return Work.named(name).orElseThrow(() -> new ScenarioException("--work cannot be \"" + name + "\"; allowed are put, range, serial"));
    }
}
