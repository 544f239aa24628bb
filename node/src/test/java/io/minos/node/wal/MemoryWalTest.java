package io.minos.node.wal;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MemoryWalTest extends WalContract {
    /** So small that a batch often goes over several. */
    private static final int SEGMENT_BYTES = 4 << 10;

    private MemoryDisk disk = new MemoryDisk(SEGMENT_BYTES);

    @Override
    protected Wal empty() throws IOException {
        disk = new MemoryDisk(SEGMENT_BYTES);
        return disk.open();
    }

    @Override
    protected Wal reopen(Wal closed) throws IOException {
        return disk.open();
    }

    @Override
    protected Wal kill(Wal running) throws IOException {
        return disk.open();
    }

    @Override
    protected Wal cutPower(Wal running, Random random) throws IOException {
        disk.crash(random);
        return disk.open();
    }

    @Override
    protected int walks() {
        return 200;
    }

    @Test
    void after_a_failed_sync_nothing_more_is_taken() throws IOException {
        wal.append(batch(entries(1, 1, 5, 10)));
        wal.sync();
        wal.append(batch(entries(1, 6, 9, 10)));
        disk.failNextSync();
        assertThatThrownBy(wal::sync).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(wal::sync).isInstanceOf(WalFailedException.class).hasMessageContaining("opened anew");
        assertThatThrownBy(() -> wal.append(batch(entries(1, 10, 10, 10)))).isInstanceOf(WalFailedException.class);
        assertThat(disk.durableLastIndex()).isEqualTo(5);
        assertThat(disk.open().recovered().log()).isEqualTo(entries(1, 1, 9, 10));
    }

    @Test
    void a_log_is_dead_once_its_disk_crashed_or_was_opened_anew_or_replaced() throws IOException {
        Wal first = wal;
        Wal second = disk.open();
        assertThatThrownBy(first::sync).isInstanceOf(WalFailedException.class).hasMessageContaining("opened anew");
        disk.crash(new Random(1));
        assertThatThrownBy(() -> second.append(batch(entries(1, 1, 1, 10)))).isInstanceOf(WalFailedException.class).hasMessageContaining("crashed");
        Wal third = disk.open();
        disk.wipe();
        assertThatThrownBy(third::sync).isInstanceOf(WalFailedException.class).hasMessageContaining("lost its disk");
        third.close(); // leaves nothing on the new disk
        assertThat(disk.sizeBytes()).isZero();
    }

    @Test
    void a_record_larger_than_a_segment_has_one_of_its_own() throws IOException {
        wal.append(batch(entries(1, 1, 3, 3 * SEGMENT_BYTES)));
        wal.sync();
        disk.crash(new Random(1));
        assertThat(disk.open().recovered().log()).isEqualTo(entries(1, 1, 3, 3 * SEGMENT_BYTES));
    }
}
