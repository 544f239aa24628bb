package io.minos.node.raft;

import com.google.protobuf.ByteString;

/** A part of a snapshot that has arrived and is to be stored; answer with {@code snapshotPartStored}. */
public record SnapshotPart(SnapshotMark mark, long offset, ByteString data, boolean last) {}
