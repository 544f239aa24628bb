package io.minos.node.sim;

import io.minos.node.snapshot.MemorySnapshotStore;
import io.minos.node.wal.MemoryDisk;
import io.minos.node.wal.MemoryWal;
import io.minos.node.wal.WalOpenException;
import java.util.random.RandomGenerator;

/** A member's disk: its log, its snapshots, how fast it is, and what may happen to it. */
final class SimulatedDisk {
    private final WorldOptions.Disk options;
    private final RandomGenerator random;
    private final MemoryDisk log;
    private MemorySnapshotStore snapshots = new MemorySnapshotStore();
    private boolean full;
    private int slowness = 1;
    private long refusals;
    private long slowSyncs;

    SimulatedDisk(WorldOptions.Disk options, RandomGenerator random) {
        this.options = options;
        this.random = random;
        this.log = new MemoryDisk(segmentBytes(options.capacityBytes()));
        if (options.capacityBytes() > 0) {
            log.capacityBytes(options.capacityBytes());
        }
    }

    /** A small disk needs small segments, or it would be full before any could go. */
    private static int segmentBytes(long capacityBytes) {
        long eighth = capacityBytes == 0 ? Long.MAX_VALUE : capacityBytes / 8;
        return (int) Math.max(MemoryDisk.SEGMENT_BYTES_MIN, Math.min(MemoryDisk.SEGMENT_BYTES_DEFAULT, eighth));
    }

    // ------------------------------------------------------------------ for the member on it

    /** A life begins: what an earlier one left half received is removed, as {@code FileSnapshotStore.open} does. */
    MemoryWal open() throws WalOpenException {
        snapshots.crash();
        boolean damaged = log.isDamaged();
        MemoryWal wal = log.open();
        if (damaged) {
            throw new BrokenPromise("damage-detected", "a log with a flipped bit was opened: " + wal.recovered());
        }
        return wal;
    }

    MemorySnapshotStore snapshots() {
        return snapshots;
    }

    MemoryDisk log() {
        return log;
    }

    /** How long the next sync takes. */
    long syncNanos() {
        slowSyncs += slowness > 1 ? 1 : 0;
        double chance = (random.nextLong() >>> 11) * 0x1.0p-53;
        return (long) (-StrictMath.log(1 - chance) * options.syncMean()) * slowness;
    }

    /** Something did not fit. */
    void refused() {
        refusals++;
    }

    long refusals() {
        return refusals;
    }

    long slowSyncs() {
        return slowSyncs;
    }

    // ------------------------------------------------------------------ faults

    void powerCut() {
        log.crash(random);
        snapshots.crash();
    }

    void fill(boolean value) {
        full = value;
        log.full(value);
        snapshots.full(value);
    }

    void slowness(int factor) {
        slowness = factor;
    }

    boolean flip() {
        return log.flip(random);
    }

    void wipe() {
        log.wipe();
        snapshots = new MemorySnapshotStore();
        snapshots.full(full);
    }
}
