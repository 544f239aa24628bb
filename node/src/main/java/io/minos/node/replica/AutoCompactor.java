package io.minos.node.replica;

import io.minos.node.replica.ReplicaConfig.AutoCompaction;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/**
 * etcd's {@code --auto-compaction-mode}: {@code revision} keeps the newest N revisions, looked at every five minutes;
 * {@code periodic} keeps what is younger than the retention, looked at ten times in that time, but at least every hour.
 */
final class AutoCompactor {
    private static final long REVISION_INTERVAL_NANOS = 5 * 60 * 1_000_000_000L;
    private static final long PERIODIC_INTERVAL_NANOS_MAX = 60 * 60 * 1_000_000_000L;
    private static final int SAMPLES = 10;

    private record Sample(long nanos, long revision) {}

    private final AutoCompaction config;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long nextNanos;
    private boolean started;

    AutoCompactor(AutoCompaction config) {
        this.config = config;
    }

    /** The revision to compact to now, if it is time; {@code compacted} is where the store is compacted already. */
    OptionalLong due(long nowNanos, long revision, long compacted) {
        if (config.retention() <= 0 || (started && nowNanos < nextNanos)) {
            return OptionalLong.empty();
        }
        boolean first = !started;
        started = true;
        nextNanos = nowNanos + intervalNanos();
        long target = switch (config.mode()) {
            case REVISION -> first ? 0 : revision - config.retention();
            case PERIODIC -> newestOlderThanRetention(nowNanos, revision);
        };
        return target > compacted && target > 0 ? OptionalLong.of(target) : OptionalLong.empty();
    }

    private long intervalNanos() {
        return config.mode() == AutoCompaction.Mode.REVISION
                ? REVISION_INTERVAL_NANOS
                : Math.min(PERIODIC_INTERVAL_NANOS_MAX, Math.max(1, config.retention() / SAMPLES));
    }

    private long newestOlderThanRetention(long nowNanos, long revision) {
        samples.add(new Sample(nowNanos, revision));
        long target = 0;
        while (samples.size() > 1 && nowNanos - samples.peek().nanos() >= config.retention()) {
            target = samples.poll().revision();
        }
        return target;
    }
}
