package io.minos.node.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A segment on a {@link MemoryDisk}: bytes, of which the first so many are written, and so many of those synced. */
final class MemorySegment {
    /** What a disk writes whole or not at all, unless the power fails while it does. */
    static final int SECTOR_BYTES = 512;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private int used;
    private int synced;

    MemorySegment(int bytes) {
        this.bytes = new byte[bytes];
        this.buffer = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What a record takes, at most. */
    static int cost(int recordBytes) {
        return SegmentScan.align(SegmentScan.HEADER_BYTES + recordBytes);
    }

    boolean hasRoomFor(int recordBytes) {
        return cost(recordBytes) <= bytes.length - used;
    }

    /** There is room for it. */
    void write(RecordCodec.Sequenced sequenced) {
        int recordBytes = RecordCodec.bytes(sequenced.record());
        buffer.putInt(used, recordBytes).position(used + SegmentScan.HEADER_BYTES);
        RecordCodec.write(sequenced, buffer);
        used += cost(recordBytes);
    }

    void sync() {
        synced = used;
    }

    int usedBytes() {
        return used;
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** What would be here if all that is not synced were lost. */
    byte[] syncedBytes() {
        return Arrays.copyOf(bytes, synced);
    }

    /** Nothing from here on comes to life again; the rest is durable. */
    void cut(int end) {
        used = SegmentScan.align(end);
        Arrays.fill(bytes, used, bytes.length, (byte) 0);
        synced = used;
    }

    void flip(int offset, int bit) {
        bytes[offset] ^= (byte) (1 << bit);
    }

    /** Of the sectors written since the last sync all, none, the first so many or any others reach the disk. */
    void losePower(RandomGenerator random) {
        if (synced == used) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(bytes, synced, used, (byte) 0);
            case 1 -> { }
            case 2 -> Arrays.fill(bytes, random.nextInt(synced, used + 1), used, (byte) 0);
            default -> loseSectors(random);
        }
        synced = used;
    }

    /** Each by itself; one of those lost is written in part. */
    private void loseSectors(RandomGenerator random) {
        for (int at = synced; at < used; ) {
            int next = Math.min(used, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (random.nextBoolean()) {
                int torn = random.nextInt(4) == 0 ? random.nextInt(at, next) : at;
                Arrays.fill(bytes, torn, next, (byte) 0);
            }
            at = next;
        }
    }
}
