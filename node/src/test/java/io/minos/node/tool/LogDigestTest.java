package io.minos.node.tool;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.installed;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.HardState;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogDigestTest {
    private static final long BLOCK_BYTES = 256 << 10;

    @TempDir
    private Path dir;

    @Test
    void what_was_replaced_is_gone_and_what_lies_in_a_snapshot_stays() throws IOException {
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            wal.append(batch(entries(1, 1, 4, 5), new HardState(1, 3, 2)));
            wal.append(batch(entries(2, 3, 3, 0), new HardState(2, 1, 2)));
            wal.append(batch(entries(2, 4, 4, 5), new HardState(2, 1, 4)));
            wal.release(mark(2, 1));
        }
        LogDigest digest = LogDigest.read(dir);
        assertThat(digest.entries().keySet()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(digest.entries().values()).extracting(LogDigest.Item::term).containsExactly(1L, 1L, 2L, 2L);
        assertThat(digest.entries().get(3L).checksum()).isNotEqualTo(digest.entries().get(4L).checksum());
        assertThat(digest.commit()).isEqualTo(4);
        assertThat(digest.memberships()).containsOnlyKeys(2L);
        assertThat(digest.votes()).extracting(LogDigest.Vote::term).containsExactly(1L, 2L);
        assertThat(digest.votes()).extracting(LogDigest.Vote::candidate).containsExactly(3L, 1L);
    }

    @Test
    void as_json_it_is_what_the_harness_notes() throws IOException {
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            wal.append(batch(entries(1, 1, 2, 5), new HardState(1, 0x3a, 2)));
            wal.append(batch(entries(2, 3, 3, 0), new HardState(2, 1, 3)));
            wal.append(installed(mark(10, 2)));
            wal.append(batch(entries(2, 11, 11, 5), new HardState(3, 9, 11)));
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        assertThat(new WalDigest().run(List.of(dir.toString()), new PrintStream(out), new PrintStream(err))).isZero();
        assertThat(out.toString()).matches("\\{\"commit\":11,\"first\":11,\"terms\":\\[\\[11,2]],\"digests\":\"[0-9a-f]{8}\",\"memberships\":\\[\\{\"index\":10,\"voters\":\\[[^]]*],\"learners\":\\[\"9\"]}],"
                + "\"votes\":\\[\\{\"term\":1,\"for\":\"3a\",\"learners\":\\[]},\\{\"term\":2,\"for\":\"1\",\"learners\":\\[]},\\{\"term\":3,\"for\":\"9\",\"learners\":\\[\"9\"]}]}\n");
        assertThat(new WalDigest().run(List.of(dir.resolve("none").toString()), new PrintStream(out), new PrintStream(err))).isEqualTo(255);
        assertThat(err.toString()).contains("no such directory");
    }

    @Test
    void a_snapshot_of_the_leaders_replaces_the_log_and_tells_the_members() throws IOException {
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            wal.append(batch(entries(1, 1, 3, 5), new HardState(1, 3, 2)));
            wal.append(installed(mark(10, 2)));
            wal.append(batch(entries(2, 11, 11, 5), new HardState(3, 9, 11)));
        }
        LogDigest digest = LogDigest.read(dir);
        assertThat(digest.entries().keySet()).containsExactly(11L);
        assertThat(digest.memberships()).containsOnlyKeys(10L);
        assertThat(digest.votes().get(1).membership().orElseThrow().learners()).containsExactly(9L);
    }
}
