package io.minos.node.tool;

import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.apply.StateMachine;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotStatusTest {
    @TempDir
    private Path dir;

    private final Console console = new Console();
    private Path file = Path.of("");

    @BeforeEach
    void save() throws IOException {
        FileSnapshotStore.open(dir).save(mark(255, 3), out -> out.write(new byte[100]));
        file = dir.resolve("00000000000000ff-0000000000000003.snapshot");
    }

    private int status(String... args) {
        return console.run(new SnapshotStatus()::run, args);
    }

    @Test
    void a_whole_snapshot_is_told_in_a_line() {
        assertThat(status(file.toString())).isZero();
        assertThat(console.out()).isEqualToIgnoringNewLines(
                "index 255, term 3, voters [fffffffffffffffe 1 3], learners [9], " + file.toFile().length() + " bytes, checksum ok");
    }

    @Test
    void or_as_json() {
        assertThat(status(file.toString(), "-w", "json")).isZero();
        assertThat(console.out()).isEqualToIgnoringNewLines("{\"index\":255,\"term\":3,\"voters\":[\"fffffffffffffffe\",\"1\",\"3\"],"
                + "\"learners\":[\"9\"],\"fileBytes\":" + file.toFile().length() + ",\"bodyBytes\":100,\"checksumOk\":true}");
    }

    @Test
    void a_damaged_one_is_told_with_the_reason() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThat(status("-w", "simple", file.toString())).isEqualTo(1);
        assertThat(console.err()).isEqualToIgnoringNewLines(file + ": the body is damaged: checksum mismatch");
        Files.write(file, new byte[0]);
        assertThat(status(file.toString())).isEqualTo(1);
        assertThat(console.err()).contains("no snapshot");
    }

    /** Compared with etcdctl's by {@code EtcdInteropTest}; here, how it looks. */
    @Test
    void one_of_etcds_is_told_as_etcdctl_does() throws IOException {
        Path db = dir.resolve("snapshot.db");
        try (OutputStream out = Files.newOutputStream(db)) {
            EtcdSnapshot.of(new StateMachine().capture()).writeTo(out);
        }
        assertThat(status(db.toString())).isZero();
        assertThat(console.out()).matches("[0-9a-f]+, 0, 2, 16 kB\\n");
        String hash = console.out().substring(0, console.out().indexOf(','));
        assertThat(status(db.toString(), "-w", "json")).isZero();
        assertThat(console.out()).isEqualTo("{\"hash\":" + Long.parseLong(hash, 16) + ",\"revision\":0,\"totalKey\":2,\"totalSize\":16384}\n");
        assertThat(status(db.toString(), "-w", "table")).isZero();
        assertThat(console.out()).startsWith("""
                +----------+----------+------------+------------+
                |   HASH   | REVISION | TOTAL KEYS | TOTAL SIZE |
                +----------+----------+------------+------------+
                """).contains(" |        0 |          2 |      16 kB |\n");
        byte[] bytes = Files.readAllBytes(db);
        bytes[bytes.length - 1] ^= 1;
        Files.write(db, bytes);
        assertThat(status(db.toString())).isEqualTo(1);
        assertThat(console.err()).contains("expected sha256");
    }

    @Test
    void sizes_are_rounded_as_etcdctl_does() {
        assertThat(LongStream.of(0, 9, 987, 1000, 2_149, 2_150, 9_949, 9_950, 24_576, 126_976, 999_949, 1_000_000, 1_572_864_000L).mapToObj(EtcdSnapshotStatus::size))
                .containsExactly("0 B", "9 B", "987 B", "1.0 kB", "2.1 kB", "2.2 kB", "9.9 kB", "10 kB", "25 kB", "127 kB", "1000 kB", "1.0 MB", "1.6 GB");
    }

    @Test
    void misuse_is_answered_with_the_usage() {
        for (String[] args : new String[][] {{}, {file.toString(), "more"}, {file.toString(), "-w", "xml"}, {"-w", "json"}}) {
            assertThat(status(args)).isEqualTo(254);
            assertThat(console.err()).startsWith("usage: minos node snapshot status");
        }
        assertThat(status(dir.resolve("none").toString())).isEqualTo(255);
    }
}
