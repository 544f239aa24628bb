package io.minos.checker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Counterexample;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Reductions;
import io.minos.checker.linear.Shrinker;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.AppendRegister;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real histories with known verdicts. */
class CorpusTest {
    private static final Path HISTORIES = Path.of("src/test/testdata/histories");

    private static final List<Engine> ALL = List.of(new Wgl(), JustInTime.both(), JustInTime.depthFirst(), JustInTime.breadthFirst(), new UniqueValues(JustInTime.both()));

    private final Engine engine = new Wgl();

    static Stream<String[]> jepsen_logs() throws IOException {
        return Files.readAllLines(HISTORIES.resolve("jepsen-etcd/verdicts.tsv")).stream().map(line -> line.split("\t")).filter(row -> row.length == 2);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("jepsen_logs")
    void every_jepsen_log_gets_its_known_verdict(String file, String verdict) throws IOException {
        List<Span<Register.Action>> spans = JepsenLog.read(Files.readAllLines(HISTORIES.resolve("jepsen-etcd").resolve(file)));
        assertThat(spans).isNotEmpty();
        Finding plain = engine.check(spans, JepsenLog.MODEL, Budget.unlimited());
        List<Span<Register.Action>> reduced = Reductions.apply(spans, JepsenLog.MODEL);
        Finding finding = engine.check(reduced, JepsenLog.MODEL, Budget.unlimited());
        assertThat(finding).isInstanceOf(plain.getClass());
        for (Engine other : ALL) assertThat(other.check(reduced, JepsenLog.MODEL, Budget.unlimited())).isInstanceOf(plain.getClass());
        assertThat(finding).isInstanceOf(verdict.equals("valid") ? Finding.Linearizable.class : Finding.NotLinearizable.class);
        if (finding instanceof Finding.NotLinearizable not) {
            Counterexample<Register.Action> small = new Shrinker<Cell, Register.Action>(engine, JepsenLog.MODEL, Budget.unlimited()).shrink(reduced, not);
            assertThat(small.spans().stream().filter(span -> !span.optional()).toList()).hasSizeBetween(1, 16);
            assertThat(engine.check(small.spans(), JepsenLog.MODEL, Budget.unlimited())).isInstanceOf(Finding.NotLinearizable.class);
        }
    }

    @ParameterizedTest
    @MethodSource("kv_files")
    void every_kv_file_gets_the_verdict_in_its_name(Path file) throws IOException {
        Map<String, List<Span<AppendRegister.Action>>> keys = EdnKv.read(Files.readAllLines(file));
        assertThat(keys).isNotEmpty();
        for (Engine each : ALL) {
            boolean linearizable = keys.entrySet().stream().allMatch(key -> each.check(key.getValue(), new AppendRegister(key.getKey()), Budget.unlimited()) instanceof Finding.Linearizable);
            assertThat(linearizable).isEqualTo(file.toString().endsWith("-ok.txt"));
        }
    }

    static Stream<Path> kv_files() throws IOException {
        try (Stream<Path> files = Files.list(HISTORIES.resolve("kv"))) {
            return files.sorted().toList().stream();
        }
    }
}
