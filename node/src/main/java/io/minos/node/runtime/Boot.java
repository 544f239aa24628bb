package io.minos.node.runtime;

import io.minos.node.apply.StateMachine;
import io.minos.node.config.NodeConfig;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.snapshot.SnapshotStore;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.Wal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a member begins with: the first state of a new cluster, or what its disk holds. */
record Boot(HardState hardState, SnapshotMark snapshot, StateMachine state, List<Entry> log) {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");

    static Boot of(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException, StartException {
        return wal.recovered().isNew() ? bootstrap(config, wal, snapshots) : recover(config, wal.recovered(), snapshots);
    }

    /**
     * Every member of a new cluster begins with the same snapshot of nothing, at an index that counts the members, in term
     * 1: as if each had been added by an entry, as etcd does it.
     */
    private static Boot bootstrap(NodeConfig config, Wal wal, SnapshotStore snapshots) throws IOException, StartException {
        Optional<String> error = config.bootstrapError();
        if (error.isPresent()) {
            throw new StartException(error.get());
        }
        if (!config.newCluster()) {
            throw new StartException("--initial-cluster-state=existing: joining a running cluster is not supported yet; start the member with the data it had, or the cluster as new");
        }
        long members = config.members().size();
        StateMachine state = StateMachine.ofNewCluster(Members.ofNewCluster(config));
        SnapshotMark mark = new SnapshotMark(members, 1, Membership.ofVoters(config.members().keySet()));
        HardState hardState = new HardState(1, 0, members);
        snapshots.save(mark, state.capture()::writeTo);
        wal.append(new Durable(Optional.of(mark), List.of(), Optional.of(hardState)));
        wal.sync();
        return new Boot(hardState, mark, state, List.of());
    }

    /** The newest snapshot that the log goes on from, and the rest of the log. */
    private static Boot recover(NodeConfig config, Recovered recovered, SnapshotStore snapshots) throws IOException, StartException {
        for (SnapshotMark mark : snapshots.list()) {
            if (!isPartOf(recovered, mark)) {
                continue;
            }
            try (InputStream in = snapshots.open(mark)) {
                List<Entry> log = recovered.log().stream().filter(entry -> entry.index() > mark.index()).toList();
                StateMachine state = StateMachine.restore(in);
                if (mark.index() > 0 && state.members().isEmpty()) {
                    state.found(Members.ofNewCluster(config)); // written before the members were part of the state
                }
                return new Boot(recovered.hardState(), mark, state, log);
            } catch (IOException damaged) {
                LOG.warn("the snapshot at index {} is damaged, an older one is looked for: {}", mark.index(), damaged.getMessage());
            }
        }
        throw new StartException("no whole snapshot fits the write-ahead log, which begins after index "
                + recovered.snapshot().map(SnapshotMark::index).orElse(0L) + ": restore the member's snap directory, or start the member anew from an empty data directory");
    }

    /** One newer than the log was received but never became part of it: the leader will send it again. */
    private static boolean isPartOf(Recovered recovered, SnapshotMark mark) {
        boolean begins = recovered.snapshot().map(base -> base.index() == mark.index() && base.term() == mark.term()).orElse(false);
        return begins || recovered.log().stream().anyMatch(entry -> entry.index() == mark.index() && entry.term() == mark.term());
    }
}
