package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.boot.Boot;
import io.minos.node.config.NodeConfig;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.snapshot.SnapshotStore;
import io.minos.node.wal.Wal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this member begins with, as its flags and its data directory have it. */
final class Start {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");

    private Start() {}

    static Boot of(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException, StartException {
        return wal.recovered().isNew() ? bootstrap(config, wal, snapshots) : recover(config, wal, snapshots);
    }

    /** The flags that make a new cluster must be right before anybody is asked about it. */
    static void checkBootstrap(NodeConfig config) throws StartException {
        Optional<String> error = config.bootstrapError();
        if (error.isPresent()) {
            throw new StartException(error.get());
        }
        if (!config.newCluster()) {
            throw new StartException("--initial-cluster-state=existing: joining a running cluster is not supported yet; start the member with the data it had, or the cluster as new");
        }
    }

    private static Boot bootstrap(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException {
        Boot boot = Boot.ofNewCluster(Members.ofNewCluster(config));
        boot.writeTo(wal, snapshots);
        return boot;
    }

    private static Boot recover(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException, StartException {
        long firstIndex = wal.recovered().snapshot().map(SnapshotMark::index).orElse(0L);
        List<Member> founders = Members.ofNewCluster(config);
        return Boot.recover(wal.recovered(), snapshots, founders, (mark, how) ->
                LOG.warn("the snapshot at index {} is damaged, an older one is looked for: {}", mark.index(), how))
                .orElseThrow(() -> new StartException("no whole snapshot fits the write-ahead log, which begins after index " + firstIndex
                        + ": restore the member's snap directory, or start the member anew from an empty data directory"));
    }
}
