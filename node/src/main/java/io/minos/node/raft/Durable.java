package io.minos.node.raft;

import java.util.List;
import java.util.Optional;

/**
 * What must be on disk before the messages that wait for it may be sent. Written in this order: snapshot mark,
 * entries, hard state. The first entry may lie at or below the log's end: it then replaces everything from its index on.
 *
 * @param snapshot a snapshot received from the leader, whose file is already durable, that replaces the log
 */
public record Durable(Optional<SnapshotMark> snapshot, List<Entry> entries, Optional<HardState> hardState) {
    public Durable {
        entries = List.copyOf(entries);
    }

    public boolean isEmpty() {
        return snapshot.isEmpty() && entries.isEmpty() && hardState.isEmpty();
    }
}
