package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.boot.Boot;
import io.minos.node.boot.ForcedCluster;
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

    /** The flags of a first start must be right before anybody is asked about it. */
    static void checkBootstrap(NodeConfig config) throws StartException {
        Optional<String> error = config.bootstrapError();
        if (error.isPresent()) {
            throw new StartException(error.get());
        }
    }

    /** The first start, of a member that may begin. */
    static Boot bootstrap(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException {
        Boot boot = config.newCluster() ? Boot.ofNewCluster(Members.ofNewCluster(config)) : Boot.joining();
        boot.writeTo(wal, snapshots);
        return boot;
    }

    /** A later start: what the disk holds counts, whatever the flags say of the cluster's first members. */
    static Boot recover(NodeConfig config, MemberIdentity self, Wal wal, SnapshotStore snapshots) throws IOException, StartException {
        Boot boot = recovered(config, wal, snapshots);
        if (!config.forceNewCluster()) {
            return boot;
        }
        Boot alone = ForcedCluster.alone(boot, self.memberId(), wal).orElseThrow(() -> new StartException("--force-new-cluster: " + config.dataDir()
                + " holds nothing of a cluster that member " + self.member() + " is part of: use the data of another member"));
        LOG.warn("{} goes on alone, as --force-new-cluster says: the other members are removed; start without it from now on", config.name());
        return alone;
    }

    private static Boot recovered(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException, StartException {
        long firstIndex = wal.recovered().snapshot().map(SnapshotMark::index).orElse(0L);
        List<Member> founders = Members.ofNewCluster(config);
        return Boot.recover(wal.recovered(), snapshots, founders, (mark, how) ->
                LOG.warn("the snapshot at index {} is damaged, an older one is looked for: {}", mark.index(), how))
                .orElseThrow(() -> new StartException("no whole snapshot fits the write-ahead log, which begins after index " + firstIndex
                        + ": restore the member's snap directory, or start the member anew from an empty data directory"));
    }
}
