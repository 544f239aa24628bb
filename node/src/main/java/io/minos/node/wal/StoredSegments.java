package io.minos.node.wal;

import java.io.IOException;
import java.util.SortedSet;

/** The segments of a log as they lie on a disk. */
public interface StoredSegments {
    /** Their numbers, oldest first; a gap means that one is missing. */
    SortedSet<Long> numbers();

    /** How a person finds the segment: its file. */
    String name(long segment);

    /** All of the segment; not to be changed by the caller. */
    byte[] bytes(long segment) throws IOException;
}
