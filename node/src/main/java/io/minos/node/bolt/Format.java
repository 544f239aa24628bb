package io.minos.node.bolt;

/**
 * The numbers of the format. A page begins with its id u64, flags u16, count u16 and how many further pages it takes u32;
 * then come {@code count} elements, then keys and values. bbolt writes the machine's byte order; here it is little-endian.
 */
final class Format {
    /** Of the files that are written; those that are read say theirs. */
    static final int PAGE_BYTES = 4096;
    static final int PAGE_BYTES_MIN = 512;
    static final int PAGE_BYTES_MAX = 64 << 10;

    static final int PAGE_HEADER_BYTES = 16;
    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int META = 0x04;
    static final int FREELIST = 0x10;

    /** Flags u32, position u32, key bytes u32, value bytes u32; positions count from the element's own beginning. */
    static final int LEAF_ELEMENT_BYTES = 16;
    /** Position u32, key bytes u32, page u64. */
    static final int BRANCH_ELEMENT_BYTES = 16;
    /** On a leaf element: its value is a bucket. */
    static final int BUCKET = 0x01;

    /** A bucket's value: root page u64, sequence u64; with root 0 its only page follows, as long as its contents. */
    static final int BUCKET_HEADER_BYTES = 16;
    /** bbolt keeps a bucket inline up to this. */
    static final int INLINE_BYTES_MAX = PAGE_BYTES / 4;

    static final int KEY_BYTES_MAX = 32768;

    private Format() {}

    /** How many pages this many bytes take. */
    static long pages(long bytes) {
        return Math.max(1, (bytes + PAGE_BYTES - 1) / PAGE_BYTES);
    }
}
