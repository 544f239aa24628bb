package io.minos.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A node's configuration, by etcd's names and defaults.
 *
 * @param initialCluster every member's peer URLs by its name
 * @param quotaBackendBytes 0: etcd's default of 2 GiB; negative: no quota
 * @param compaction none when auto-compaction is off
 * @param preVote etcd's default is off; here it is on unless switched off
 */
public record NodeConfig(
        String name,
        Path dataDir,
        Path walDir,
        long snapshotCount,
        Duration heartbeatInterval,
        Duration electionTimeout,
        List<URI> listenPeerUrls,
        List<URI> listenClientUrls,
        List<URI> listenMetricsUrls,
        List<URI> advertisePeerUrls,
        List<URI> advertiseClientUrls,
        SortedMap<String, List<URI>> initialCluster,
        String initialClusterToken,
        boolean newCluster,
        long quotaBackendBytes,
        int requestBytesMax,
        int txnOpsMax,
        Optional<AutoCompaction> autoCompaction,
        String logLevel,
        boolean preVote) {
    /** When to compact by itself. */
    public sealed interface AutoCompaction {
        /** Keeps the newest {@code revisions}. */
        record Revisions(long revisions) implements AutoCompaction {}

        /** Keeps what is younger than {@code age}. */
        record Age(Duration age) implements AutoCompaction {}
    }

    public static Invocation parse(List<String> arguments, Map<String, String> environment) {
        throw new IllegalStateException("skeleton");
    }

    /** etcd's checks that matter only when there is no data yet; the text of the first that fails. */
    public Optional<String> bootstrapError() {
        throw new IllegalStateException("skeleton");
    }

    /** This member's id in {@link #initialCluster}. */
    public long memberId() {
        throw new IllegalStateException("skeleton");
    }

    public long clusterId() {
        throw new IllegalStateException("skeleton");
    }

    /** The ids of all initial members with their peer URLs. */
    public SortedMap<Long, List<URI>> members() {
        throw new IllegalStateException("skeleton");
    }

    public int electionTicks() {
        return (int) (electionTimeout.toMillis() / heartbeatInterval.toMillis());
    }
}
