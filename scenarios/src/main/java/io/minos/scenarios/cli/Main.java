package io.minos.scenarios.cli;

import io.minos.checker.history.HarnessFailure;
import io.minos.scenarios.cluster.Version;
import io.minos.scenarios.scenario.ScenarioException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code minos}: judges key-value stores from the command line. */
@Command(name = "minos",
        mixinStandardHelpOptions = true,
        versionProvider = Main.MinosVersion.class,
        subcommands = {RunCommand.class, SimCommand.class, ScenariosCommand.class, RecheckCommand.class, CheckCommand.class, BenchCommand.class, CommandLine.HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        description = "Drives a cluster, breaks things, and decides from the recorded history whether the store kept its promises.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  minos run                        three reference nodes, the default scenario",
            "  minos run smoke --target etcd    the real etcd, found on the PATH",
            "  minos sim --seed 7               a whole cluster in memory, from one seed",
            "  minos scenarios                  what there is to run",
            "  minos check history.edn --model cas-register",
            "",
            "Exit codes: 0 valid, 1 invalid, 2 unknown, 254 usage, 255 the harness failed."
        })
public final class Main implements Runnable {
    static final int USAGE = 254;
    static final int HARNESS_FAILED = 255;

    @Spec
    private CommandSpec spec;

    static final class MinosVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"minos " + Version.MINOS};
        }
    }

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "minos-logback.xml");
        System.exit(execute(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** The exit code. Whatever goes wrong, a person sees one line and no stack trace. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, given) -> usage(e.getCommandLine(), e.getMessage()))
                .setExecutionExceptionHandler((e, command, result) -> failed(e, command))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    private static int usage(CommandLine command, String message) {
        command.getErr().println("minos: " + message + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    private static int failed(Exception e, CommandLine command) {
        if (e instanceof ScenarioException) {
            command.getErr().println("minos: " + e.getMessage());
            return USAGE;
        }
        command.getErr().println("minos: " + (e instanceof HarnessFailure ? e.getMessage() : "the harness failed: " + FailureLog.line(e)));
        return HARNESS_FAILED;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
