package io.minos.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.node.apply.Proposals;
import io.minos.node.apply.StateMachine;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.MemoryDisk;
import io.minos.node.wal.MemoryWal;
import io.minos.node.wal.Recovered;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ForcedClusterTest {
    private final MemoryDisk disk = new MemoryDisk();

    private static Entry command(long index, long term) {
        return new Entry(term, index, Entry.Kind.COMMAND, ByteString.EMPTY);
    }

    /** Voters 1, 2, 3 and learner 4; committed to 5 of 7, the last of term 2; it voted in term 4, and heard of no leader. */
    private static Boot survivor() {
        Membership four = new Membership(new TreeSet<>(List.of(1L, 2L, 3L)), new TreeSet<>(List.of(4L)));
        return new Boot(new HardState(4, 3, 5), new SnapshotMark(3, 1, Membership.ofVoters(List.of(1L, 2L, 3L))), new StateMachine(),
                List.of(Entry.ofMembership(1, 4, four, ByteString.EMPTY), command(5, 1), command(6, 2), command(7, 2)));
    }

    /** The disk as the survivor left it. */
    private MemoryWal written(Boot boot) throws IOException {
        MemoryWal wal = disk.open();
        wal.append(new Durable(Optional.of(boot.snapshot()), boot.log(), Optional.of(boot.hardState())));
        wal.sync();
        return wal;
    }

    private static Membership last(Boot boot) {
        return boot.log().get(boot.log().size() - 1).membership();
    }

    @Test
    void the_survivor_is_the_only_voter_and_all_of_its_log_is_committed() throws Exception {
        Boot before = survivor();
        Boot after = ForcedCluster.alone(before, 2, written(before)).orElseThrow();
        assertThat(last(after)).isEqualTo(Membership.ofVoters(List.of(2L)));
        assertThat(after.log().subList(0, 4)).as("also what nobody knew to be committed").isEqualTo(before.log());
        assertThat(after.log()).extracting(Entry::index).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(after.hardState()).as("of a term that nobody led, and without a vote").isEqualTo(new HardState(5, 0, 10));
        assertThat(after.log().subList(4, 7)).extracting(Entry::term).containsOnly(5L);
        assertThat(after.log().subList(4, 7)).extracting(entry -> Proposals.committed(entry.index(), entry.command()).getMemberRemove().getId())
                .as("the state machine is told whom it loses").containsExactly(1L, 3L, 4L);
    }

    /** One at a time, as members change: whoever reads the log finds nothing that cannot be. */
    @Test
    void each_entry_takes_away_one_member() throws Exception {
        Boot after = ForcedCluster.alone(survivor(), 2, written(survivor())).orElseThrow();
        assertThat(after.log().subList(4, 7)).extracting(Entry::membership).extracting(membership -> membership.members().size()).containsExactly(3, 2, 1);
    }

    @Test
    void a_learner_becomes_a_voter_first() throws Exception {
        Boot after = ForcedCluster.alone(survivor(), 4, written(survivor())).orElseThrow();
        assertThat(Proposals.committed(8, after.log().get(4).command()).getMemberPromote().getId()).isEqualTo(4);
        assertThat(last(after)).isEqualTo(Membership.ofVoters(List.of(4L)));
    }

    @Test
    void it_is_durable_at_return() throws Exception {
        Boot before = survivor();
        Boot after = ForcedCluster.alone(before, 2, written(before)).orElseThrow();
        assertThat(disk.durableLastIndex()).isEqualTo(10);
        disk.crash(new SplittableRandom(1));
        Recovered found = disk.open().recovered();
        assertThat(found.log()).isEqualTo(after.log());
        assertThat(found.hardState()).isEqualTo(after.hardState());
    }

    @Test
    void who_is_no_member_cannot_go_on() throws Exception {
        assertThat(ForcedCluster.alone(survivor(), 9, disk.open())).isEmpty();
        assertThat(disk.open().recovered().isNew()).isTrue();
    }
}
