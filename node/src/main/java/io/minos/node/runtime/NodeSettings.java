package io.minos.node.runtime;

import io.minos.node.config.NodeConfig;
import io.minos.node.raft.RaftConfig;
import io.minos.node.replica.ReplicaConfig;
import io.minos.node.tls.Tls;
import io.minos.node.transport.HttpPeerTransport;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a member's parts are to be told, made of its flags. */
record NodeSettings(NodeConfig config) {
    private static final long TICK_MILLIS_MAX = 10;
    private static final long SNAPSHOT_LOG_BYTES_MAX = 256L << 20;
    /** etcd's SnapshotCatchUpEntries. */
    private static final int CATCH_UP_ENTRIES = 5_000;
    private static final long QUOTA_BYTES_DEFAULT = 2L << 30;
    private static final int WATCH_FRAGMENT_OVERHEAD_BYTES = 512 << 10;
    private static final Duration PEER_SILENCE_MIN = Duration.ofMillis(300);
    private static final int PEER_QUEUE_BYTES_MAX = 64 << 20;
    private static final long WAL_BLOCK_BYTES_MAX = 64 << 20;
    /** A command's id, at most, besides the request. */
    private static final int COMMAND_OVERHEAD_BYTES = 64;

    long tickNanos() {
        return TimeUnit.MILLISECONDS.toNanos(tickMillis());
    }

    /** Finer than the heartbeat: election timeouts that differ by little more than a message's way rarely collide. */
    private long tickMillis() {
        return Math.max(1, Math.min(TICK_MILLIS_MAX, config.heartbeatInterval().toMillis()));
    }

    Duration requestTimeout() {
        return Duration.ofSeconds(5).plus(config.electionTimeout().multipliedBy(2)); // etcd's
    }

    /** Large requests need large segments of the log. */
    long walBlockBytes() throws StartException {
        long commandBytesMax = config.requestBytesMax() + COMMAND_OVERHEAD_BYTES;
        long blockBytes = ChronicleWal.BLOCK_BYTES_DEFAULT;
        while (blockBytes < WAL_BLOCK_BYTES_MAX && ChronicleWal.entryBytesMax(blockBytes) < commandBytesMax) {
            blockBytes *= 2;
        }
        if (ChronicleWal.entryBytesMax(blockBytes) < commandBytesMax) {
            throw new StartException("--max-request-bytes=" + config.requestBytesMax() + " is more than the write-ahead log takes: at most "
                    + (ChronicleWal.entryBytesMax(blockBytes) - COMMAND_OVERHEAD_BYTES));
        }
        return blockBytes;
    }

    /** Negative for none. */
    long quotaBytes() {
        return config.quotaBackendBytes() == 0 ? QUOTA_BYTES_DEFAULT : config.quotaBackendBytes();
    }

    ReplicaConfig replica(MemberIdentity self) {
        RaftConfig defaults = RaftConfig.of(self.memberId());
        int electionTicks = (int) (config.electionTimeout().toMillis() / tickMillis());
        RaftConfig raft = new RaftConfig(self.memberId(), electionTicks, Math.max(1, electionTicks / 2),
                (int) (config.heartbeatInterval().toMillis() / tickMillis()), config.preVote(), true, defaults.appendBytesMax(),
                defaults.inflightMax(), defaults.uncommittedBytesMax());
        return new ReplicaConfig(self.clusterId(), self.memberId(), raft, tickNanos(), config.electionTimeout().toNanos(),
                requestTimeout().toNanos(), quotaBytes(), config.snapshotCount(), snapshotLogBytes(), CATCH_UP_ENTRIES,
                config.requestBytesMax() + WATCH_FRAGMENT_OVERHEAD_BYTES, config.watchProgressInterval().toNanos(), autoCompaction(),
                config.auth().simpleTokenTtl().toNanos(), config.strictReconfigCheck());
    }

    /** The log's entries since the last snapshot are in memory. */
    private static long snapshotLogBytes() {
        return Math.min(SNAPSHOT_LOG_BYTES_MAX, Runtime.getRuntime().maxMemory() / 8);
    }

    private ReplicaConfig.AutoCompaction autoCompaction() {
        if (config.autoCompaction().isEmpty()) {
            return ReplicaConfig.AutoCompaction.OFF;
        }
        NodeConfig.AutoCompaction mode = config.autoCompaction().get();
        return mode instanceof NodeConfig.AutoCompaction.Revisions keep
                ? new ReplicaConfig.AutoCompaction(ReplicaConfig.AutoCompaction.Mode.REVISION, keep.revisions())
                : new ReplicaConfig.AutoCompaction(ReplicaConfig.AutoCompaction.Mode.PERIODIC, ((NodeConfig.AutoCompaction.Age) mode).age().toNanos());
    }

    /** A peer that does not take what was sent within an election timeout is given up, and its connection made anew. */
    Duration silence() {
        return config.electionTimeout().compareTo(PEER_SILENCE_MIN) < 0 ? PEER_SILENCE_MIN : config.electionTimeout();
    }

    /** @param members as far as they are known before the log is read */
    HttpPeerTransport.Options transport(MemberIdentity self, SortedMap<Long, List<URI>> members, Optional<Tls> tls) {
        SortedMap<Long, List<URI>> peers = new TreeMap<>(members);
        peers.remove(self.memberId());
        return new HttpPeerTransport.Options(self.clusterId(), self.memberId(), config.listenPeerUrls(), config.advertisePeerUrls(), peers, silence(), PEER_QUEUE_BYTES_MAX, tls);
    }
}
