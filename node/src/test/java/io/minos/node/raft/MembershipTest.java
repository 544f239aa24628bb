package io.minos.node.raft;

import static io.minos.node.raft.Core.ONE;
import static io.minos.node.raft.Core.THREE;
import static io.minos.node.raft.Core.entry;
import static io.minos.node.raft.Core.follower;
import static io.minos.node.raft.Core.leader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Message.Append;
import io.minos.node.raft.Message.AppendReply;
import io.minos.node.raft.Message.RequestVote;
import io.minos.node.raft.Message.VoteReply;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Single-step changes and learners (Raft thesis §4). */
final class MembershipTest {
    private static final Membership FOUR = Membership.ofVoters(List.of(1L, 2L, 3L, 4L));
    private static final Membership TWO = Membership.ofVoters(List.of(2L, 3L));
    private static final Membership LEARNING = with(List.of(1L, 2L, 3L), List.of(4L, 5L));

    private static Membership with(List<Long> voters, List<Long> learners) {
        return new Membership(new TreeSet<>(voters), new TreeSet<>(learners));
    }

    private static Entry change(long term, long index, Membership next) {
        return new Entry(term, index, Entry.Kind.MEMBERSHIP, new MembershipChange(next, ByteString.EMPTY).encoded());
    }

    private static Core settledLeader(Membership membership) {
        Core core = leader(membership);
        membership.voters().stream().filter(id -> id != 1).forEach(id -> core.acknowledged(id, 1));
        core.sent(Append.class);
        return core;
    }

    @Test
    void a_membership_survives_its_entry() {
        Membership membership = with(List.of(-1L, 1L, Long.MAX_VALUE), List.of(Long.MIN_VALUE, 7L));
        assertThat(change(1, 1, membership).membership()).isEqualTo(membership);
        assertThat(change(1, 1, with(List.of(), List.of())).membership()).isEqualTo(with(List.of(), List.of()));
    }

    @Test
    void what_caused_a_change_is_in_its_entry_and_may_be_missing() {
        ByteString context = ByteString.copyFromUtf8("add 4");
        Core core = settledLeader(THREE);
        assertThat(core.raft.proposeMembership(FOUR, context)).isEmpty();
        Entry entry = core.sync().appendTo(2).entries().get(0);
        assertThat(entry.membership()).isEqualTo(FOUR);
        assertThat(entry.command()).isEqualTo(context);
        assertThat(change(1, 1, FOUR).command()).isEmpty();
    }

    @Test
    void what_is_no_membership_is_refused() {
        assertThatThrownBy(() -> entry(1, 1).membership()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("entry 1");
        ByteString good = new MembershipChange(THREE, ByteString.copyFromUtf8("why")).encoded();
        for (ByteString bad : List.of(ByteString.EMPTY, good.substring(0, good.size() - 1), good.concat(good))) {
            assertThatThrownBy(() -> MembershipChange.decoded(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> with(List.of(1L), List.of(1L))).isInstanceOf(IllegalArgumentException.class);
    }

    /** The second may not even have been started: its operator waits to be told who it is. */
    @Test
    void the_only_voter_adds_a_second_alone_and_nothing_after_it() {
        Core core = settledLeader(ONE);
        Membership two = Membership.ofVoters(List.of(1L, 2L));
        assertThat(core.raft.proposeMembership(two)).isEmpty();
        assertThat(core.raft.propose(ByteString.copyFromUtf8("later"))).isEmpty();
        assertThat(core.raft.status().commit()).as("not on its disk yet").isLessThan(core.raft.membershipIndex());
        core.sync();
        assertThat(core.raft.status().commit()).isEqualTo(core.raft.membershipIndex());
    }

    @Test
    void that_the_only_voter_added_a_second_stands_after_a_crash() {
        List<Entry> log = List.of(change(1, 1, Membership.ofVoters(List.of(1L, 2L))), entry(1, 2));
        Raft raft = new Raft(RaftConfig.of(1), new HardState(1, 1, 0), new SnapshotMark(0, 0, ONE), log, new java.util.SplittableRandom(1));
        assertThat(raft.status().commit()).isEqualTo(1);
        Raft second = new Raft(RaftConfig.of(2), new HardState(1, 1, 0), new SnapshotMark(0, 0, ONE), log, new java.util.SplittableRandom(1));
        assertThat(second.status().commit()).as("it is not the one who decides").isZero();
    }

    @Test
    void a_change_is_in_force_when_it_is_in_the_log() {
        Core core = settledLeader(THREE);
        assertThat(core.raft.proposeMembership(FOUR)).isEmpty();
        core.sync();
        assertThat(core.status().membership()).isEqualTo(FOUR);
        assertThat(core.sent(Append.class)).extracting(Append::to).contains(4L);
        core.acknowledged(2, 2);
        assertThat(core.status().commit()).as("two of four").isEqualTo(1);
        core.acknowledged(3, 2);
        assertThat(core.status().commit()).isEqualTo(2);
    }

    @Test
    void a_change_that_is_cut_from_the_log_is_undone() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1));
        core.step(core.appendFrom2(1, 1, 1, 0, change(1, 2, FOUR)));
        assertThat(core.status().membership()).isEqualTo(FOUR);
        core.step(core.appendFrom2(2, 1, 1, 0, entry(2, 2)));
        assertThat(core.status().membership()).isEqualTo(THREE);
    }

    @Test
    void one_voter_comes_or_goes_at_a_time() {
        Core core = settledLeader(THREE);
        for (Membership far : List.of(ONE, Membership.ofVoters(List.of(1L, 2L, 4L)), Membership.ofVoters(List.of()), Core.FIVE)) {
            assertThat(core.raft.proposeMembership(far)).contains(Raft.Refusal.MORE_THAN_ONE_STEP);
        }
        assertThat(core.raft.proposeMembership(with(List.of(1L, 2L, 3L), List.of(4L, 5L)))).as("learners are free").isEmpty();
        assertThat(follower(THREE).raft.proposeMembership(FOUR)).contains(Raft.Refusal.NOT_LEADER);
    }

    /** With two of them, a majority of all members would be there before one of the voters is. */
    @Test
    void learners_are_fed_but_count_for_nothing() {
        Core core = leader(LEARNING);
        core.propose("x");
        core.sync().acknowledged(4, 2).acknowledged(5, 2);
        assertThat(core.status().commit()).isZero();
        core.acknowledged(2, 2);
        assertThat(core.status().commit()).isEqualTo(2);
        core.sent(Append.class);
        core.raft.readIndex(1);
        long read = core.take().sent(Append.class).stream().mapToLong(Append::readContext).max().orElseThrow();
        core.step(new AppendReply(4, 1, 1, true, 0, 0, 0, read)).step(new AppendReply(5, 1, 1, true, 0, 0, 0, read));
        assertThat(core.reads()).isEmpty();
        core.step(new AppendReply(2, 1, 1, true, 0, 0, 0, read));
        assertThat(core.reads()).hasSize(1);
    }

    @Test
    void a_leader_that_hears_of_learners_alone_steps_down() {
        Core core = leader(Core.with(false, true), 0, LEARNING);
        for (int tick = 0; tick < 11; tick++) {
            core.tick(1).acknowledged(4, 1).acknowledged(5, 1);
        }
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void learners_are_not_asked_for_their_votes_and_their_votes_do_not_count() {
        Core core = follower(LEARNING);
        core.raft.campaign();
        core.sync();
        assertThat(core.sent(RequestVote.class)).extracting(RequestVote::to).containsExactly(2L, 3L);
        core.step(new VoteReply(4, 1, 1, false, true)).step(new VoteReply(5, 1, 1, false, true));
        assertThat(core.status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(core.step(new VoteReply(2, 1, 1, false, true)).status().role()).isEqualTo(Role.LEADER);
    }

    @Test
    void a_learner_and_a_stranger_never_campaign() {
        for (Membership membership : List.of(with(List.of(2L, 3L), List.of(1L)), TWO, with(List.of(), List.of()))) {
            Core core = follower(membership).tick(50).step(new Message.TimeoutNow(2, 1, 0));
            core.raft.campaign();
            assertThat(core.sync().status().role()).isEqualTo(Role.FOLLOWER);
        }
    }

    /** It alone has the entry, the others refuse their votes to each other's shorter logs: without it nobody could be elected. */
    @Test
    void a_member_whose_removal_is_not_committed_campaigns_and_does_not_count_its_vote() {
        Core core = follower(Core.CONFIG, 1, Membership.ofVoters(List.of(1L, 2L)), entry(1, 1), change(1, 2, Membership.ofVoters(List.of(2L))));
        core.raft.campaign();
        core.sync();
        assertThat(core.only(RequestVote.class).to()).isEqualTo(2);
        assertThat(core.status().role()).isEqualTo(Role.CANDIDATE);
        core.step(new VoteReply(2, 1, 2, false, true));
        assertThat(core.status().role()).isEqualTo(Role.LEADER);
        core.sync().acknowledged(2, 3);
        assertThat(core.status().role()).as("now it is removed").isEqualTo(Role.FOLLOWER);
    }

    @Test
    void a_snapshot_carries_the_membership_of_its_place_in_the_log() {
        Core core = settledLeader(THREE);
        core.raft.proposeMembership(FOUR);
        core.sync().acknowledged(2, 2).acknowledged(3, 2);
        assertThat(core.raft.markAt(1)).isEqualTo(new SnapshotMark(1, 1, THREE));
        assertThat(core.raft.markAt(2)).isEqualTo(new SnapshotMark(2, 1, FOUR));
        core.raft.snapshotTaken(core.raft.markAt(2), 2);
        assertThat(core.status().membership()).isEqualTo(FOUR);
    }
}
