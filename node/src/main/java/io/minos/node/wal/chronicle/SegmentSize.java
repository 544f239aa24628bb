package io.minos.node.wal.chronicle;

/**
 * How large a segment is. A segment is left before Chronicle's first chunk of {@code blockBytes} ends: no second
 * mapping, no growing file. Chronicle maps a quarter more, and the file is allocated as far as that.
 *
 * @param blockBytes a power of two, 256 KiB to 64 MiB
 */
record SegmentSize(long blockBytes) {
    static final long BLOCK_BYTES_MIN = 256 << 10;
    static final long BLOCK_BYTES_MAX = 64 << 20;
    /** At least this stays unused at the end of the block. */
    private static final long MARGIN_BYTES = 64 << 10;
    /** Kept for what must get through when the disk is full: snapshot marks and the closing record. */
    private static final long MARK_BYTES = 32 << 10;
    /** Chronicle's store header, its two first index pages and the next one, and the head of the segment. */
    private static final long HEAD_BYTES = 48 << 10;

    SegmentSize {
        if (blockBytes < BLOCK_BYTES_MIN || blockBytes > BLOCK_BYTES_MAX || Long.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException("a segment's block must be a power of two from 256 KiB to 64 MiB, not " + blockBytes);
        }
    }

    long fileBytes() {
        return blockBytes + blockBytes / 4;
    }

    /** Where writing begins, at most. */
    long begin() {
        return HEAD_BYTES;
    }

    /** No record goes beyond this; entries and hard states not even as far: see {@link #entryLimit}. */
    long limit() {
        return blockBytes - MARGIN_BYTES;
    }

    long entryLimit() {
        return limit() - MARK_BYTES;
    }

    /** The largest record: Chronicle wants it smaller than its overlap, a quarter of the block. */
    int recordBytesMax() {
        return (int) Math.min(blockBytes / 4 - (16 << 10), entryLimit() - begin() - 64);
    }

    /**
     * What a record takes of a segment, at most: Chronicle's length header, padding to four bytes, and its share of
     * the index (an eight-byte slot for every sixteenth record, in pages of 8 KiB).
     */
    static long cost(int recordBytes) {
        return 4 + recordBytes + 3 + 1;
    }

    /** Half of it, for a disk that has no room for this one. */
    SegmentSize half() {
        return new SegmentSize(blockBytes / 2);
    }
}
