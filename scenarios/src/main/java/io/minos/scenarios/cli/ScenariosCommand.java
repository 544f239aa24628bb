package io.minos.scenarios.cli;

import io.minos.nemesis.fault.FaultSpec;
import io.minos.scenarios.catalogue.Catalogue;
import io.minos.scenarios.scenario.Scenario;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "scenarios",
        mixinStandardHelpOptions = true,
        description = "Lists the scenarios, or shows one as a YAML file to start your own from.",
        footerHeading = "%nExamples:%n",
        footer = {"  minos scenarios", "  minos scenarios default > mine.yaml"})
final class ScenariosCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The scenario to show.")
    private @Nullable String name;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Optional.ofNullable(name).ifPresentOrElse(
                wanted -> out.print(Catalogue.yaml(Catalogue.scenario(wanted).name())),
                () -> Catalogue.names().stream().map(Catalogue::scenario).forEach(scenario -> print(out, scenario)));
        out.flush();
    }

    private static void print(PrintWriter out, Scenario scenario) {
        String faults = scenario.faults().stream().map(FaultSpec::kind).map(kind -> kind.text()).distinct().collect(Collectors.joining(", "));
        out.printf(Locale.ROOT, "%-14s %3d s  %s%n", scenario.name(), scenario.duration().toSeconds(), scenario.description());
        out.printf(Locale.ROOT, "%-14s        faults: %s%n", "", faults.isEmpty() ? "none" : faults);
    }
}
