package io.minos.node.wal;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Durable;
import io.minos.node.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the disk in memory does when it fails, fills or is replaced. */
final class MemoryDiskTest {
    private final MemoryDisk disk = new MemoryDisk(MemoryDisk.SEGMENT_BYTES_MIN);

    // ---- power cuts

    @Test
    void a_power_cut_loses_keeps_and_tears_what_is_not_synced() throws IOException {
        TreeSet<Integer> sizes = new TreeSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            MemoryDisk torn = new MemoryDisk();
            torn.open().append(batch(entries(1, 1, 5, 400)));
            torn.crash(random);
            sizes.add(torn.open().recovered().log().size());
        }
        assertThat(sizes).containsExactly(0, 1, 2, 3, 4, 5);
    }

    /** Later sectors reach the disk and earlier ones do not: whole records after a bad one, which nobody may count. */
    @Test
    void records_that_outlive_a_lost_one_before_them_are_cut_for_good() throws IOException {
        int holes = 0;
        for (int seed = 0; seed < 300; seed++) {
            MemoryDisk torn = new MemoryDisk();
            MemoryWal wal = torn.open();
            wal.append(batch(entries(1, 1, 2, 100)));
            wal.sync();
            wal.append(batch(entries(1, 3, 30, 300)));
            long before = torn.sizeBytes();
            torn.crash(new Random(seed));
            int found = torn.open().recovered().log().size();
            assertThat(found).isBetween(2, 30);
            holes += found > 2 && found < 29 ? 1 : 0;
            assertThat(torn.sizeBytes()).isLessThanOrEqualTo(before);
            MemoryWal next = torn.open();
            next.append(batch(entries(2, found + 1, found + 1, 7)));
            next.sync();
            torn.crash(new Random(seed));
            assertThat(torn.open().recovered().log()).hasSize(found + 1).endsWith(Batches.entry(2, found + 1, 7));
        }
        assertThat(holes).isGreaterThan(50);
    }

    /**
     * Against a twin that knows two lists, with the disk's own word for what is durable. Batches go over segments, which
     * are synced when they are left: so more may be durable than the last sync said.
     */
    @Test
    void after_a_power_cut_the_log_is_what_was_written_up_to_somewhere_after_what_was_durable() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            MemoryDisk walked = new MemoryDisk(MemoryDisk.SEGMENT_BYTES_MIN << random.nextInt(6));
            MemoryWal wal = walked.open();
            List<DumbLog> states = new ArrayList<>(List.of(new DumbLog()));
            for (int step = 0; step < 40; step++) {
                DumbLog now = states.get(states.size() - 1);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        List<Recovered> possible = notBefore(walked.durable(), states).stream().map(DumbLog::recovered).toList();
                        walked.crash(random);
                        wal = walked.open();
                        assertThat(possible).as("seed " + seed + " step " + step).contains(wal.recovered());
                        states = new ArrayList<>(List.of(DumbLog.of(wal.recovered())));
                    }
                    case 1, 2 -> {
                        wal.sync();
                        states = new ArrayList<>(List.of(now));
                        assertThat(end(walked.durable())).isEqualTo(end(now));
                    }
                    default -> {
                        Durable batch = now.randomBatch(random);
                        wal.append(batch);
                        states.addAll(now.after(batch));
                    }
                }
            }
        }
    }

    private static List<DumbLog> notBefore(LogEnd durable, List<DumbLog> states) {
        List<LogEnd> ends = states.stream().map(MemoryDiskTest::end).toList();
        assertThat(ends).contains(end(durable));
        return states.subList(ends.indexOf(end(durable)), states.size());
    }

    private static LogEnd end(DumbLog log) {
        return end(new LogEnd(log.state(), log.snapshot(), log.lastIndex()));
    }

    /** A snapshot is committed by nature: recovery raises the commit to it. */
    private static LogEnd end(LogEnd end) {
        HardState state = end.hardState();
        return new LogEnd(new HardState(state.term(), state.vote(), Math.max(state.commit(), end.snapshotIndex())), end.snapshot(), end.lastIndex());
    }

    // ---- flipped bits

    @Test
    void a_flipped_bit_in_what_was_durable_is_always_refused() throws IOException {
        int flips = 0;
        for (int seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            MemoryDisk walked = new MemoryDisk(MemoryDisk.SEGMENT_BYTES_MIN << random.nextInt(4));
            walk(walked, random);
            boolean isFlipped = false;
            for (int i = random.nextInt(3); i >= 0; i--) {
                isFlipped |= walked.flip(random);
            }
            assertThat(walked.isDamaged()).isEqualTo(isFlipped);
            if (random.nextBoolean()) {
                walked.crash(random);
            }
            if (isFlipped) {
                flips++;
                assertThatThrownBy(walked::open).as("seed " + seed).isInstanceOf(WalOpenException.class).hasMessageContaining("the WAL is damaged");
                assertThatThrownBy(walked::open).as("seed " + seed).isInstanceOf(WalOpenException.class);
            } else {
                walked.open();
            }
        }
        assertThat(flips).isGreaterThan(3000);
    }

    /** Small batches, syncs, own snapshots, closes and power cuts; the log is left open, closed or crashed. */
    private static void walk(MemoryDisk disk, Random random) throws IOException {
        MemoryWal wal = disk.open();
        DumbLog log = new DumbLog();
        for (int step = 1 + random.nextInt(20); step > 0; step--) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    disk.crash(random);
                    wal = disk.open();
                    log = DumbLog.of(wal.recovered());
                }
                case 1 -> {
                    wal.close();
                    wal = disk.open();
                }
                case 2 -> {
                    if (log.lastIndex() > log.snapshotIndex() + 1) {
                        wal.release(mark(log.lastIndex() - 1, 1));
                        log = log.released(mark(log.lastIndex() - 1, 1));
                    }
                }
                case 3, 4, 5 -> wal.sync();
                default -> {
                    long last = log.lastIndex();
                    Durable batch = batch(entries(1, last + 1, last + 1 + random.nextInt(5), random.nextInt(300)), new HardState(1, 2, last));
                    wal.append(batch);
                    List<DumbLog> after = log.after(batch);
                    log = after.get(after.size() - 1);
                }
            }
        }
        if (random.nextInt(3) == 0) {
            wal.close();
        }
    }

    @Test
    void what_no_durable_record_vouches_for_is_not_flipped() throws IOException {
        assertThat(disk.flip(new Random(1))).isFalse();
        MemoryWal wal = disk.open();
        wal.append(batch(entries(1, 1, 1, 10)));
        wal.sync();
        for (int seed = 0; seed < 50; seed++) { // only the head of the segment is known to be durable
            assertThat(disk.flip(new Random(seed))).isEqualTo(seed == 0);
        }
    }

    @Test
    void damage_that_is_released_with_its_segment_is_gone() throws IOException {
        MemoryWal wal = disk.open();
        wal.append(batch(entries(1, 1, 3, 200)));
        wal.sync();
        wal.append(batch(entries(1, 4, 4, 10)));
        wal.sync();
        assertThat(disk.flip(new Random(1))).isTrue();
        wal.append(batch(entries(1, 5, 10, 200), new HardState(1, 1, 9)));
        wal.release(mark(9, 1));
        assertThat(disk.isDamaged()).isFalse();
        assertThat(disk.open().recovered().log()).isEqualTo(entries(1, 10, 10, 200));
    }

    // ---- full

    @Test
    void a_full_disk_refuses_and_goes_on_once_there_is_space() throws IOException {
        MemoryWal wal = disk.open();
        wal.append(batch(entries(1, 1, 5, 10)));
        disk.full(true);
        assertThatThrownBy(() -> wal.append(batch(entries(1, 6, 6, 10)))).isInstanceOf(NoSpaceException.class);
        assertThat(wal.hasReserve()).isFalse();
        disk.full(false);
        wal.append(batch(entries(1, 6, 6, 10)));
        wal.close();
        assertThat(disk.open().recovered().log()).isEqualTo(entries(1, 1, 6, 10));
    }

    @Test
    void a_disk_that_fills_warns_refuses_whole_batches_and_takes_more_after_a_release() throws IOException {
        disk.capacityBytes(16 << 10);
        MemoryWal wal = disk.open();
        long last = 0;
        for (int round = 0; round < 20; round++) {
            last = fill(wal, last);
            assertThat(wal.hasReserve()).isFalse();
            assertThat(disk.sizeBytes()).isLessThan(16 << 10);
            wal.release(mark(last, 1));
            assertThat(wal.hasReserve()).isTrue();
        }
        wal.close();
        assertThat(disk.open().recovered()).isEqualTo(new Recovered(new HardState(0, 0, last), Optional.of(mark(last, 1)), List.of()));
    }

    /** Large batches until none fits, then the smallest. */
    private static long fill(MemoryWal wal, long from) throws IOException {
        long last = from;
        for (int dataBytes = 300; dataBytes >= 0; dataBytes -= 300) {
            try {
                while (true) {
                    wal.append(batch(entries(1, last + 1, last + 3, dataBytes)));
                    last += 3;
                }
            } catch (NoSpaceException full) {
                assertThat(last).isGreaterThan(from + 10);
            }
        }
        wal.sync();
        return last;
    }

    @Test
    void released_segments_go_and_the_size_is_what_is_left() throws IOException {
        MemoryWal wal = disk.open();
        long last = 0;
        for (int round = 0; round < 50; round++) {
            wal.append(batch(entries(1, last + 1, last + 10, 100)));
            last += 10;
            wal.release(mark(last, 1));
            assertThat(disk.sizeBytes()).isBetween(1L, 2L * MemoryDisk.SEGMENT_BYTES_MIN);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> disk.capacityBytes(MemoryDisk.SEGMENT_BYTES_MIN));
    }

    // ---- replaced

    @Test
    void a_wiped_disk_holds_nothing_and_promises_nothing() throws IOException {
        MemoryWal wal = disk.open();
        wal.append(batch(entries(1, 1, 5, 100), new HardState(3, 2, 4)));
        wal.sync();
        assertThat(disk.durableLastIndex()).isEqualTo(5);
        assertThat(disk.durableHardState()).isEqualTo(new HardState(3, 2, 4));
        wal.append(batch(entries(1, 6, 6, 1)));
        disk.flip(new Random(1));
        disk.wipe();
        assertThat(disk.isDamaged()).isFalse();
        assertThat(disk.durable()).isEqualTo(LogEnd.EMPTY);
        assertThat(disk.sizeBytes()).isZero();
        assertThat(disk.open().recovered().isNew()).isTrue();
    }
}
