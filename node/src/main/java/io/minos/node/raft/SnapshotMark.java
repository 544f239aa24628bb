package io.minos.node.raft;

/** The place in the log that a snapshot stands for: it replaces every entry up to and with {@code index}. */
public record SnapshotMark(long index, long term, Membership membership) {}
