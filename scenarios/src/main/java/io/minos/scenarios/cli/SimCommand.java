package io.minos.scenarios.cli;

import io.minos.scenarios.campaign.Campaign;
import io.minos.scenarios.campaign.Tally;
import io.minos.scenarios.runner.ProgressPrinter;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedRun;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.Violation;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "sim",
        mixinStandardHelpOptions = true,
        subcommands = ShrinkCommand.class,
        description = "Plays a whole cluster in memory, from one seed: network, disks, clocks, faults and load; judges it as a run is judged.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  minos sim --seed 7                                what seed 7 draws",
            "  minos sim partitions --seed 7                     a scenario of real runs",
            "  minos sim --seeds 1..1000 --jobs 2",
            "  minos sim --until-failure --time-limit 10m",
            "  minos sim shrink --seed 7                         a smaller scenario that fails the same way",
            "",
            "Exit codes: 0 valid, 1 invalid, 2 unknown, 254 usage, 255 the harness failed."
        })
final class SimCommand implements Callable<Integer> {
    /** Seeds are short enough to be typed. */
    private static final int SEED_BOUND = 1_000_000_000;
    /** Of each promise so many violations are told when they are found; the total counts all. */
    private static final int TOLD_MAX = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SimulationOptions simulation;

    @Option(names = "--seed", paramLabel = "N", description = "Decides everything; a new one unless the scenario has one. With --until-failure: the first.")
    private @Nullable Long seed;

    @Option(names = "--seeds", paramLabel = "A..B", description = "Play each of these.")
    private @Nullable String seeds;

    @Option(names = "--until-failure", description = "Play seed after seed until one fails.")
    private boolean untilFailure;

    @Option(names = "--time-limit", paramLabel = "TIME", description = "Of the wall clock, such as 10m: begin no other seed after that.")
    private @Nullable String timeLimit;

    @Option(names = "--jobs", paramLabel = "J", description = "Seeds played side by side (default: one a core).")
    private @Nullable Integer jobs;

    @Option(names = "--log", paramLabel = "FILE", description = "Write every event of the world to this file; of one seed.")
    private @Nullable Path log;

    @Option(names = "--keep", description = "Write the run directory even when the verdict is VALID; of one seed.")
    private boolean keep;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory for the directories of failures (default: ${DEFAULT-VALUE}).", defaultValue = "runs")
    private Path out;

    private final Map<String, Integer> told = new TreeMap<>();

    @Override
    public Integer call() throws Exception {
        LongFunction<SimulatedScenario> scenarios = simulation.scenarios();
        if (seeds != null || untilFailure) {
            return many(scenarios);
        }
        if (timeLimit != null || jobs != null) {
            throw new ScenarioException("--time-limit and --jobs are for many seeds: --seeds or --until-failure");
        }
        long chosen = seed != null ? seed : simulation.seed().orElseGet(SimCommand::fresh);
        return one(scenarios.apply(chosen), chosen);
    }

    private static long fresh() {
        return new SecureRandom().nextInt(SEED_BOUND);
    }

    private PrintWriter terminal() {
        return spec.commandLine().getOut();
    }

    private int one(SimulatedScenario scenario, long chosen) throws Exception {
        PrintWriter terminal = terminal();
        terminal.println("SEED=" + chosen);
        terminal.print(scenario.describe());
        terminal.flush();
        long start = System.nanoTime();
        Played played = played(scenario, chosen);
        terminal.println();
        terminal.println(SimulationText.result(played, System.nanoTime() - start));
        played.doubts().forEach(doubt -> terminal.println("  " + doubt));
        if (played.violation().isPresent() || keep) {
            failures().tell(played);
        }
        terminal.println("SEED=" + chosen);
        return SimulationText.verdict(played).exitCode();
    }

    private Played played(SimulatedScenario scenario, long chosen) throws Exception {
        if (log == null) {
            return SimulatedRun.play(scenario, chosen);
        }
        try (BufferedWriter file = Files.newBufferedWriter(log); PrintWriter lines = new PrintWriter(file)) {
            return SimulatedRun.play(scenario, chosen, lines::println);
        }
    }

    private SimulationFailures failures() {
        return new SimulationFailures(terminal(), simulation, out, SimulatedRun::play);
    }

    private int many(LongFunction<SimulatedScenario> scenarios) throws Exception {
        SeedRange range = range();
        long start = System.nanoTime();
        long limit = Optional.ofNullable(timeLimit).map(Overrides::duration).map(Duration::toNanos).orElse(Long.MAX_VALUE);
        PrintWriter terminal = terminal();
        terminal.println("SEEDS=" + range);
        terminal.flush();
        Campaign campaign = campaign(range, scenarios);
        Tally tally;
        try (var interruption = new Interruption(terminal, () -> SimulationText.total(campaign.tally(), System.nanoTime() - start));
                var printer = new ProgressPrinter(() -> SimulationText.progress(campaign.tally(), System.nanoTime() - start), terminal, System.console() != null)) {
            tally = campaign.run(() -> System.nanoTime() - start > limit);
        }
        terminal.println();
        terminal.println(SimulationText.total(tally, System.nanoTime() - start));
        failures().tell(tally, scenarios);
        terminal.println("SEEDS=" + range);
        return SimulationText.exitCode(tally);
    }

    private SeedRange range() {
        if (log != null || keep) {
            throw new ScenarioException("--log and --keep are for one seed");
        }
        if (seeds != null && seed != null) {
            throw new ScenarioException("--seed and --seeds exclude each other");
        }
        if (seeds != null) {
            return SeedRange.parse(seeds);
        }
        return new SeedRange(seed != null ? seed : fresh(), Long.MAX_VALUE);
    }

    private Campaign campaign(SeedRange range, LongFunction<SimulatedScenario> scenarios) {
        int threads = jobs != null ? jobs : Runtime.getRuntime().availableProcessors();
        if (threads < 1) {
            throw new ScenarioException("--jobs must be positive, not " + threads);
        }
        return new Campaign(new Campaign.Plan(range.first(), range.last(), threads, untilFailure), scenarios, SimulatedRun::play, this::found);
    }

    /** The first few are told at once, for who would rather not wait for the end. */
    private void found(Played played) {
        Violation violation = played.violation().orElseThrow();
        if (told.merge(violation.promise(), 1, Integer::sum) <= TOLD_MAX) {
            terminal().println((System.console() != null ? "\r" : "") + "seed " + played.seed() + "  " + SimulationText.violation(violation));
            terminal().flush();
        }
    }
}
