package io.minos.node.boot;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Member;
import io.minos.node.apply.Proposals;
import io.minos.node.apply.StateMachine;
import io.minos.node.mvcc.Stamp;
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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a member begins with: the first state of a new cluster, or what its disk holds. */
public record Boot(HardState hardState, SnapshotMark snapshot, StateMachine state, List<Entry> log) {
    /**
     * Every member of a new cluster begins with the same snapshot of nothing, at an index that counts the members, in term
     * 1: as if each had been added by an entry, as etcd does it.
     */
    public static Boot ofNewCluster(Collection<Member> members) {
        SnapshotMark mark = new SnapshotMark(members.size(), 1, Membership.ofVoters(members.stream().map(Member::getID).toList()));
        return new Boot(new HardState(1, 0, members.size()), mark, StateMachine.ofNewCluster(members), List.of());
    }

    /** As of a new cluster, but with keys, leases and alarms that were another's; see {@link StateMachine#ofNewCluster}. */
    public static Boot ofNewCluster(Collection<Member> members, StateMachine contents) {
        StateMachine state = StateMachine.ofNewCluster(members, contents);
        SnapshotMark mark = new SnapshotMark(state.appliedIndex(), state.appliedTerm(), Membership.ofVoters(members.stream().map(Member::getID).toList()));
        return new Boot(new HardState(mark.term(), 0, mark.index()), mark, state, List.of());
    }

    /** A member that joins a running cluster knows nothing, not even the members: the leader tells it all. */
    public static Boot joining() {
        return new Boot(HardState.NONE, new SnapshotMark(0, 0, Membership.ofVoters(List.of())), new StateMachine(), List.of());
    }

    /** Makes it the first content of an empty disk: durable at return. */
    public void writeTo(Wal wal, SnapshotStore snapshots) throws IOException {
        snapshots.save(snapshot, state.capture()::writeTo);
        wal.append(new Durable(Optional.of(snapshot), log, Optional.of(hardState)));
        wal.sync();
    }

    /**
     * The newest whole snapshot that the log goes on from, and the rest of the log; empty if there is none.
     *
     * @param founders for a state from the time when a cluster's members were not part of it
     * @param damaged told of each snapshot that would fit but is damaged, and how
     */
    public static Optional<Boot> recover(Recovered recovered, SnapshotStore snapshots, Collection<Member> founders,
            BiConsumer<SnapshotMark, String> damaged) throws IOException {
        for (SnapshotMark mark : snapshots.list()) {
            if (!isPartOf(recovered, mark)) {
                continue;
            }
            try (InputStream in = snapshots.open(mark)) {
                StateMachine state = StateMachine.restore(in);
                if (mark.index() > 0 && state.members().isEmpty()) {
                    state.found(founders);
                }
                List<Entry> log = recovered.log().stream().filter(entry -> entry.index() > mark.index()).toList();
                return Optional.of(new Boot(recovered.hardState(), mark, state, log));
            } catch (IOException unreadable) {
                damaged.accept(mark, unreadable.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * The state with the whole log applied, also what is not known to be committed. Uses this up.
     *
     * @throws IllegalStateException if an entry holds no command
     */
    public StateMachine replayed() {
        for (Entry entry : log) {
            ByteString command = entry.command();
            if (command.isEmpty()) { // Raft's own
                state.pass(entry.index(), entry.term());
            } else {
                state.apply(entry.index(), entry.term(), Proposals.committed(entry.index(), command), new Stamp(0, 0, entry.term()));
            }
        }
        return state;
    }

    /** One newer than the log was received but never became part of it: the leader will send it again. */
    private static boolean isPartOf(Recovered recovered, SnapshotMark mark) {
        boolean begins = recovered.snapshot().map(base -> base.index() == mark.index() && base.term() == mark.term()).orElse(false);
        return begins || recovered.log().stream().anyMatch(entry -> entry.index() == mark.index() && entry.term() == mark.term());
    }
}
