package io.minos.scenarios.cli;

import io.minos.checker.check.Check;
import io.minos.checker.check.ModelCheck;
import io.minos.checker.check.TxnsCheck;
import io.minos.checker.history.HarnessFailure;
import io.minos.checker.interop.Format;
import io.minos.checker.interop.HistoryFile;
import io.minos.checker.interop.Recording;
import io.minos.checker.interop.Transactions;
import io.minos.checker.judge.Judge;
import io.minos.checker.linear.Engine;
import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.verdict.Judgement;
import io.minos.scenarios.runner.ProgressPrinter;
import io.minos.scenarios.runner.Workers;
import io.minos.scenarios.scenario.ScenarioException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "check",
        mixinStandardHelpOptions = true,
        description = "Judges histories that others recorded: Jepsen's EDN, its logs, or our own format; compressed by gzip or not.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  minos check history.edn --model cas-register",
            "  minos check store/*/history.edn.gz --model list-append",
            "  minos check jepsen.log --model cas-register --cross-check knossos --knossos-classpath 'knossos/*'",
            "  minos check --models                              the models and their operations",
            "",
            "Exit codes: 0 valid, 1 invalid, 2 unknown, 254 usage, 255 the harness failed. The worst of several files counts."
        })
final class CheckCommand implements Callable<Integer> {
    private static final Map<String, Transactions.Kind> TRANSACTIONS = Map.of("list-append", Transactions.Kind.LISTS, "rw-register", Transactions.Kind.REGISTERS);
    /** Its objects are made by transactions, and so is the part of our own histories that is its. */
    private static final String MULTI_REGISTER = "multi-register";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Histories.")
    private List<Path> files = List.of();

    @Option(names = "--model", paramLabel = "M", description = "What the operations were done to; see --models.")
    private @Nullable String model;

    @Option(names = "--models", description = "List the models with their operations.")
    private boolean list;

    @Option(names = "--format", paramLabel = "F", description = "edn, jepsen-log or minos; without, it is found out.")
    private @Nullable String format;

    @Option(names = "--keys", paramLabel = "K", description = "Are values pairs of a key and a value? auto, tuples or none (default: auto).")
    private Recording.Keys keys = Recording.Keys.AUTO;

    @Option(names = "--refused", split = ",", paramLabel = "F", description = "Operations whose :fail is an answer (the compare failed) and says not only that nothing happened. Without: cas, but none in EDN.")
    private @Nullable Set<String> refused;

    @Option(names = "--json", description = "Print the verdicts as JSON.")
    private boolean json;

    @Mixin
    private JudgeOptions options;

    @Override
    public Integer call() throws Exception {
        if (list) {
            models();
            return 0;
        }
        String name = chosenModel();
        if (files.isEmpty()) {
            throw new ScenarioException("which history? give one FILE or more");
        }
        Format given = given();
        Judge judge = options.judge();
        List<CheckedFile> checked = new ArrayList<>();
        try (var workers = new Workers(options.jobs())) {
            Checker checker = checker(name, workers);
            try (var printer = new ProgressPrinter(() -> progress(checked.size(), workers), spec.commandLine().getErr(), false, false)) {
                for (Path file : files) {
                    checked.add(judged(file, given, judge, checker));
                    told(checked.get(checked.size() - 1));
                }
            }
        }
        CheckText text = new CheckText(checked, name, options.engineName());
        spec.commandLine().getOut().print(json ? text.json() : text.total());
        spec.commandLine().getOut().flush();
        return text.exitCode();
    }

    /** What is to be checked of one history. */
    private interface Checker {
        Check of(Recording recording);
    }

    private String chosenModel() {
        if (model == null) {
            throw new ScenarioException("--model is missing; there are " + names());
        }
        if (!TRANSACTIONS.containsKey(model) && Models.all().stream().noneMatch(named -> named.name().equals(model))) {
            throw new ScenarioException("there is no model " + model + "; there are " + names());
        }
        return model;
    }

    private static String names() {
        return Stream.concat(Models.all().stream().map(NamedModel::name), TRANSACTIONS.keySet().stream().sorted()).collect(Collectors.joining(", "));
    }

    private @Nullable Format given() {
        try {
            return format == null ? null : Format.named(format);
        } catch (HarnessFailure e) {
            throw new ScenarioException(e.getMessage());
        }
    }

    private Checker checker(String name, Workers workers) {
        if (TRANSACTIONS.containsKey(name)) {
            options.refuseEngines(name);
            return recording -> new TxnsCheck(name, Transactions.of(recording.part(true).by(keys), TRANSACTIONS.get(name)));
        }
        Engine engine = options.engine();
        Optional<Engine> second = options.second();
        return recording -> objects(Models.named(name), recording.part(name.equals(MULTI_REGISTER)), engine, second, workers);
    }

    private <S, A> Check objects(NamedModel<S, A> named, Recording recording, Engine engine, Optional<Engine> second, Workers workers) {
        Set<String> answers = refused != null ? refused : recording.format().refused();
        return new ModelCheck<>(named, recording.by(keys).spans(named, answers), engine, second, workers);
    }

    private static CheckedFile judged(Path file, @Nullable Format given, Judge judge, Checker checker) {
        try {
            Recording recording = HistoryFile.read(file, given);
            Check check = checker.of(recording);
            Judgement judgement = judge.judge(recording.history(), List.of(check));
            return CheckedFile.of(file.toString(), recording.format().toString(), judgement.verdict(), judgement.checks().get(0));
        } catch (HarnessFailure e) {
            return CheckedFile.wrong(file.toString(), e.getMessage());
        }
    }

    private void told(CheckedFile checked) {
        if (checked.error() != null) {
            spec.commandLine().getErr().println("minos: " + checked.error());
        } else if (!json) {
            CheckText.lines(checked, files.size() == 1).forEach(spec.commandLine().getOut()::println);
        }
        spec.commandLine().getOut().flush();
    }

    private String progress(int judged, Workers workers) {
        String file = judged < files.size() ? " " + files.get(judged) : "";
        return String.format(Locale.ROOT, "file %d of %d%s  %s", Math.min(judged + 1, files.size()), files.size(), file, workers.progress()).stripTrailing();
    }

    private void models() {
        for (NamedModel<?, ?> named : Models.all()) {
            spec.commandLine().getOut().printf("  %-18s %s%n", named.name(), named.description());
            named.words().forEach(word -> spec.commandLine().getOut().printf("  %-18s   %s%n", "", word));
        }
        TRANSACTIONS.keySet().stream().sorted().forEach(name -> spec.commandLine().getOut().printf("  %-18s transactions, judged by what depends on what%n  %-18s   txn [%s]%n",
                name, "", name.equals("list-append") ? "[append key element] [r key elements] …" : "[w key value] [r key value] …"));
    }
}
