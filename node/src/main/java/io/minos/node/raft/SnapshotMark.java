package io.minos.node.raft;

import java.util.Objects;

/**
 * The place in the log that a snapshot stands for: it replaces every entry up to and with {@code index}.
 *
 * @param term of the entry at {@code index}; 0 with index 0, the beginning of a new cluster
 * @param membership in force at {@code index}
 */
public record SnapshotMark(long index, long term, Membership membership) {
    public SnapshotMark {
        if (index < 0 || term < 0 || (index == 0) != (term == 0)) {
            throw new IllegalArgumentException("no place in a log: index=" + index + " term=" + term);
        }
        Objects.requireNonNull(membership, "membership");
    }
}
