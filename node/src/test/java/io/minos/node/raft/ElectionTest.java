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
import io.minos.node.raft.Message.VoteReply;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Elections beyond figure 2: pre-vote, check-quorum and leader transfer (Raft thesis §9.6, §6.2, §4.2.3, §3.10). */
final class ElectionTest {
    private static RequestVote preVoteOf2(long term, long lastIndex, long lastTerm) {
        return new RequestVote(2, 1, term, true, lastIndex, lastTerm, false);
    }

    /** Raft §5.2: "Raft uses randomized election timeouts to ensure that split votes are rare". */
    @Test
    void election_timeouts_differ() {
        assertThat(LongStream.range(0, 20).map(seed -> {
            Raft raft = new Raft(Core.CONFIG, HardState.NONE, new SnapshotMark(0, 0, THREE), List.of(), new SplittableRandom(seed));
            long ticks = 0;
            for (; raft.status().role() == Role.FOLLOWER; ticks++) {
                raft.tick();
            }
            return ticks;
        }).distinct().sorted()).containsExactly(5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void a_candidate_refused_by_a_majority_gives_up() {
        Core core = follower(THREE);
        core.raft.campaign();
        core.sync().step(new VoteReply(2, 1, 1, false, false)).step(new VoteReply(3, 1, 1, false, false));
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.status().term()).isEqualTo(1);
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
    void a_lost_pre_vote_leaves_a_follower_in_its_term() {
        Core core = follower(with(true, true), 3, THREE);
        core.raft.campaign();
        core.take().step(new VoteReply(2, 1, 3, true, false)).step(new VoteReply(3, 1, 3, true, false));
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
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

    @Test
    void two_leaders_of_one_term_are_a_violation() {
        Core core = leader(THREE);
        assertThatThrownBy(() -> core.step(core.appendFrom2(1, 0, 0, 0))).isInstanceOf(InvariantViolation.class).hasMessageContaining("both lead in term 1");
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
