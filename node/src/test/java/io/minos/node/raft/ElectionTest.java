package io.minos.node.raft;

import static io.minos.node.raft.Core.THREE;
import static io.minos.node.raft.Core.entry;
import static io.minos.node.raft.Core.follower;
import static io.minos.node.raft.Core.leader;
import static io.minos.node.raft.Core.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Message.AppendReply;
import io.minos.node.raft.Message.RequestVote;
import io.minos.node.raft.Message.TimeoutNow;
import io.minos.node.raft.Message.VoteReply;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Pre-vote, check-quorum and leader transfer (Raft thesis §9.6, §6.2, §4.2.3, §3.10). */
final class ElectionTest {
    private static RequestVote preVoteOf2(long term, long lastIndex, long lastTerm) {
        return new RequestVote(2, 1, term, true, lastIndex, lastTerm, false);
    }

    @Test
    void a_pre_candidate_begins_no_term_and_writes_nothing() {
        Core core = follower(with(true, true), 3, THREE);
        core.raft.campaign();
        Ready ready = core.raft.ready();
        assertThat(ready.durable().isEmpty()).isTrue();
        assertThat(ready.messages()).containsExactly(
                new RequestVote(1, 2, 4, true, 0, 0, false), new RequestVote(1, 3, 4, true, 0, 0, false));
        assertThat(core.status().term()).isEqualTo(3);
    }

    @Test
    void a_won_pre_vote_leads_to_an_election() {
        Core core = follower(with(true, true), 3, THREE);
        core.raft.campaign();
        core.take().sent(RequestVote.class);
        core.step(new VoteReply(2, 1, 4, true, true)).sync();
        assertThat(core.status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(core.status().term()).isEqualTo(4);
        assertThat(core.sent(RequestVote.class)).allMatch(request -> !request.preVote() && request.term() == 4);
        core.step(new VoteReply(3, 1, 4, true, true));
        assertThat(core.status().role()).as("a late pre-vote is no vote").isEqualTo(Role.CANDIDATE);
    }

    @Test
    void a_lost_pre_vote_leaves_a_follower_in_its_term() {
        Core core = follower(with(true, true), 3, THREE);
        core.raft.campaign();
        core.take().step(new VoteReply(2, 1, 3, true, false)).step(new VoteReply(3, 1, 3, true, false));
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.status().term()).isEqualTo(3);
    }

    @Test
    void a_pre_vote_is_granted_at_once_to_several_and_changes_nothing() {
        Core core = follower(with(true, true), 3, THREE);
        assertThat(core.step(preVoteOf2(4, 0, 0)).only(VoteReply.class)).isEqualTo(new VoteReply(1, 2, 4, true, true));
        assertThat(core.step(new RequestVote(3, 1, 9, true, 0, 0, false)).only(VoteReply.class).granted()).isTrue();
        assertThat(core.raft.hasReady()).isFalse();
        assertThat(core.status().term()).isEqualTo(3);
    }

    @Test
    void a_pre_vote_is_refused_to_a_log_behind_with_the_own_term() {
        Core core = follower(with(true, true), 3, THREE, entry(3, 1));
        assertThat(core.step(preVoteOf2(4, 0, 0)).only(VoteReply.class)).isEqualTo(new VoteReply(1, 2, 3, true, false));
    }

    @Test
    void who_has_heard_from_its_leader_ignores_candidates_for_an_election_timeout() {
        Core core = follower(with(true, true), 1, THREE);
        core.step(core.appendFrom2(1, 0, 0, 0)).tick(4);
        core.step(new RequestVote(3, 1, 9, false, 5, 5, false)).step(new RequestVote(3, 1, 2, true, 5, 5, false)).sync();
        assertThat(core.sent(VoteReply.class)).isEmpty();
        assertThat(core.status().term()).isEqualTo(1);
        core.tick(1).step(new RequestVote(3, 1, 9, true, 5, 5, false));
        assertThat(core.only(VoteReply.class).granted()).as("the leader is silent by now").isTrue();
    }

    @Test
    void a_leader_ignores_candidates_while_it_has_its_majority() {
        Core core = leader(with(true, true), 0, THREE);
        core.step(new RequestVote(3, 1, 9, false, 5, 5, false)).sync();
        assertThat(core.status().role()).isEqualTo(Role.LEADER);
        assertThat(core.sent(VoteReply.class)).isEmpty();
    }

    @Test
    void a_vote_for_a_leader_transfer_is_given_although_the_leader_is_alive() {
        Core core = follower(with(true, true), 1, THREE);
        core.step(core.appendFrom2(1, 0, 0, 0)).sync().step(new RequestVote(3, 1, 2, false, 0, 0, true)).sync();
        assertThat(core.only(VoteReply.class).granted()).isTrue();
    }

    @Test
    void a_leader_without_a_majority_steps_down_in_its_term_and_keeps_its_vote() {
        Core core = leader(with(true, true), 0, THREE);
        core.acknowledged(2, 1).tick(5);
        assertThat(core.status().role()).as("it heard from one of two").isEqualTo(Role.LEADER);
        core.tick(5).sync();
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.hardState.term()).isEqualTo(1);
        assertThat(core.hardState.vote()).isEqualTo(1);
        assertThat(core.step(new RequestVote(2, 1, 1, false, 9, 9, false)).sync().only(VoteReply.class).granted()).isFalse();
    }

    @Test
    void without_check_quorum_a_leader_stays() {
        assertThat(leader(THREE).tick(50).status().role()).isEqualTo(Role.LEADER);
    }

    /** A member came back with a later term that nobody voted for, and is refused pre-votes: its answer deposes the leader. */
    @Test
    void a_leader_of_an_older_term_learns_the_later_term_from_its_follower() {
        Core stuck = follower(with(true, true), 9, THREE);
        stuck.step(stuck.appendFrom2(2, 0, 0, 0));
        AppendReply reply = stuck.only(AppendReply.class);
        assertThat(reply.term()).isEqualTo(9);
        Core old = leader(with(true, true), 1, THREE).step(new AppendReply(3, 1, reply.term(), false, 0, 0, 0, 0));
        assertThat(old.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(old.status().term()).isEqualTo(9);
    }

    @Test
    void two_leaders_of_one_term_are_a_violation() {
        Core core = leader(THREE);
        assertThatThrownBy(() -> core.step(core.appendFrom2(1, 0, 0, 0))).isInstanceOf(InvariantViolation.class).hasMessageContaining("both lead in term 1");
    }

    @Test
    void leadership_goes_to_a_member_once_it_has_the_whole_log() {
        Core core = leader(THREE).acknowledged(2, 1).acknowledged(3, 1);
        core.propose("x");
        core.raft.transferLeadership(2);
        assertThat(core.sync().sent(TimeoutNow.class)).isEmpty();
        assertThat(core.propose("y")).contains(Raft.Refusal.LEADER_TRANSFERRING);
        assertThat(core.acknowledged(2, 2).only(TimeoutNow.class).to()).isEqualTo(2);
    }

    @Test
    void a_transfer_that_does_not_happen_is_given_up_after_an_election_timeout() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.raft.transferLeadership(2);
        assertThat(core.tick(4).propose("x")).contains(Raft.Refusal.LEADER_TRANSFERRING);
        assertThat(core.tick(1).propose("x")).isEmpty();
    }

    @Test
    void who_is_told_campaigns_at_once_without_pre_vote() {
        Core core = follower(with(true, true), 1, THREE);
        core.step(core.appendFrom2(1, 0, 0, 0)).step(new TimeoutNow(2, 1, 1)).sync();
        assertThat(core.sent(RequestVote.class)).hasSize(2).allMatch(r -> r.leaderTransfer() && !r.preVote() && r.term() == 2);
    }

    @Test
    void leadership_does_not_go_to_a_stranger_a_learner_or_itself() {
        Core core = leader(Core.CONFIG, 0, new Membership(THREE.voters(), new TreeSet<>(List.of(4L))));
        for (long to : new long[] {1, 4, 77}) {
            core.raft.transferLeadership(to);
            assertThat(core.propose("x")).isEmpty();
        }
    }

    @Test
    void every_change_of_role_is_traced_with_its_reason() {
        Core core = follower(with(true, true), 0, THREE);
        core.elect();
        core.step(new AppendReply(2, 1, 5, false, 0, 0, 0, 0));
        assertThat(core.transitions).containsExactly(
                new Transition(0, Role.FOLLOWER, Role.PRE_CANDIDATE, 0, "asked-to"),
                new Transition(1, Role.PRE_CANDIDATE, Role.CANDIDATE, 0, "pre-vote-won"),
                new Transition(1, Role.CANDIDATE, Role.LEADER, 1, "elected"),
                new Transition(5, Role.LEADER, Role.FOLLOWER, 0, "higher-term"));
    }
}
