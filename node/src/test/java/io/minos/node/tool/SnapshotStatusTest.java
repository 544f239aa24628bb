package io.minos.node.tool;

import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.snapshot.FileSnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        file = dir.resolve("00000000000000ff-0000000000000003.snap");
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

    @Test
    void misuse_is_answered_with_the_usage() {
        for (String[] args : new String[][] {{}, {file.toString(), "more"}, {file.toString(), "-w", "xml"}, {"-w", "json"}}) {
            assertThat(status(args)).isEqualTo(254);
            assertThat(console.err()).startsWith("usage: minos node snapshot status");
        }
        assertThat(status(dir.resolve("none").toString())).isEqualTo(255);
    }
}
