package io.minos.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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
        return dir.resolve(String.format("%016x-%016x.snapshot", mark.index(), mark.term()));
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

    /** {@code etcdctl backup}, pointed at a member's directory, renames the files so named that it cannot read. */
    @Test
    void no_file_has_the_ending_of_etcds_snapshots() throws IOException {
        FileSnapshotStore store = (FileSnapshotStore) empty();
        store.save(Batches.mark(1, 1), out -> out.write(1));
        store.receive(Batches.mark(2, 1), 0, bytesOf(2), true);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString())).hasSize(2).noneMatch(name -> name.endsWith(".snap"));
        }
    }

    @Test
    void snapshots_with_the_ending_of_earlier_versions_are_read_and_pruned() throws IOException {
        FileSnapshotStore store = (FileSnapshotStore) empty();
        for (long index = 1; index <= 4; index++) {
            byte content = (byte) index;
            store.save(Batches.mark(index, 1), out -> out.write(content));
        }
        rename(1);
        rename(3);
        assertThat(store.list()).containsExactly(Batches.mark(4, 1), Batches.mark(3, 1), Batches.mark(2, 1), Batches.mark(1, 1));
        assertThat(store.open(Batches.mark(3, 1)).readAllBytes()).containsExactly(3);
        assertThat(store.fileBytes(Batches.mark(3, 1))).isEqualTo(store.fileBytes(Batches.mark(4, 1)));
        assertThat(store.read(Batches.mark(3, 1), 0, 1000)).hasSize((int) store.fileBytes(Batches.mark(4, 1)));
        assertThat(store.damaged()).isEmpty();

        store.save(Batches.mark(3, 1), out -> out.write(3)); // as a member does that took it again
        assertThat(store.list()).as("each once").hasSize(4);
        store.prune(Batches.mark(4, 1), 1);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(file(Batches.mark(4, 1)), file(Batches.mark(3, 1)));
        }
    }

    private void rename(long index) throws IOException {
        Path file = file(Batches.mark(index, 1));
        Files.move(file, dir.resolve(file.getFileName().toString().replace(".snapshot", ".snap")));
    }

    private ByteString bytesOf(long index) throws IOException {
        Path elsewhere = temp.resolve("elsewhere");
        FileSnapshotStore other = FileSnapshotStore.open(elsewhere);
        other.save(Batches.mark(index, 1), out -> out.write(1));
        return other.read(Batches.mark(index, 1), 0, 1000);
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
        String aside = file.substring(0, file.length() - ".snapshot".length());
        assertThat(RecordingFile.readAllEvents(recordingFile).stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)).map(force -> force.getString("path")))
                .containsExactly(aside + ".saving", dir.toString(), aside + ".receiving", dir.toString());
    }
}
