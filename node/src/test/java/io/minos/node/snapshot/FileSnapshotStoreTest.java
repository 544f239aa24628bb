package io.minos.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
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
        store.prune(Batches.mark(4, 1), 0);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(file(Batches.mark(4, 1)), file(Batches.mark(9, 1)));
        }
    }

    /** Durable at return: the file before its name, and then the directory that has the name. */
    @Test
    void saving_forces_the_file_and_then_the_directory() throws IOException {
        FileSnapshotStore store = FileSnapshotStore.open(dir);
        Path recordingFile = temp.resolve("forces.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            store.save(Batches.mark(1, 1), out -> out.write(1));
            store.receive(Batches.mark(1, 1), 0, store.read(Batches.mark(1, 1), 0, 1000), true);
            recording.stop();
            recording.dump(recordingFile);
        }
        String file = file(Batches.mark(1, 1)).toString();
        String aside = file.substring(0, file.length() - ".snap".length());
        assertThat(RecordingFile.readAllEvents(recordingFile).stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)).map(force -> force.getString("path")))
                .containsExactly(aside + ".saving", dir.toString(), aside + ".receiving", dir.toString());
    }
}
