package io.minos.node.tool;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.installed;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.HardState;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.IOException;
import java.nio.file.Path;
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
