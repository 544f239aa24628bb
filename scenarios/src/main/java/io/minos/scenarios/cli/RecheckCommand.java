package io.minos.scenarios.cli;

import io.minos.checker.verdict.Judgement;
import io.minos.reports.Reports;
import io.minos.scenarios.cluster.ClusterUnderTest;
import io.minos.scenarios.runner.Run;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "recheck",
        mixinStandardHelpOptions = true,
        description = "Judges a run again from its history, and writes its reports anew.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos recheck runs/20260101-120000-default-7"})
final class RecheckCommand implements Callable<Integer> {
    private static final String LOG = ".log";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's directory.")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        Path history = directory.resolve(Reports.HISTORY);
        if (!Files.isRegularFile(history)) {
            throw new ScenarioException("there is no run in " + directory + ": it has no " + Reports.HISTORY);
        }
        Judgement judgement = Run.judge(directory, ClusterUnderTest.logs(logs()), RunCommand.TIME_PER_CHECK);
        Conclusion.print(spec.commandLine().getOut(), judgement, directory);
        return judgement.verdict().exitCode();
    }

    private Map<String, Path> logs() throws IOException {
        Map<String, Path> logs = new LinkedHashMap<>();
        Path nodes = directory.resolve("nodes");
        if (Files.isDirectory(nodes)) {
            try (Stream<Path> files = Files.list(nodes)) {
                files.filter(file -> file.toString().endsWith(LOG)).sorted()
                        .forEach(file -> logs.put(file.getFileName().toString().replace(LOG, ""), file));
            }
        }
        return logs;
    }
}
