package io.minos.scenarios.cli;

import io.minos.checker.check.Checks;
import io.minos.checker.history.Quantity;
import io.minos.scenarios.campaign.Replayer;
import io.minos.scenarios.campaign.RunDirectory;
import io.minos.scenarios.campaign.Tally;
import io.minos.scenarios.cluster.Version;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import io.minos.scenarios.sim.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.LongFunction;

/** What a person is told of failures, and the run directories they leave. */
final class SimulationFailures {
    /** Of a campaign, so many promises get a run directory, with their smallest seed; the others can be had by replaying. */
    private static final int WRITTEN_MAX = 3;

    private final PrintWriter out;
    private final SimulationOptions simulation;
    private final Path runs;
    private final Replayer replayer;

    /** @param runs where the run directories go */
    SimulationFailures(PrintWriter out, SimulationOptions simulation, Path runs, Replayer replayer) {
        this.out = out;
        this.simulation = simulation;
        this.runs = runs;
        this.replayer = replayer;
    }

    /** Everything about one seed; writes its run directory. */
    void tell(Played played) throws IOException {
        played.violation().ifPresent(violation -> violation(played, violation));
        Path directory = runs.resolve("sim-" + LocalDateTime.now().format(RunCommand.STAMP) + "-" + simulation.name() + played.seed());
        var origin = new RunDirectory.Origin(simulation.command("sim", played.seed()), Version.withCommit(), RunCommand.TIME_PER_CHECK);
        Conclusion.print(out, RunDirectory.write(directory, played, replayer, origin), directory);
        if (played.violation().isPresent()) {
            out.println("replay " + simulation.command("sim", played.seed()));
            out.println("shrink " + simulation.command("sim shrink", played.seed()));
        }
    }

    /** What a check of the history found is in the past; only what broke inside the world broke just after the last transition. */
    private void violation(Played played, Violation violation) {
        out.println("  " + SimulationText.violation(violation));
        out.println("  version " + Version.withCommit());
        if (!Checks.names().contains(violation.promise())) {
            out.println();
            out.println("the last transitions (" + RunDirectory.EVENTS + " has all, and a legend at its head):");
            SimulationText.transitions(played).forEach(line -> out.println("  " + line));
        }
    }

    /** Every promise that was broken, and a run directory for the first few. */
    void tell(Tally tally, LongFunction<SimulatedScenario> scenarios) throws IOException {
        tally.firstFailure().ifPresent(failure -> out.println("HARNESS FAILED at " + Quantity.of(tally.failed(), "seed") + ", first " + failure.seed() + ": "
                + FailureLog.written(failure.cause(), runs.resolve("sim-" + LocalDateTime.now().format(RunCommand.STAMP) + "-" + failure.seed())).getMessage()));
        if (tally.undecided() > 0) {
            out.println("UNKNOWN  " + Quantity.of(tally.undecided(), "seed") + " of " + tally.seeds() + " showed a check too little to decide");
        }
        if (tally.violations().isEmpty()) {
            out.println("no promise was broken");
            return;
        }
        out.println("INVALID  " + Quantity.of(tally.broken(), "seed") + " of " + tally.seeds() + " broke a promise, by the promise broken first:");
        tally.violations().values().forEach(found -> out.println(SimulationText.found(found)));
        for (Tally.Found found : tally.violations().values().stream().limit(WRITTEN_MAX).toList()) {
            out.println();
            out.println("SEED=" + found.seed());
            tell(replayer.play(scenarios.apply(found.seed()), found.seed(), event -> { }));
        }
    }
}
