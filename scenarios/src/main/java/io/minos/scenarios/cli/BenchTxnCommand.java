package io.minos.scenarios.cli;

import io.minos.scenarios.bench.TxnBench;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "txn",
        mixinStandardHelpOptions = true,
        description = "Measures how fast list-append transactions are judged, without fault and with an anomaly of each kind planted, all of which must be found.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos bench txn", "  minos bench txn --transactions 1000000 --seed 7"})
final class BenchTxnCommand implements Callable<Integer> {
    private static final int TRANSACTIONS_MIN = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--transactions", split = ",", defaultValue = "100000,300000,1000000", paramLabel = "N", description = "How many, at 1000 or more (default: ${DEFAULT-VALUE}).")
    private List<Integer> transactions;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Decides the transactions (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        if (transactions.stream().anyMatch(count -> count < TRANSACTIONS_MIN)) {
            throw new ScenarioException("--transactions must be " + TRANSACTIONS_MIN + " or more");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        boolean right = new TxnBench(transactions, seed, line -> {
            terminal.println(line);
            terminal.flush();
        }).run();
        return right ? 0 : 1;
    }
}
