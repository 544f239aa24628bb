package io.minos.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.HistoryReader;
import io.minos.checker.history.Recorder;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.reports.Reports;
import io.minos.scenarios.runner.MemoryCluster.Lie;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs against a store in memory, which keeps its promises or does not. */
@Timeout(120)
class RunTest {
    private static final String WORKLOADS = """
            name: memory
            workloads: [{kind: register, keys: 3}, {kind: set}, {kind: txn, groups: 2}, {kind: sessions, clients: 2, rate: 60}, {kind: watch, streams: 6, old: 2, restartEvery: 300ms}]
            concurrency: 5
            rate: 1200
            duration: 1200ms
            compactEvery: 400ms
            """;

    @TempDir
    Path directory;

    private boolean failFast;

    @Test
    void a_store_that_keeps_its_promises_is_valid() throws Exception {
        Judgement judgement = run(new MemoryCluster());

        assertThat(judgement.checks()).allSatisfy(check -> assertThat(check.verdict()).as(check.toString()).isEqualTo(Verdict.VALID));
        assertThat(judgement.verdict()).isEqualTo(Verdict.VALID);
        assertThat(judgement.checks()).extracting(CheckResult::check).contains("serializable-reads", "session", "compaction", "membership");
        assertThat(directory.resolve("run")).isDirectoryContaining(file -> file.endsWith(Reports.HTML));
    }

    @Test
    void a_store_whose_answers_get_lost_is_valid() throws Exception {
        Judgement judgement = run(new MemoryCluster(Lie.LOST_ANSWER));

        assertThat(judgement.counts().info()).isPositive();
        assertThat(judgement.verdict()).as(judgement.reason()).isEqualTo(Verdict.VALID);
    }

    /** The last two are the harness's: a timeout recorded as a failure, and a request sent twice, condemn a store that did nothing wrong. */
    @ParameterizedTest
    @CsvSource({
        "STALE_READ,linearizable-register", "LOST_WRITE,linearizable-register", "LOST_ELEMENT,set", "STALE_TXN,linearizable-txn",
        "STALE_READ,session", "SERVED_COMPACTED,compaction", "REUSED_ID,membership", "DIVERGED_NODE,serializable-reads",
        "DROPPED_EVENT,watch", "DOUBLED_EVENT,watch", "DIVERGED_NODE,convergence",
        "TIMEOUT_AS_FAILURE,linearizable-register", "RETRY,linearizable-register"
    })
    void a_lie_is_found_out_by_the_check_it_is_for(Lie lie, String check) throws Exception {
        Judgement judgement = run(new MemoryCluster(lie));

        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(judgement.checks().stream().filter(c -> c.verdict() == Verdict.INVALID).map(CheckResult::check)).contains(check);
    }

    @ParameterizedTest
    @CsvSource({"LOST_WRITE,linearizable-register", "DROPPED_EVENT,watch"})
    void with_fail_fast_the_load_ends_at_the_first_violation(Lie lie, String check) throws Exception {
        failFast = true;
        Judgement judgement = run(scenario("duration: 100s\n", WORKLOADS.replace("duration: 1200ms\n", "")), new MemoryCluster(lie), (recorder, random) -> new Idle());

        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(judgement.reason()).contains("The load was ended there");
        History history = HistoryReader.read(directory.resolve("run").resolve(Reports.HISTORY));
        assertThat(history.notes(F.FAIL_FAST)).singleElement().satisfies(note -> assertThat(note.value().path("check").asText()).isEqualTo(check));
        assertThat(history.notes(F.PHASE)).extracting(note -> note.value().path("name").asText()).endsWith("heal", "recovery", "final", "done");
    }

    @Test
    void with_fail_fast_a_load_without_violations_goes_on_to_its_end() throws Exception {
        failFast = true;
        Judgement judgement = run(new MemoryCluster(Lie.LOST_ANSWER));

        assertThat(judgement.verdict()).as(judgement.reason()).isEqualTo(Verdict.VALID);
        assertThat(HistoryReader.read(directory.resolve("run").resolve(Reports.HISTORY)).notes(F.FAIL_FAST)).isEmpty();
    }

    @Test
    void a_nemesis_that_does_nothing_does_not_pass() throws Exception {
        Judgement judgement = run(scenario("faults: [{kind: pause, target: n1, at: 100ms, for: 200ms}]"), new MemoryCluster(),
                (recorder, random) -> new Idle());

        assertThat(judgement.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judgement.reason()).contains("no fault was injected");
    }

    @Test
    void a_fault_that_was_never_due_does_not_pass() throws Exception {
        Judgement judgement = run(scenario("faults: [{kind: pause, target: n1, afterOperations: 1000000}]"), new MemoryCluster(),
                (recorder, random) -> new Idle());

        assertThat(judgement.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judgement.reason()).contains("pause");
        assertThat(judgement.faults()).singleElement()
                .satisfies(fault -> assertThat(fault.evidence()).singleElement().asString().contains("the load ended before it was due"));
    }

    @Test
    void faults_are_injected_and_healed_at_their_times() throws Exception {
        var idle = new Idle();
        String faults = "{kind: kill, target: n2, at: 600ms}, {kind: pause, target: n1, at: 100ms, for: 200ms}, {kind: pause, target: n3, afterOperations: 3}";
        run(scenario("faults: [" + faults + "]"), new MemoryCluster(), (recorder, random) -> idle);

        assertThat(idle.calls).containsSubsequence("inject pause [n1]", "heal pause [n1]", "inject kill [n2]", "heal all");
        assertThat(idle.calls).contains("inject pause [n3]").doesNotContain("heal kill [n2]").endsWith("heal all");
    }

    @Test
    void a_repeated_fault_comes_again_and_never_overlaps_another_that_repeats() throws Exception {
        var idle = new Idle();
        String faults = "{kind: kill, target: n1, at: 50ms, every: 300ms, for: 100ms}, {kind: pause, target: n2, at: 50ms, every: 300ms, for: 50ms}";
        run(scenario("faults: [" + faults + "]"), new MemoryCluster(), (recorder, random) -> idle);

        assertThat(idle.calls).filteredOn("inject kill [n1]"::equals).hasSizeGreaterThan(1);
        assertThat(idle.calls).filteredOn("inject pause [n2]"::equals).hasSizeGreaterThan(1);
        for (int i = 0; i + 2 < idle.calls.size(); i += 2) {
            assertThat(idle.calls.get(i + 1)).isIn("heal all", idle.calls.get(i).replace("inject", "heal"));
        }
    }

    @Test
    void a_repeated_fault_is_kept_back_while_it_has_no_target() throws Exception {
        var idle = new Idle();
        Judgement judgement = run(scenario("faults: [{kind: pause, target: gone, at: 50ms, every: 100ms, for: 50ms}]"), new MemoryCluster(),
                (recorder, random) -> idle);

        assertThat(idle.calls).containsExactly("inject pause [gone]", "heal pause [gone]", "heal all");
        assertThat(judgement.faults()).isEmpty();
    }

    @Test
    void the_history_tells_the_phases_and_keeps_to_the_harness_rules() throws Exception {
        run(new MemoryCluster(Lie.LOST_ANSWER));

        History history = HistoryReader.read(directory.resolve("run").resolve(Reports.HISTORY));
        assertThat(history.notes(F.PHASE)).extracting(event -> event.value().get("name").asText())
                .containsExactly("setup", "load", "heal", "recovery", "final", "done");
        assertThat(history.run().get("seed").asLong()).isEqualTo(42);
        assertThat(history.watches().size()).isGreaterThan(6);
        assertEveryInfoRetiresItsProcess(history.events());
    }

    private static void assertEveryInfoRetiresItsProcess(List<Event> events) {
        Set<String> retired = new HashSet<>();
        Map<String, Event> open = new HashMap<>();
        for (Event event : events) {
            if (!event.process().matches("\\d+") || event.f().startsWith(F.WATCH)) {
                continue;
            }
            assertThat(retired).doesNotContain(event.process());
            if (event.type() == Event.Type.INVOKE) {
                assertThat(open.put(event.process(), event)).isNull();
            } else {
                assertThat(open.remove(event.process())).isNotNull();
            }
            if (event.type() == Event.Type.INFO) {
                retired.add(event.process());
            }
        }
        assertThat(retired).isNotEmpty();
        assertThat(open).isEmpty();
    }

    @Test
    void a_broken_stream_goes_on_after_the_last_event_it_told_of() throws Exception {
        Judgement judgement = run(scenario("", WORKLOADS.replace("old: 2", "old: 0")), new MemoryCluster(Lie.BROKEN_STREAM), (recorder, random) -> new Idle());

        assertThat(judgement.verdict()).as(judgement.reason()).isEqualTo(Verdict.VALID);
        Map<String, List<JsonNode>> requests = new HashMap<>();
        Map<String, Long> toldOf = new HashMap<>();
        for (Event event : HistoryReader.read(directory.resolve("run").resolve(Reports.HISTORY)).events()) {
            if (event.f().equals(F.WATCH_RESPONSE)) {
                event.value().get("events").forEach(e -> toldOf.put(event.process(), e.at("/kv/mod").asLong()));
            } else if (event.f().equals(F.WATCH) && event.type() == Event.Type.INVOKE) {
                requests.computeIfAbsent(prefix(event), prefix -> new ArrayList<>()).add(event.value());
            }
        }
        Map<String, Long> lastOfPrefix = new HashMap<>();
        List<Event> ends = new ArrayList<>();
        List<Event> watches = HistoryReader.read(directory.resolve("run").resolve(Reports.HISTORY)).events().stream().filter(event -> event.f().equals(F.WATCH)).toList();
        watches.forEach(event -> lastOfPrefix.merge(prefix(event), toldOf.getOrDefault(event.process(), 0L), Math::max));
        // one that broke when there was nothing left to tell may have been the last
        watches.stream().filter(event -> event.type() == Event.Type.INFO && toldOf.get(event.process()) < lastOfPrefix.get(prefix(event))).forEach(ends::add);
        assertThat(ends).hasSizeGreaterThan(3).allSatisfy(end ->
                assertThat(requests.get(prefix(end))).extracting(request -> request.get("startRevision").asLong())
                        .contains(toldOf.get(end.process()) + 1));
    }

    private static String prefix(Event event) {
        return event.value().get("prefix").asText();
    }

    @Test
    void a_run_judged_again_gives_the_same_verdicts() throws Exception {
        Judgement first = run(new MemoryCluster(Lie.STALE_READ));
        Judgement again = Run.judge(directory.resolve("run"), new MemoryCluster().logs(), Duration.ofSeconds(60));

        assertThat(again.verdict()).isEqualTo(first.verdict());
        assertThat(again.checks()).extracting(CheckResult::check, CheckResult::verdict, CheckResult::reason)
                .isEqualTo(first.checks().stream().map(c -> org.assertj.core.groups.Tuple.tuple(c.check(), c.verdict(), c.reason())).toList());
    }

    @Test
    void limits_are_kept_in_the_history_and_judged_again() throws Exception {
        Judgement first = run(scenario("limits: {withoutSuccess: 1ms, newLeader: 1s}"), new MemoryCluster(), (recorder, random) -> new Idle());
        assertThat(first.checks()).filteredOn(check -> check.check().equals("availability")).singleElement().satisfies(check -> {
            assertThat(check.verdict()).isEqualTo(Verdict.INVALID);
            assertThat(check.reason()).contains("no operation succeeded for", "the limit withoutSuccess is 1 ms");
        });

        Judgement again = Run.judge(directory.resolve("run"), new MemoryCluster().logs(), Duration.ofSeconds(60));
        assertThat(again.checks()).extracting(check -> check.in(0)).isEqualTo(first.checks().stream().map(check -> check.in(0)).toList());
    }

    @Test
    void a_client_that_fails_ends_the_run_and_says_so() {
        assertThatThrownBy(() -> run(new MemoryCluster() {
            @Override
            public io.minos.client.operation.Store connect(String node, Duration timeout) {
                throw new IllegalStateException("no client today");
            }
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("no client today");
    }

    /** Who also writes is soon stuck at a node that is cut off: these never write. */
    @Test
    void at_each_node_a_process_does_nothing_but_read_what_others_have_changed() throws Exception {
        MemoryCluster cluster = new MemoryCluster();
        run(scenario("", WORKLOADS.replace("{kind: set}", "{kind: readers, rate: 50}, {kind: set}")), cluster, (recorder, random) -> new Idle());

        Map<String, Set<String>> done = new HashMap<>();
        Map<String, String> nodes = new HashMap<>();
        Set<String> changed = new HashSet<>();
        History history = HistoryReader.read(directory.resolve("run").resolve(Reports.HISTORY));
        for (Event event : history.events()) {
            boolean byRunner = event.value().path("key").asText().startsWith("p/");
            if (event.type() == Event.Type.INVOKE && !byRunner && !event.f().startsWith(F.WATCH) && !event.f().equals(F.FINAL_READ)) {
                done.computeIfAbsent(event.process(), process -> new HashSet<>()).add(event.f());
                nodes.put(event.process(), event.node());
            }
            if (event.f().equals(F.WRITE) || event.f().equals(F.CAS) || event.f().equals(F.DELETE)) {
                changed.add(event.value().get("key").asText());
            }
        }
        List<String> readers = done.entrySet().stream().filter(process -> process.getValue().equals(Set.of(F.READ))).map(Map.Entry::getKey).toList();
        assertThat(readers).extracting(nodes::get).containsExactlyInAnyOrderElementsOf(cluster.nodes());
        assertThat(history.events()).filteredOn(event -> event.f().equals(F.READ) && readers.contains(event.process()))
                .hasSizeGreaterThan(50).allSatisfy(event -> assertThat(changed).contains(event.value().get("key").asText()));
    }

    private Judgement run(MemoryCluster cluster) throws Exception {
        return run(scenario(""), cluster, (recorder, random) -> new Idle());
    }

    private Judgement run(Scenario scenario, MemoryCluster cluster, BiFunction<Recorder, RandomGenerator, Faults> faults) throws Exception {
        var options = new Options(scenario, 42, "./minos run", directory.resolve("run"), false, failFast, Duration.ofSeconds(60));
        return new Run(options, cluster, faults, new Progress()).perform();
    }

    private static Scenario scenario(String more) {
        return scenario(more, WORKLOADS);
    }

    private static Scenario scenario(String more, String workloads) {
        return ScenarioFile.parse("test", workloads + more);
    }

    /** Notes what it is told, and does nothing. */
    private static final class Idle implements Faults {
        private final List<String> calls = new ArrayList<>();

        @Override
        public boolean hasTarget(FaultSpec spec) {
            return !calls.contains("heal pause [gone]");
        }

        @Override
        public Injected inject(FaultSpec spec) {
            String name = spec.kind().text() + " " + ((io.minos.nemesis.fault.Target.Named) spec.target()).nodes();
            calls.add("inject " + name);
            return new Injected() {
                @Override
                public String describe() {
                    return name;
                }

                @Override
                public void heal() {
                    calls.add("heal " + name);
                }
            };
        }

        @Override
        public void observe() {}

        @Override
        public void healAll() {
            calls.add("heal all");
        }
    }
}
