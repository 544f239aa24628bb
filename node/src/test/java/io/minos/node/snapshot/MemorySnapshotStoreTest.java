package io.minos.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.ByteString;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Batches;
import java.io.IOException;
import java.util.Random;
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

    @Test
    void a_power_cut_during_a_save_leaves_what_was_there_and_nothing_else() throws IOException {
        memory.save(Batches.mark(1, 1), out -> out.write(1));
        assertThatIOException().isThrownBy(() -> memory.save(Batches.mark(2, 1), out -> {
            out.write(1);
            memory.crash();
            out.write(2);
        })).withMessageContaining("crashed");
        assertThat(memory.list()).containsExactly(Batches.mark(1, 1));
        memory.save(Batches.mark(2, 1), out -> out.write(1));
        assertThat(memory.list()).containsExactly(Batches.mark(2, 1), Batches.mark(1, 1));
    }

    @Test
    void a_flipped_bit_hides_a_snapshot_or_is_found_before_the_first_byte() throws IOException {
        assertThat(memory.flip(new Random(0))).isEmpty();
        for (int seed = 0; seed < 2000; seed++) {
            memory.wipe();
            memory.save(Batches.mark(1, 1), out -> out.write(new byte[50]));
            memory.save(Batches.mark(2, 1), out -> out.write(new byte[50]));
            SnapshotMark flipped = memory.flip(new Random(seed)).orElseThrow();
            SnapshotMark sound = Batches.mark(3 - flipped.index(), 1);
            assertThatIOException().as("seed " + seed).isThrownBy(() -> memory.open(flipped));
            assertThat(memory.open(sound)).hasBinaryContent(new byte[50]);
        }
    }

    @Test
    void a_wiped_disk_holds_no_snapshot_and_nothing_half_received() throws IOException {
        memory.save(Batches.mark(1, 1), out -> out.write(1));
        ByteString file = memory.read(Batches.mark(1, 1), 0, 1000);
        memory.receive(Batches.mark(1, 1), 0, file.substring(0, 10), false);
        memory.wipe();
        assertThat(memory.list()).isEmpty();
        assertThatIOException().isThrownBy(() -> memory.receive(Batches.mark(1, 1), 10, file.substring(10), true));
    }
}
