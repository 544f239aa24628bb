package io.minos.node.wal;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MemoryWalTest extends WalContract {
    @Override
    protected Wal empty() {
        return MemoryWal.empty();
    }

    @Override
    protected Wal reopen(Wal closed) {
        return ((MemoryWal) closed).reopen();
    }

    @Override
    protected Wal kill(Wal running) {
        return ((MemoryWal) running).reopen();
    }

    @Override
    protected Wal cutPower(Wal running, Random random) {
        return ((MemoryWal) running).crash(random);
    }

    @Override
    protected int walks() {
        return 200;
    }

    @Test
    void a_crash_loses_keeps_and_tears_what_is_not_synced() throws IOException {
        TreeSet<Integer> sizes = new TreeSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            MemoryWal wal = MemoryWal.empty();
            wal.append(batch(entries(1, 1, 5, 10)));
            sizes.add(wal.crash(random).recovered().log().size());
        }
        assertThat(sizes).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void a_full_disk_refuses_and_goes_on_once_there_is_space() throws IOException {
        MemoryWal wal = MemoryWal.empty();
        wal.append(batch(entries(1, 1, 5, 10)));
        wal.full(true);
        assertThatThrownBy(() -> wal.append(batch(entries(1, 6, 6, 10)))).isInstanceOf(NoSpaceException.class);
        assertThat(wal.hasReserve()).isFalse();
        wal.full(false);
        wal.append(batch(entries(1, 6, 6, 10)));
        wal.close();
        assertThat(wal.reopen().recovered().log()).isEqualTo(entries(1, 1, 6, 10));
    }

    @Test
    void after_a_failed_sync_nothing_more_is_taken() throws IOException {
        MemoryWal wal = MemoryWal.empty();
        wal.append(batch(entries(1, 1, 5, 10)));
        wal.failNextSync();
        assertThatThrownBy(wal::sync).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(wal::sync).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(() -> wal.append(batch(entries(1, 6, 6, 10)))).isInstanceOf(WalFailedException.class);
        assertThat(wal.reopen().recovered().log()).isEqualTo(entries(1, 1, 5, 10));
    }
}
