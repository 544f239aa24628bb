package io.minos.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link RaftLog#secondVoterIndex}: who was alone decides alone that there are two. */
class RaftLogTest {
    private static Membership voters(Long... ids) {
        return Membership.ofVoters(List.of(ids));
    }

    private static Entry change(long index, Membership next) {
        return Entry.ofMembership(1, index, next, ByteString.EMPTY);
    }

    /** Behind a snapshot at 3. */
    private static RaftLog log(Membership before, long commit, Entry... entries) {
        return new RaftLog(new SnapshotMark(3, 1, before), List.of(entries), commit, new Durability(HardState.NONE, 3 + entries.length));
    }

    @Test
    void the_only_voter_decides_that_there_is_a_second() {
        assertThat(log(voters(1L), 3, change(4, voters(1L, 2L))).secondVoterIndex(1)).isEqualTo(4);
        Entry other = new Entry(1, 5, Entry.Kind.COMMAND, ByteString.EMPTY);
        assertThat(log(voters(1L), 3, change(4, voters(1L, 2L)), other).secondVoterIndex(1)).as("and nothing behind it").isEqualTo(4);
    }

    @Test
    void nobody_else_decides_it() {
        assertThat(log(voters(1L), 3, change(4, voters(1L, 2L))).secondVoterIndex(2)).as("the second").isZero();
        assertThat(log(voters(1L, 2L), 3, change(4, voters(1L, 2L, 3L))).secondVoterIndex(1)).as("one of two").isZero();
        assertThat(log(voters(1L, 2L, 3L), 3, change(4, voters(1L, 2L))).secondVoterIndex(1)).as("one of three that become two").isZero();
    }

    @Test
    void what_is_committed_or_adds_no_voter_is_not_decided_again() {
        assertThat(log(voters(1L), 4, change(4, voters(1L, 2L))).secondVoterIndex(1)).as("known to be committed").isZero();
        assertThat(log(voters(1L), 3).secondVoterIndex(1)).as("no change").isZero();
        assertThat(log(voters(1L), 3, change(4, new Membership(voters(1L).voters(), voters(2L).voters()))).secondVoterIndex(1)).as("a learner").isZero();
    }
}
