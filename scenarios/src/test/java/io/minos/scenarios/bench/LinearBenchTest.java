package io.minos.scenarios.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.sample.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinearBenchTest {
    private static final String VALID = "INFO  jepsen.util - 0 :invoke :write 1\nINFO  jepsen.util - 0 :ok :write 1\nINFO  jepsen.util - 1 :invoke :read nil\nINFO  jepsen.util - 1 :ok :read 1\n";
    private static final String KV = "{:process 0, :type :invoke, :f :append, :key \"0\", :value \"x\"}\n{:process 0, :type :ok, :f :append, :key \"0\", :value \"x\"}\n";

    private final List<String> lines = new ArrayList<>();

    @TempDir
    Path logs;

    @Test
    void recorded_and_generated_histories_are_judged_and_none_wrongly() throws Exception {
        assertThat(bench("valid")).isTrue();
        assertThat(lines).anyMatch(line -> line.startsWith("jepsen-etcd (1)")).anyMatch(line -> line.startsWith("kv (1)"));
        assertThat(lines).filteredOn(line -> line.contains(" right ")).hasSize(2).allMatch(line -> line.contains("2 valid"));
        assertThat(lines).filteredOn(line -> line.contains("unique  wrong")).hasSize(1).allMatch(line -> line.contains("2 invalid") && line.contains("zones"));
    }

    @Test
    void a_verdict_other_than_the_known_one_is_told() throws Exception {
        assertThat(bench("invalid")).isFalse();
        assertThat(lines).anyMatch(line -> line.contains("WRONG: a.log is INVALID and was judged VALID"));
    }

    private boolean bench(String verdict) throws IOException, InterruptedException {
        Files.createDirectories(logs.resolve("kv"));
        Files.createDirectories(logs.resolve("jepsen-etcd"));
        Files.writeString(logs.resolve("kv/c-ok.txt"), KV);
        Files.writeString(logs.resolve("jepsen-etcd/a.log"), VALID);
        Files.writeString(logs.resolve("jepsen-etcd/verdicts.tsv"), "a.log\t" + verdict + "\n");
        return new LinearBench(new LinearBench.Plan(List.of(200), List.of(3), List.of(0.0), List.of(1), List.of(3, Shape.UNIQUE), 2, Duration.ofSeconds(20), logs, Duration.ZERO, 1), false, lines::add).run();
    }
}
