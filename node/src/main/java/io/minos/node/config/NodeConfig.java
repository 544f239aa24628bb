package io.minos.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's configuration, by etcd's names and defaults.
 *
 * @param initialCluster every member's peer URLs by its name
 * @param quotaBackendBytes 0: etcd's default of 2 GiB; negative: no quota
 * @param compaction none when auto-compaction is off
 * @param newCluster of a member without data: it founds a cluster, rather than joining one that runs
 * @param forceNewCluster of a member with data: the others are no members any more
 * @param clientTls what holds for the https URLs of clients and of metrics
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
        Duration watchProgressInterval,
        AuthOptions auth,
        CorruptionChecks corruptionChecks,
        boolean extensiveMetrics,
        LogOptions log,
        boolean preVote,
        boolean strictReconfigCheck,
        boolean forceNewCluster,
        boolean enableV2,
        ClientConnections clientConnections,
        TlsOptions clientTls,
        TlsOptions peerTls) {
    /** When to compact by itself. */
    public sealed interface AutoCompaction {
        /** Keeps the newest {@code revisions}. */
        record Revisions(long revisions) implements AutoCompaction {}

        /** Keeps what is younger than {@code age}. */
        record Age(Duration age) implements AutoCompaction {}
    }

    public NodeConfig {
        listenPeerUrls = List.copyOf(listenPeerUrls);
        listenClientUrls = List.copyOf(listenClientUrls);
        listenMetricsUrls = List.copyOf(listenMetricsUrls);
        advertisePeerUrls = List.copyOf(advertisePeerUrls);
        advertiseClientUrls = List.copyOf(advertiseClientUrls);
        initialCluster = Collections.unmodifiableSortedMap(new TreeMap<>(initialCluster));
        if (heartbeatInterval.toMillis() < 1 || electionTimeout.compareTo(heartbeatInterval.multipliedBy(5)) < 0) {
            throw new IllegalArgumentException("heartbeat " + heartbeatInterval + ", election " + electionTimeout);
        }
        if (snapshotCount < 1 || requestBytesMax < 0 || txnOpsMax < 0) {
            throw new IllegalArgumentException("snapshotCount " + snapshotCount + ", requestBytesMax " + requestBytesMax + ", txnOpsMax " + txnOpsMax);
        }
    }

    /**
     * Reads a command line (without the program's own name) as etcd 3.4 does: a config file counts alone; a flag and its
     * environment variable together are refused.
     */
    public static Invocation parse(List<String> arguments, Map<String, String> environment) {
        return ConfigReader.read(arguments, environment);
    }

    /** etcd's checks that matter only when there is no data yet (etcd 3.4, etcdserver/config.go); what the first that fails says. */
    public Optional<String> bootstrapError() {
        return Bootstrap.error(this);
    }

    /** Beside the WAL, unless that has a directory of its own. */
    public Path snapshotDir() {
        return dataDir.resolve("member").resolve("snap");
    }

    /** This member's id, as {@link ClusterIds} has it, by its URLs in {@link #initialCluster}. */
    public long memberId() {
        return ClusterIds.memberId(initialCluster.getOrDefault(name, advertisePeerUrls), initialClusterToken);
    }

    public long clusterId() {
        return ClusterIds.clusterId(members().keySet());
    }

    /** The initial members' peer URLs by their ids, in unsigned order of these. */
    public SortedMap<Long, List<URI>> members() {
        SortedMap<Long, List<URI>> members = new TreeMap<>(Long::compareUnsigned);
        initialCluster.values().forEach(urls -> members.put(ClusterIds.memberId(urls, initialClusterToken), urls));
        return members;
    }

    public int electionTicks() {
        return (int) (electionTimeout.toMillis() / heartbeatInterval.toMillis());
    }
}
