package io.minos.node.wal.chronicle;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.entry;
import static io.minos.node.wal.Batches.installed;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.wal.RecordCodec;
import io.minos.node.wal.SegmentScan;
import io.minos.node.wal.WalFailedException;
import io.minos.node.wal.WalOpenException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChronicleWalTest {
    private static final long BLOCK_BYTES = SegmentSize.BLOCK_BYTES_MIN;

    @TempDir
    private Path dir;

    private ChronicleWal open() throws IOException {
        return ChronicleWal.open(dir, BLOCK_BYTES);
    }

    private List<Entry> recovered() throws IOException {
        try (ChronicleWal wal = open()) {
            return wal.recovered().log();
        }
    }

    // ---- segments

    @Test
    void a_batch_larger_than_a_segment_goes_over_several() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 100, 9000)));
            wal.sync();
            assertThat(SegmentFiles.segments(dir)).hasSizeGreaterThan(5);
        }
        assertThat(recovered()).isEqualTo(entries(1, 1, 100, 9000));
    }

    @ParameterizedTest
    @ValueSource(longs = {256 << 10, 1 << 20, 16 << 20})
    void the_largest_entry_fits_everywhere_in_a_segment_and_a_larger_one_is_refused(long blockBytes) throws IOException {
        int bytesMax = ChronicleWal.entryBytesMax(blockBytes);
        try (ChronicleWal wal = ChronicleWal.open(dir, blockBytes)) {
            for (long index = 1; index <= 7; index++) {
                wal.append(batch(List.of(entry(1, index, bytesMax - (int) index % 3))));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> wal.append(batch(List.of(entry(1, 8, bytesMax + 1)))))
                    .withMessageContaining("too large").withMessageContaining("at most");
            wal.append(batch(List.of(entry(1, 8, 10))));
        }
        try (ChronicleWal wal = ChronicleWal.open(dir, blockBytes)) {
            assertThat(wal.recovered().log()).hasSize(8);
            assertThat(wal.recovered().log().get(6)).isEqualTo(entry(1, 7, bytesMax - 1));
        }
    }

    @Test
    void the_default_segment_takes_etcds_largest_request() {
        assertThat(ChronicleWal.entryBytesMax(ChronicleWal.BLOCK_BYTES_DEFAULT)).isGreaterThan(3 << 20);
    }

    /** The index pages that Chronicle adds every 16,384 records are in the reckoning; the log checks it at every record. */
    @Test
    void a_segment_full_of_the_smallest_records_stays_within_its_block() throws IOException {
        try (ChronicleWal wal = ChronicleWal.open(dir, 4 << 20)) {
            for (int i = 0; i < 30; i++) {
                wal.append(batch(entries(1, 1 + 3000L * i, 3000 + 3000L * i, 0)));
            }
            assertThat(SegmentFiles.segments(dir)).hasSizeBetween(2, 4);
        }
    }

    @Test
    void a_block_size_that_is_none_is_refused() {
        for (long bytes : new long[] {0, 100 << 10, (1 << 20) + 1, 128 << 20}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ChronicleWal.open(dir, bytes)).withMessageContaining("power of two");
        }
    }

    @Test
    void the_block_size_may_change_between_two_openings() throws IOException {
        long last = 0;
        for (long blockBytes : new long[] {256 << 10, 1 << 20, 512 << 10}) {
            try (ChronicleWal wal = ChronicleWal.open(dir, blockBytes)) {
                assertThat(wal.recovered().log()).isEqualTo(entries(1, 1, last, 2000));
                wal.append(batch(entries(1, last + 1, last + 300, 2000)));
                last += 300;
            }
        }
        assertThat(recovered()).isEqualTo(entries(1, 1, last, 2000));
    }

    @Test
    void releasing_deletes_the_segments_below_and_the_log_shrinks() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 1000, 900), new HardState(1, 1, 1000)));
            wal.sync();
            long before = wal.sizeBytes();
            int segments = SegmentFiles.segments(dir).size();
            wal.release(mark(900, 1));
            assertThat(SegmentFiles.segments(dir)).hasSizeLessThan(segments - 3);
            assertThat(wal.sizeBytes()).isLessThan(before);
            wal.append(batch(entries(1, 1001, 1400, 900)));
        }
        try (ChronicleWal wal = open()) {
            assertThat(wal.recovered().snapshot()).contains(mark(900, 1));
            assertThat(wal.recovered().log()).isEqualTo(entries(1, 901, 1400, 900));
        }
    }

    @Test
    void a_deletion_that_a_crash_cut_short_is_done_at_the_next_open() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 1000, 900)));
            wal.append(installed(mark(2000, 2)));
        }
        assertThat(SegmentFiles.segments(dir)).hasSizeGreaterThan(5);
        try (ChronicleWal wal = open()) {
            assertThat(wal.recovered().log()).isEmpty();
            wal.append(batch(entries(2, 2001, 2001, 900)));
            assertThat(SegmentFiles.segments(dir)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void opening_again_and_again_uses_no_new_segment() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 3, 900)));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(recovered()).isEqualTo(entries(1, 1, 3, 900));
        }
        assertThat(SegmentFiles.segments(dir)).hasSize(2);
    }

    @Test
    void deleted_segments_are_not_held_open() throws IOException {
        try (ChronicleWal wal = open()) {
            for (long index = 1; index <= 3000; index += 300) {
                wal.append(batch(entries(1, index, index + 299, 900)));
                wal.release(mark(index + 298, 1));
            }
            assertThat(SegmentFiles.segments(dir).size()).isLessThanOrEqualTo(3);
        }
    }

    // ---- durability

    /** What the power cuts cannot see, as they happen at our own seam: that the seam calls the kernel. */
    @Test
    void a_sync_forces_the_segments_file() throws IOException {
        Path recordingFile = dir.resolve("forces.jfr");
        Path walDir = Files.createDirectory(dir.resolve("wal"));
        try (ChronicleWal wal = ChronicleWal.open(walDir, BLOCK_BYTES); Recording recording = new Recording()) {
            wal.append(batch(entries(1, 1, 1, 100)));
            wal.sync();
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            for (long index = 2; index <= 11; index++) {
                wal.append(batch(entries(1, index, index, 100)));
                wal.sync();
                wal.sync();
            }
            recording.stop();
            recording.dump(recordingFile);
        }
        String segment = SegmentFiles.active(walDir, 1).toString();
        List<RecordedEvent> forces = RecordingFile.readAllEvents(recordingFile);
        assertThat(forces).filteredOn(force -> segment.equals(force.getString("path"))).hasSize(10);
    }

    @Test
    void after_a_failed_sync_the_log_takes_nothing_more_and_does_not_sync_again() throws IOException {
        FailingDisk disk = new FailingDisk();
        ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES, disk);
        wal.append(batch(entries(1, 1, 3, 100)));
        wal.sync();
        wal.append(batch(entries(1, 4, 6, 100)));
        disk.failing = true;
        assertThatThrownBy(wal::sync).isInstanceOf(WalFailedException.class).hasMessageContaining("planned");
        disk.failing = false;
        assertThatThrownBy(wal::sync).isInstanceOf(WalFailedException.class).hasMessageContaining("opened anew");
        assertThatThrownBy(() -> wal.append(batch(entries(1, 7, 7, 100)))).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(() -> wal.release(mark(2, 1))).isInstanceOf(WalFailedException.class);
        wal.close();
        assertThat(recovered()).startsWith(entries(1, 1, 3, 100).toArray(Entry[]::new));
    }

    private static final class FailingDisk implements Durability {
        private volatile boolean failing;

        @Override
        public void force(FileChannel file, Path path) throws IOException {
            if (failing) {
                throw new IOException("planned");
            }
            file.force(false);
        }

        @Override
        public void forceEntries(FileChannel directory, Path path) throws IOException {
            directory.force(true);
        }
    }

    // ---- opening

    @Test
    void a_log_in_use_is_refused() throws IOException {
        try (ChronicleWal wal = open()) {
            assertThat(wal.recovered().isNew()).isTrue();
            assertThatThrownBy(this::open).isInstanceOf(WalOpenException.class).hasMessageContaining("in use").hasMessageContaining(dir.toString());
        }
        assertThat(recovered()).isEmpty();
    }

    @Test
    void what_cannot_work_is_said_before_anything_is_touched() {
        assertThatThrownBy(() -> Preflight.checkFlag(false, "--add-opens=x")).isInstanceOf(WalOpenException.class).hasMessageContaining("--add-opens=x");
        assertThatThrownBy(() -> Preflight.checkFileSystem(dir, "btrfs")).isInstanceOf(WalOpenException.class).hasMessageContaining("btrfs");
        assertThatThrownBy(() -> Preflight.checkFileSystem(dir, "zfs")).isInstanceOf(WalOpenException.class);
        Path inFile = dir.resolve("file/wal");
        assertThatThrownBy(() -> {
            Files.createFile(dir.resolve("file"));
            ChronicleWal.open(inFile);
        }).isInstanceOf(WalOpenException.class).hasMessageContaining(inFile.toString());
    }

    @Test
    void threads_end_with_the_log() throws IOException {
        open().close();
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("minos-wal"));
    }

    // ---- damage

    /** Every byte of a record that was durable before the last sync: any flipped bit is found, and nothing is cut. */
    @Test
    void damage_to_what_was_durable_is_refused_with_file_and_offset() throws IOException {
        try (ChronicleWal wal = open()) {
            for (long index = 1; index <= 5; index++) {
                wal.append(batch(entries(1, index, index, 60)));
                wal.sync();
            }
        }
        Path file = SegmentFiles.active(dir, 1);
        byte[] sound = Files.readAllBytes(file);
        SegmentScan.Located third = SegmentDirectory.scan(file, 0).records().get(3);
        SegmentScan.Located fourth = SegmentDirectory.scan(file, 0).records().get(4);
        for (int at = third.offset(); at < fourth.offset(); at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            boolean isPadding = at >= third.offset() + 4 + RecordCodec.bytes(third.record());
            if (!isPadding) {
                assertThatThrownBy(this::open).as("byte " + at).isInstanceOf(WalOpenException.class)
                        .hasMessageContaining(file.toString()).hasMessageContaining("offset " + third.offset()).hasMessageContaining("was durable");
                assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 511, 512, 4095, 4096})
    void a_zeroed_piece_of_what_was_durable_is_refused(int shift) throws IOException {
        try (ChronicleWal wal = open()) {
            for (long index = 1; index <= 60; index++) {
                wal.append(batch(entries(1, index, index, 200)));
                wal.sync();
            }
        }
        Path file = SegmentFiles.active(dir, 1);
        byte[] bytes = Files.readAllBytes(file);
        int from = SegmentDirectory.scan(file, 0).records().get(20).offset() + shift;
        Arrays.fill(bytes, from, from + 512, (byte) 0);
        Files.write(file, bytes);
        assertThatThrownBy(this::open).isInstanceOf(WalOpenException.class).hasMessageContaining("was durable");
    }

    @Test
    void a_torn_tail_is_cut_and_stays_dead() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 5, 60)));
            wal.sync();
            wal.append(batch(entries(1, 6, 10, 60)));
            copyTo(dir.resolve("crashed"));
        }
        dir = dir.resolve("crashed");
        Path file = SegmentFiles.active(dir, 1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[SegmentDirectory.scan(file, 0).records().get(7).offset() + 30] ^= 1; // record 7 is entry 7
        Files.write(file, bytes);
        assertThat(recovered()).isEqualTo(entries(1, 1, 6, 60));
        assertThat(SegmentDirectory.scan(SegmentFiles.sealed(dir, 1), 0).damage()).isEmpty();
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(2, 7, 7, 60)));
        }
        assertThat(recovered()).hasSize(7).endsWith(entry(2, 7, 60));
    }

    @Test
    void damage_in_an_older_segment_is_refused() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 500, 900)));
            copyTo(dir.resolve("crashed"));
        }
        dir = dir.resolve("crashed");
        SortedMap<Long, Path> segments = SegmentFiles.segments(dir);
        assertThat(segments).hasSizeGreaterThan(3);
        Path second = segments.get(2L);
        List<SegmentScan.Located> records = SegmentDirectory.scan(second, 0).records();
        byte[] bytes = Files.readAllBytes(second);
        bytes[records.get(records.size() - 1).offset() + 40] ^= 1; // its last record: only the next segment tells
        Files.write(second, bytes);
        assertThatThrownBy(this::open).isInstanceOf(WalOpenException.class).hasMessageContaining(second.toString());
    }

    @Test
    void a_missing_segment_is_refused() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 500, 900)));
        }
        Files.delete(SegmentFiles.segments(dir).get(2L));
        assertThatThrownBy(this::open).isInstanceOf(WalOpenException.class).hasMessageContaining("segment 2").hasMessageContaining("missing");
    }

    @Test
    void missing_oldest_segments_are_refused() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 500, 900)));
        }
        Files.delete(SegmentFiles.segments(dir).get(1L));
        assertThatThrownBy(this::open).isInstanceOf(WalOpenException.class).hasMessageContaining("entries 1 to");
    }

    /** An orderly close leaves a last record that knows all others durable. */
    @Test
    void after_an_orderly_close_damage_to_the_last_record_is_known_too() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 5, 60)));
        }
        Path file = SegmentFiles.active(dir, 1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[SegmentDirectory.scan(file, 0).records().get(5).offset() + 40] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(this::open).isInstanceOf(WalOpenException.class).hasMessageContaining("record 6 was durable");
    }

    @Test
    void what_a_crash_left_of_a_segment_in_the_making_goes() throws IOException {
        open().close();
        Files.write(SegmentFiles.unfinished(dir, 9), new byte[1000]);
        Files.write(SegmentFiles.precreated(dir, 17), new byte[1000]);
        recovered();
        assertThat(SegmentFiles.unfinished(dir, 9)).doesNotExist();
        assertThat(SegmentFiles.precreated(dir, 17)).doesNotExist();
    }

    private void copyTo(Path copy) throws IOException {
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> f.toString().endsWith(".cq4")).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }
}
