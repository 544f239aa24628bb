package io.minos.node.replica;

import io.minos.node.replica.ReplicaConfig.AutoCompaction;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/**
 * etcd's {@code --auto-compaction-mode} (etcdserver/api/v3compactor). {@code revision}: every five minutes to the newest
 * revision but N. {@code periodic}: the revision is noted ten times in the retention, or ten times an hour if that is
 * longer; once the retention has passed, and from then on in every retention or hour, to the oldest that is noted.
 *
 * <p>Every member takes notes, so that one that becomes the leader need not begin anew; the leader alone compacts. What did
 * not come to pass is tried again at the next look.
 */
final class AutoCompactor {
    private static final long REVISION_LOOK_NANOS = 5 * 60 * 1_000_000_000L;
    private static final long HOUR_NANOS = 60 * 60 * 1_000_000_000L;
    private static final int LOOKS = 10;

    private final AutoCompaction config;
    private final ArrayDeque<Long> noted = new ArrayDeque<>();
    private boolean begun;
    private long nextLookNanos;
    private long nextCompactionNanos;
    private OptionalLong proposed = OptionalLong.empty();
    private long proposedNanos;

    AutoCompactor(AutoCompaction config) {
        this.config = config;
    }

    /** To be told at every tick. The revision to compact to now, if it is time; {@code compacted} is where the store is compacted already. */
    OptionalLong due(long nowNanos, long revision, long compacted, boolean isLeader) {
        if (config.retention() <= 0) {
            return OptionalLong.empty();
        }
        if (!begun) {
            begun = true;
            nextCompactionNanos = nowNanos + (config.mode() == AutoCompaction.Mode.PERIODIC ? config.retention() : 0);
        } else if (nowNanos < nextLookNanos) {
            return OptionalLong.empty();
        } else if (isLeader) {
            proposed.ifPresent(target -> settle(target, compacted));
            proposed = nowNanos < nextCompactionNanos ? OptionalLong.empty() : target(revision);
            proposedNanos = nowNanos;
        }
        nextLookNanos = nowNanos + lookNanos();
        if (config.mode() == AutoCompaction.Mode.PERIODIC) {
            note(revision);
        }
        return take(nowNanos, compacted);
    }

    /** What was asked for at the last look has come to pass, or was so already. */
    private void settle(long target, long compacted) {
        if (compacted >= target) {
            nextCompactionNanos = proposedNanos + compactionNanos();
        }
    }

    private OptionalLong target(long revision) {
        return config.mode() == AutoCompaction.Mode.PERIODIC ? OptionalLong.of(noted.getFirst()) : OptionalLong.of(revision - config.retention());
    }

    private OptionalLong take(long nowNanos, long compacted) {
        boolean isNow = proposed.isPresent() && proposedNanos == nowNanos;
        return isNow && proposed.getAsLong() > compacted && proposed.getAsLong() > 0 ? proposed : OptionalLong.empty();
    }

    /** The first is always that of one retention ago. */
    private void note(long revision) {
        noted.addLast(revision);
        if (noted.size() > config.retention() / lookNanos() + 1) {
            noted.removeFirst();
        }
    }

    private long lookNanos() {
        return config.mode() == AutoCompaction.Mode.REVISION ? REVISION_LOOK_NANOS : Math.max(1, compactionNanos() / LOOKS);
    }

    private long compactionNanos() {
        return config.mode() == AutoCompaction.Mode.REVISION ? 0 : Math.min(HOUR_NANOS, config.retention());
    }
}
