package io.minos.checker.knossos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.checker.interop.EdnKv;
import io.minos.checker.interop.JepsenLog;
import io.minos.checker.knossos.Knossos.Algorithm;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.model.AppendRegister;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against Knossos itself, which the build does not bring along: {@code -Dminos.knossos.classpath=…} (its jars or its sources,
 * Clojure, and what Knossos needs) or the profile {@code knossos}.
 */
class KnossosTest {
    private static final String CLASS_PATH = System.getProperty("minos.knossos.classpath", "");
    private static final Path HISTORIES = Path.of("src/test/testdata/histories");
    private static final Register REGISTER = new Register("x");
    private static final int RANDOM_HISTORIES = 500;

    private static Knossos wgl;
    private static Knossos linear;

    @BeforeAll
    static void knossos_is_there() {
        assumeTrue(!CLASS_PATH.isEmpty() || onOurClassPath(), "Knossos is not on the class path: -Dminos.knossos.classpath=…");
        wgl = Knossos.load(CLASS_PATH, Algorithm.WGL);
        linear = Knossos.load(CLASS_PATH, Algorithm.LINEAR);
    }

    private static boolean onOurClassPath() {
        return KnossosTest.class.getClassLoader().getResource("knossos/wgl.clj") != null;
    }

    private static Engine engine(Algorithm algorithm) {
        return algorithm == Algorithm.WGL ? wgl : linear;
    }

    @Test
    void every_jepsen_log_gets_its_known_verdict() throws Exception {
        for (String row : Files.readAllLines(HISTORIES.resolve("jepsen-etcd/verdicts.tsv"))) {
            String[] columns = row.split("\t");
            if (columns.length != 2) continue;
            List<Span<Action>> spans = JepsenLog.read(Files.readAllLines(HISTORIES.resolve("jepsen-etcd").resolve(columns[0])));
            assertThat(wgl.check(spans, JepsenLog.MODEL, seconds(120)) instanceof Finding.Linearizable).as(columns[0]).isEqualTo(columns[1].equals("valid"));
        }
    }

    @Test
    void every_kv_file_gets_the_verdict_in_its_name() throws Exception {
        try (Stream<Path> files = Files.list(HISTORIES.resolve("kv"))) {
            for (Path file : files.sorted().toList()) {
                Map<String, List<Span<AppendRegister.Action>>> keys = EdnKv.read(Files.readAllLines(file));
                boolean linearizable = keys.entrySet().stream().allMatch(key -> wgl.check(key.getValue(), new AppendRegister(key.getKey()), seconds(120)) instanceof Finding.Linearizable);
                assertThat(linearizable).as(file.toString()).isEqualTo(file.toString().endsWith("-ok.txt"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void small_histories_are_judged_as_our_own_engine_judges_them(Algorithm algorithm) {
        SplittableRandom random = new SplittableRandom(5);
        int invalid = 0;
        int refused = 0;
        for (int i = 0; i < RANDOM_HISTORIES; i++) {
            List<Span<Action>> spans = history(random);
            refused += spans.stream().anyMatch(span -> span.action() instanceof Action.Cas cas && Boolean.FALSE.equals(cas.succeeded())) ? 1 : 0;
            Finding ours = new Wgl().check(spans, REGISTER, Budget.unlimited());
            assertThat(engine(algorithm).check(spans, REGISTER, seconds(120))).as(spans.toString()).isInstanceOf(ours.getClass());
            invalid += ours instanceof Finding.NotLinearizable ? 1 : 0;
        }
        assertThat(invalid).as("both verdicts occur").isBetween(RANDOM_HISTORIES / 5, RANDOM_HISTORIES * 4 / 5);
        assertThat(refused).isGreaterThan(RANDOM_HISTORIES / 10);
    }

    @Test
    void only_what_a_refused_cas_says_tells_these_two_apart() {
        Span<Action> write = new Span<>(0, 0, 1, new Action.Write("a", 0, null));
        assertThat(wgl.check(List.of(write, new Span<>(1, 2, 3, new Action.Cas("b", "c", 0, false, null))), REGISTER, seconds(120))).isInstanceOf(Finding.Linearizable.class);
        Finding finding = wgl.check(List.of(write, new Span<>(1, 2, 3, new Action.Cas("a", "c", 0, false, null))), REGISTER, seconds(120));
        assertThat(((Finding.NotLinearizable) finding).blocked()).extracting(Finding.Blocked::id).containsExactly(1L);
    }

    /** The permutations of eleven open calls, which Knossos would go through to explain itself, take for ever, and all memory. */
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void a_contradiction_beside_many_open_calls_is_told_at_once(Algorithm algorithm) {
        List<Span<Action>> spans = new ArrayList<>();
        for (int i = 0; i < 11; i++) spans.add(new Span<>(i, i, Span.NEVER, new Action.Cas("no such value", "w" + i, 0, null, null)));
        spans.add(new Span<>(20, 30, 40, new Action.Read(Cell.of("never written"))));
        assertThat(engine(algorithm).check(spans, REGISTER, seconds(5))).isInstanceOf(Finding.NotLinearizable.class);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void out_of_time_nothing_goes_on_working(Algorithm algorithm) throws InterruptedException {
        List<Span<Action>> spans = new ArrayList<>();
        for (int i = 0; i < 40; i++) spans.add(new Span<>(i, i, 100 + i, new Action.Write("w" + i, 0, null)));
        spans.add(new Span<>(50, 200, 201, new Action.Read(Cell.of("never written"))));
        assertThat(engine(algorithm).check(spans, REGISTER, new Budget(System::nanoTime, 300_000_000, Long.MAX_VALUE))).isInstanceOf(Finding.Undecided.class);
        // It has given its answer, and may still be on its way out.
        for (int i = 0; i < 200 && !working().isEmpty(); i++) Thread.sleep(50);
        assertThat(working()).isEmpty();
    }

    /** Threads somewhere inside a search. */
    private static List<String> working() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue()).anyMatch(frame -> frame.getClassName().startsWith("knossos.")))
                .map(thread -> thread.getKey().getName()).toList();
    }

    @Test
    void ranks_are_refused() {
        Span<Action> ranked = new Span<>(0, 0, 1, new Action.Write("a", 0, null), Span.Rank.of(2));
        assertThatThrownBy(() -> wgl.check(List.of(ranked), REGISTER, seconds(1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Budget seconds(long seconds) {
        return new Budget(System::nanoTime, seconds * 1_000_000_000, Long.MAX_VALUE);
    }

    /** Up to eight operations of a few clients, about one in five of unknown outcome. */
    private static List<Span<Action>> history(RandomGenerator random) {
        List<Span<Action>> spans = new ArrayList<>();
        int size = 2 + random.nextInt(7);
        for (int i = 0; i < size; i++) {
            long invoked = 4L * i + random.nextInt(8);
            boolean optional = random.nextInt(5) == 0;
            spans.add(new Span<>(i, invoked, optional ? Span.NEVER : invoked + 1 + random.nextInt(12), action(random, optional)));
        }
        return spans;
    }

    private static Action action(RandomGenerator random, boolean optional) {
        String value = "v" + random.nextInt(3);
        return switch (random.nextInt(3)) {
            case 0 -> optional ? new Action.Write(value, 0, null) : new Action.Read(random.nextInt(6) == 0 ? Cell.MISSING : Cell.of(value));
            case 1 -> new Action.Write(value, 0, null);
            default -> new Action.Cas(random.nextInt(6) == 0 ? null : "v" + random.nextInt(3), value, 0, optional ? null : (Boolean) random.nextBoolean(), null);
        };
    }
}
