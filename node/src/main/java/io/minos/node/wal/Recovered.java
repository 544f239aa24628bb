package io.minos.node.wal;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import java.util.List;
import java.util.Optional;

/**
 * What a member starts from.
 *
 * @param log the entries after {@code snapshot}, without gaps; truncations are already carried out
 */
public record Recovered(HardState hardState, Optional<SnapshotMark> snapshot, List<Entry> log) {
    public Recovered {
        log = List.copyOf(log);
    }

    public boolean isNew() {
        return hardState.equals(HardState.NONE) && snapshot.isEmpty() && log.isEmpty();
    }
}
