package io.minos.node.raft;

/** The core asks the rim to read a part of the snapshot {@code mark} and send it as {@link Message.InstallSnapshot}. */
public record SnapshotSend(long to, long term, SnapshotMark mark, long offset) {}
