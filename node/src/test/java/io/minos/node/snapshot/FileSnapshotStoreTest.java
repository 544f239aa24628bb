package io.minos.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSnapshotStoreTest extends SnapshotStoreContract {
    @TempDir
    private Path temp;

    private int directories;
    private Path dir = Path.of("");

    @Override
    SnapshotStore empty() throws IOException {
        dir = temp.resolve("snapshots" + ++directories);
        return FileSnapshotStore.open(dir);
    }

    @Override
    SnapshotStore reopen() throws IOException {
        return FileSnapshotStore.open(dir);
    }

    @Override
    void flipBit(SnapshotMark mark, int offset) throws IOException {
        Path file = file(mark);
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }

    private Path file(SnapshotMark mark) {
        return dir.resolve(String.format("%016x-%016x.snap", mark.index(), mark.term()));
    }

    @Test
    void what_a_crash_left_half_written_is_removed() throws IOException {
        Files.write(Files.createDirectories(dir).resolve("x.saving"), new byte[10]);
        Files.write(dir.resolve("y.receiving"), new byte[10]);
        FileSnapshotStore.open(dir);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void damaged_files_are_told_with_the_reason_and_go_when_newer_ones_are_kept() throws IOException {
        FileSnapshotStore store = FileSnapshotStore.open(dir);
        for (long index = 1; index <= 4; index++) {
            store.save(Batches.mark(index, 1), out -> out.write(new byte[50]));
        }
        flipBit(Batches.mark(1, 1), 90);
        flipBit(Batches.mark(2, 1), 3);
        Files.copy(file(Batches.mark(4, 1)), file(Batches.mark(9, 1)));
        assertThat(store.damaged()).extracting(FileSnapshotStore.Damaged::file)
                .containsExactly(file(Batches.mark(9, 1)), file(Batches.mark(2, 1)), file(Batches.mark(1, 1)));
        assertThat(store.damaged()).extracting(FileSnapshotStore.Damaged::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("holds the snapshot at 4"),
                        what -> assertThat(what).contains("does not begin as one"),
                        what -> assertThat(what).contains("checksum"));
        store.prune(1);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(file(Batches.mark(4, 1)), file(Batches.mark(9, 1)));
        }
    }
}
