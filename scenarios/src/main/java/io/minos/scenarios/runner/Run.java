package io.minos.scenarios.runner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.check.Check;
import io.minos.checker.check.Checks;
import io.minos.checker.check.Compactions;
import io.minos.checker.check.FaultsEffective;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.HistoryReader;
import io.minos.checker.history.HistoryWriter;
import io.minos.checker.history.Recorder;
import io.minos.checker.judge.Judge;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import io.minos.nemesis.fault.FaultJournal;
import io.minos.reports.Reports;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
import io.minos.scenarios.cluster.Version;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One run of a scenario: set-up, load with faults, heal, recovery, final reads, done; then the judgement. Each phase is an
 * event of the history, which is written as things happen.
 */
public final class Run {
    private static final String CHECKS = "checks";
    private static final String PLANNED_FAULTS = "plannedFaults";
    private static final String FAULTS_CHECK = new FaultsEffective().name();

    private final Options options;
    private final Scenario scenario;
    private final SystemUnderTest system;
    private final BiFunction<Recorder, RandomGenerator, Faults> faults;
    private final Progress progress;
    private final SplittableRandom random;
    private final ProcessIds ids = new ProcessIds();

    /**
     * @param system not started yet; closed by the caller
     * @param faults makes what injects the scenario's faults, once there is a history to record them in
     */
    public Run(Options options, SystemUnderTest system, BiFunction<Recorder, RandomGenerator, Faults> faults, Progress progress) {
        this.options = options;
        this.scenario = options.scenario();
        this.system = system;
        this.faults = faults;
        this.progress = progress;
        this.random = new SplittableRandom(options.seed());
    }

    /**
     * Runs, judges, and writes the reports.
     *
     * @throws IOException the system did not start, or a file could not be written
     * @throws RuntimeException the harness failed; the history up to then is in the run directory
     */
    public Judgement perform() throws IOException, InterruptedException {
        Files.createDirectories(options.directory());
        Path history = options.directory().resolve(Reports.HISTORY);
        try (HistoryWriter recorder = HistoryWriter.create(history, facts())) {
            Optional<Vigil> vigil = options.failFast() ? Optional.of(new Vigil(recorder)) : Optional.empty();
            try {
                phases(recorder, vigil);
            } finally {
                vigil.ifPresent(Vigil::close);
                system.stop();
            }
            for (ObjectNode log : system.raftLogs()) {
                recorder.record(Event.RUNNER, null, Event.Type.INFO, F.RAFT_LOG, log, null, null);
            }
        }
        progress.phase("judging");
        Judgement judgement = judge(options.directory(), system.logs(), options.timePerCheck());
        if (options.keepData() || judgement.verdict() != Verdict.VALID) {
            system.keepData();
        }
        return judgement;
    }

    /** Judges what a run directory holds, and writes the reports into it. */
    public static Judgement judge(Path directory, Map<String, Supplier<Stream<String>>> logs, Duration timePerCheck) throws IOException {
        History history = HistoryReader.read(directory.resolve(Reports.HISTORY));
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()));
        try {
            Judgement judgement = new Judge(threads, timePerCheck).judge(history, checks(history, logs));
            Reports.write(directory, judgement);
            return judgement;
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Those the scenario names, else those that the history gives something to judge. Faults that were planned are judged in
     * any case: a nemesis that did nothing must not pass.
     */
    private static List<Check> checks(History history, Map<String, Supplier<Stream<String>>> logs) {
        Set<String> names = new LinkedHashSet<>();
        history.run().path(CHECKS).forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
            Checks.concerning(history, logs).forEach(check -> names.add(check.name()));
        }
        if (!history.run().path(PLANNED_FAULTS).isEmpty()) {
            names.add(FAULTS_CHECK);
        }
        return Checks.named(List.copyOf(names), logs);
    }

    private ObjectNode facts() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode()
                .put("seed", options.seed())
                .put("scenario", scenario.name())
                .put("command", options.command());
        system.facts().forEach(facts::put);
        system.nodes().forEach(facts.putArray("nodes")::add);
        facts.put("version", Version.MINOS);
        facts.put("java", Runtime.version().toString());
        facts.put("started", Instant.now().toString());
        facts.put("rate", scenario.rate());
        facts.put("concurrency", scenario.concurrency());
        facts.put("durationMillis", scenario.duration().toMillis());
        scenario.tellJudge(facts);
        if (scenario.cluster().compactsItself()) {
            facts.put(Compactions.COMPACTS_ITSELF, true);
        }
        scenario.checks().forEach(facts.putArray(CHECKS)::add);
        scenario.faults().forEach(fault -> facts.withArray(PLANNED_FAULTS).add(fault.kind().text()));
        return facts;
    }

    private void phases(Recorder recorder, Optional<Vigil> vigil) throws IOException, InterruptedException {
        phase(recorder, "setup");
        system.start(recorder, ids);
        var finals = new FinalPhase(scenario, system, recorder, ids, prefixes());
        try (var probe = new StatusProbe(system, recorder, progress); var watchers = watchers(recorder)) {
            phase(recorder, "load");
            var schedule = new FaultSchedule(scenario.faults(), faults.apply(recorder, random.split()), progress);
            try {
                load(recorder, vigil);
            } finally {
                phase(recorder, "heal");
                schedule.end().forEach(new FaultJournal(recorder)::missed);
            }
            phase(recorder, "recovery");
            finals.awaitRecovery(SystemUnderTest.OWN_PREFIX);
            for (Workload.Operating workload : operating()) {
                if (!workload.leases().isZero()) {
                    finals.awaitLeasesEnd(workload.prefix(), workload.leases());
                }
            }
            phase(recorder, "final");
            finals.read();
            finals.changeMembers();
            finals.list();
            watchers.awaitRevision(finals::lastRevision);
        }
        phase(recorder, "done");
    }

    private void load(Recorder recorder, Optional<Vigil> vigil) throws InterruptedException {
        try (var load = new Load(scenario, system, recorder, ids, random.split(), progress)) {
            load.run(() -> vigil.flatMap(Vigil::found).isPresent());
        }
        vigil.ifPresent(ended -> note(recorder, ended));
    }

    private static void note(Recorder recorder, Vigil vigil) {
        vigil.close();
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        vigil.found().ifPresent(result -> said.put("check", result.check()).put("reason", result.reason()));
        vigil.gaveUp().ifPresent(why -> said.put("gaveUp", why));
        if (!said.isEmpty()) {
            recorder.record(Event.RUNNER, null, Event.Type.INFO, F.FAIL_FAST, said, null, null);
        }
    }

    private Watchers watchers(Recorder recorder) {
        return new Watchers(scenario.workloads().stream().filter(Workload.Watch.class::isInstance).map(Workload.Watch.class::cast).findFirst(),
                writtenPrefixes(), system, recorder, ids, random.split());
    }

    private List<Workload.Operating> operating() {
        return scenario.workloads().stream().filter(Workload.Operating.class::isInstance).map(Workload.Operating.class::cast).toList();
    }

    private List<String> writtenPrefixes() {
        return scenario.workloads().stream().filter(Workload.Writing.class::isInstance).map(w -> ((Workload.Writing) w).prefix()).toList();
    }

    private List<String> prefixes() {
        List<String> prefixes = new ArrayList<>(writtenPrefixes());
        prefixes.add(SystemUnderTest.OWN_PREFIX);
        return prefixes;
    }

    private void phase(Recorder recorder, String name) {
        progress.phase(name);
        recorder.record(Event.RUNNER, null, Event.Type.INFO, F.PHASE, JsonNodeFactory.instance.objectNode().put("name", name), null, null);
    }
}
