package io.minos.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.minos.checker.judge.JudgementFile;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Verdict;
import io.minos.scenarios.cluster.NodeBinary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line against clusters of the real etcd. Skipped where there is none. */
@Timeout(150)
class RealEtcdTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @BeforeAll
    static void etcdIsHere() {
        assumeThatCode(() -> NodeBinary.parse("etcd")).as("etcd is on the PATH").doesNotThrowAnyException();
    }

    @Test
    void a_smoke_run_is_valid_and_leaves_a_whole_run_directory_and_no_process() throws Exception {
        // no compaction: etcd 3.4.23 drops a deletion of exactly the compacted revision, and a watch from there is told of it never
        Path scenario = Files.writeString(directory.resolveSibling(directory.getFileName() + ".yaml"), """
                name: smoke
                workloads: [{kind: register}, {kind: set}, {kind: txn}, {kind: watch}]
                duration: 4s
                compactEvery: 0s
                """);
        int exit = execute("run", scenario.toString(), "--target", "etcd", "--seed", "3", "--out", directory.toString());
        Files.delete(scenario);

        assertThat(err.toString()).isEmpty();
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString().lines()).first().asString().startsWith("seed 3");
        assertThat(out.toString().lines()).last().asString().startsWith("seed 3");
        Path run = directory;
        assertThat(run).isDirectoryContaining("glob:**/history.jsonl").isDirectoryContaining("glob:**/result.json").isDirectoryContaining("glob:**/summary.md")
                .isDirectoryContaining("glob:**/junit.xml").isDirectoryContaining("glob:**/report.html").isDirectoryContaining("glob:**/nodes");
        assertThat(run.resolve("nodes")).isDirectoryContaining("glob:**/n1.log").isDirectoryNotContaining("glob:**/*.data")
                .isDirectoryNotContaining("glob:**/disks");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();

        out.getBuffer().setLength(0);
        assertThat(execute("recheck", run.toString())).as(out.toString()).isZero();
    }

    @Test
    void a_run_with_faults_has_evidence_of_each_and_keeps_the_data_when_asked() throws Exception {
        Path scenario = Files.writeString(directory.resolve("brief.yaml"), """
                name: brief
                workloads: [{kind: register}, {kind: set}, {kind: txn}, {kind: watch}]
                duration: 9s
                faults:
                  - {kind: kill, target: leader, at: 500ms, for: 1500ms}
                  - {kind: partition, target: leader, at: 4500ms, for: 3s}
                """);
        int exit = execute("run", scenario.toString(), "--target", "etcd", "--seed", "4", "--keep", "--out", directory.resolve("run").toString());

        assertThat(exit).as(out + "" + err).isZero();
        Path run = directory.resolve("run");
        Judgement judgement = JudgementFile.read(run.resolve("result.json"));
        assertThat(judgement.verdict()).isEqualTo(Verdict.VALID);
        assertThat(judgement.faults()).hasSize(2).allMatch(Judgement.FaultRecord::effective);
        assertThat(judgement.availability().leaderChanges()).hasSizeGreaterThan(1);
        assertThat(run.resolve("nodes")).isDirectoryContaining("glob:**/n1.data");
    }

    @Test
    void the_bench_prints_a_line_for_each_measurement_and_leaves_nothing() throws Exception {
        assertThat(execute("bench", "etcd", "--nodes", "1", "--clients", "2", "--rounds", "1", "--round", "300ms", "--warm-up", "100ms", "--out",
                directory.toString())).as(err.toString()).isZero();

        assertThat(out.toString().lines()).anyMatch(line -> line.matches(" +1 +2  put .*\\d.*")).anyMatch(line -> line.matches(" +1 +2  range .*\\d.*"));
        assertThat(out.toString()).doesNotContain("errors");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void the_bench_of_grpc_prints_a_line_for_each_measurement_with_users_over_tls_too_and_leaves_nothing() throws Exception {
        assertThat(execute("bench", "grpc", "etcd", "--nodes", "1", "--clients", "3", "--rounds", "1", "--time-limit", "3s", "--warm-up", "1s", "--watch-rate", "100",
                "--tls", "--auth", "--out", directory.toString())).as(err.toString()).isZero();

        for (String work : List.of("put", "range", "serial", "watch")) {
            assertThat(out.toString().lines()).as(out.toString()).anyMatch(line -> line.matches(" +1 +[13]  " + work + " .*\\d.*"));
        }
        assertThat(out.toString()).doesNotContain("error");
        assertThat(directory).isEmptyDirectory();
    }

    private int execute(String... arguments) {
        return Main.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
