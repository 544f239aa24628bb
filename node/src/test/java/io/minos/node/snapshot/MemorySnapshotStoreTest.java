package io.minos.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Batches;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MemorySnapshotStoreTest extends SnapshotStoreContract {
    private MemorySnapshotStore memory = new MemorySnapshotStore();

    @Override
    SnapshotStore empty() {
        memory = new MemorySnapshotStore();
        return memory;
    }

    @Override
    SnapshotStore reopen() {
        memory.crash();
        return memory;
    }

    @Override
    void flipBit(SnapshotMark mark, int offset) throws IOException {
        memory.damage(mark, offset);
    }

    @Test
    void a_full_disk_takes_nothing_until_there_is_space() throws IOException {
        memory.full(true);
        assertThatIOException().isThrownBy(() -> memory.save(Batches.mark(1, 1), out -> out.write(1)));
        memory.full(false);
        memory.save(Batches.mark(1, 1), out -> out.write(1));
        assertThat(memory.list()).containsExactly(Batches.mark(1, 1));
    }
}
