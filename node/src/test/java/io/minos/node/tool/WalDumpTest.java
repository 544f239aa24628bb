package io.minos.node.tool;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.installed;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.HardState;
import io.minos.node.wal.SegmentScan;
import io.minos.node.wal.chronicle.ChronicleWal;
import io.minos.node.wal.chronicle.SegmentDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalDumpTest {
    private static final long BLOCK_BYTES = 256 << 10;

    @TempDir
    private Path dir;

    private final Console console = new Console();

    private int dump() {
        return console.run(new WalDump(entry -> "<" + entry.index() + ">")::run, dir.toString());
    }

    private ChronicleWal open() throws IOException {
        return ChronicleWal.open(dir, BLOCK_BYTES);
    }

    @Test
    void every_record_has_a_line_and_truncations_are_told() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 3, 5), new HardState(1, -1, 2)));
            wal.append(batch(entries(2, 3, 3, 0)));
            wal.release(mark(2, 1));
            wal.append(installed(mark(10, 2)));
        }
        assertThat(dump()).isZero();
        assertThat(console.out().lines().map(line -> line.replaceFirst("^ *\\d+  ", "").strip()).toList()).containsExactly(
                "segment 1 19700101-000001W.cq4 327680 bytes",
                "seq 1  head of segment 1: hard state term 0 vote 0 commit 0, log ends at 0",
                "seq 2  entry 1 term 1 command 5 bytes: <1>",
                "seq 3  entry 2 term 1 command 5 bytes: <2>",
                "seq 4  entry 3 term 1 command 5 bytes: <3>",
                "seq 5  hard state term 1 vote ffffffffffffffff commit 2",
                "seq 6  entry 3 term 2 command 0 bytes  (truncates: replaces 3 to 3)",
                "seq 7  released up to snapshot 2 term 1 voters [fffffffffffffffe 1 3] learners [9]",
                "seq 8  installed snapshot 10 term 2 voters [fffffffffffffffe 1 3] learners [9]",
                "seq 9  closed",
                "1 segments, 9 records; hard state term 1 vote ffffffffffffffff commit 2, log ends at 10, snapshot 10 term 2"
                        + " voters [fffffffffffffffe 1 3] learners [9]");
    }

    @Test
    void it_looks_at_a_log_in_use_and_changes_nothing() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 400, 900)));
            wal.sync();
            Map<Path, Long> before = modified();
            assertThat(dump()).isZero();
            assertThat(console.out()).contains("entry 400 term 1").doesNotContain("DAMAGED").doesNotContain("ends here");
            assertThat(modified()).isEqualTo(before);
            wal.append(batch(entries(1, 401, 401, 900)));
        }
    }

    private Map<Path, Long> modified() throws IOException {
        Map<Path, Long> modified = new TreeMap<>();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".cq4")).toList()) {
                modified.put(file, Files.getLastModifiedTime(file).toMillis());
            }
        }
        return modified;
    }

    @Test
    void damage_is_told_at_its_place() throws IOException {
        SegmentScan.Located last;
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 3, 50)));
            wal.sync();
            last = flipBitIn(3);
        }
        assertThat(dump()).isEqualTo(1); // the closing record knew it durable
        assertThat(console.out()).contains(last.offset() + "  DAMAGED: checksum mismatch; record 5 proves that record 4 was durable");
    }

    @Test
    void a_tail_that_nobody_vouches_for_is_torn() throws IOException {
        Path copy = dir.resolve("copy");
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 3, 50)));
            Files.createDirectory(copy);
            Files.copy(segment(), copy.resolve(segment().getFileName()));
        }
        dir = copy;
        SegmentScan.Located last = flipBitIn(3);
        assertThat(dump()).isZero();
        assertThat(console.out()).contains(last.offset() + "  ends here: checksum mismatch (a torn tail").contains("seq 3").doesNotContain("seq 4");
    }

    private Path segment() throws IOException {
        return SegmentDirectory.of(dir).files().get(1L);
    }

    private SegmentScan.Located flipBitIn(int record) throws IOException {
        SegmentScan.Located located = SegmentDirectory.scan(segment(), 0).records().get(record);
        byte[] bytes = Files.readAllBytes(segment());
        bytes[located.offset() + 40] ^= 1;
        Files.write(segment(), bytes);
        return located;
    }

    @Test
    void a_missing_segment_is_damage() throws IOException {
        try (ChronicleWal wal = open()) {
            wal.append(batch(entries(1, 1, 600, 900)));
        }
        Files.delete(SegmentDirectory.of(dir).files().get(2L));
        assertThat(dump()).isEqualTo(1);
        assertThat(console.out()).contains("DAMAGED: segments 2 to 2 are missing");
    }

    @Test
    void misuse_is_answered_with_the_usage() {
        assertThat(console.run(new WalDump(entry -> "")::run)).isEqualTo(254);
        assertThat(console.err()).isEqualToIgnoringNewLines("usage: minos node wal dump DIR");
        assertThat(console.run(new WalDump(entry -> "")::run, dir.resolve("none").toString())).isEqualTo(255);
        assertThat(console.err()).contains("no such directory");
    }
}
