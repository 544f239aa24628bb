package io.minos.node.raft;

import static io.minos.node.raft.Core.FIVE;
import static io.minos.node.raft.Core.THREE;
import static io.minos.node.raft.Core.entry;
import static io.minos.node.raft.Core.follower;
import static io.minos.node.raft.Core.leader;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.Message.Append;
import io.minos.node.raft.Message.AppendReply;
import io.minos.node.raft.Message.RequestVote;
import io.minos.node.raft.Message.VoteReply;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sentences of figure 2 of the Raft paper, one test each. */
final class Figure2Test {
    private static RequestVote voteFor(long candidate, long term, long lastIndex, long lastTerm) {
        return new RequestVote(candidate, 1, term, false, lastIndex, lastTerm, false);
    }

    // ---- RequestVote, receiver

    @Test
    void a_vote_is_refused_in_an_older_term() {
        Core core = follower(Core.CONFIG, 3, THREE).step(voteFor(2, 2, 9, 2)).sync();
        assertThat(core.only(VoteReply.class)).isEqualTo(new VoteReply(1, 2, 3, false, false));
    }

    @Test
    void a_vote_is_given_once_a_term_and_again_to_the_same_candidate() {
        Core core = follower(THREE);
        assertThat(core.step(voteFor(2, 1, 0, 0)).sync().only(VoteReply.class).granted()).isTrue();
        assertThat(core.step(voteFor(3, 1, 0, 0)).sync().only(VoteReply.class).granted()).isFalse();
        assertThat(core.step(voteFor(2, 1, 0, 0)).sync().only(VoteReply.class).granted()).isTrue();
        assertThat(core.step(voteFor(3, 2, 0, 0)).sync().only(VoteReply.class).granted()).as("a new term").isTrue();
    }

    /** The voter's log is of terms 1, 1, 2. */
    @ParameterizedTest
    @CsvSource({"3,2,true", "4,2,true", "1,3,true", "2,2,false", "9,1,false", "3,1,false"})
    void a_vote_is_given_only_to_a_log_that_is_at_least_as_up_to_date(long lastIndex, long lastTerm, boolean granted) {
        Core core = follower(Core.CONFIG, 2, THREE, entry(1, 1), entry(1, 2), entry(2, 3));
        assertThat(core.step(voteFor(2, 5, lastIndex, lastTerm)).sync().only(VoteReply.class).granted()).isEqualTo(granted);
    }

    // ---- AppendEntries, receiver

    @Test
    void an_append_of_an_older_term_is_refused_and_learns_the_term() {
        Core core = follower(Core.CONFIG, 3, THREE);
        core.step(core.appendFrom2(2, 0, 0, 0, entry(2, 1))).sync();
        AppendReply reply = core.only(AppendReply.class);
        assertThat(reply.success()).isFalse();
        assertThat(reply.term()).isEqualTo(3);
        assertThat(core.logTerms()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,1,true", "2,1,true", "2,2,false", "3,2,false", "0,0,true"})
    void an_append_is_refused_unless_the_log_holds_the_entry_before_it(long prevIndex, long prevTerm, boolean success) {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2));
        core.step(core.appendFrom2(2, prevIndex, prevTerm, 0, entry(2, prevIndex + 1))).sync();
        assertThat(core.only(AppendReply.class).success()).isEqualTo(success);
    }

    @Test
    void an_entry_that_conflicts_is_deleted_and_all_that_follow_it() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2), entry(1, 3), entry(1, 4));
        core.step(core.appendFrom2(2, 1, 1, 0, entry(2, 2))).sync();
        assertThat(core.logTerms()).containsExactly(1L, 2L);
        assertThat(core.written).containsExactly(entry(2, 2));
        assertThat(core.only(AppendReply.class).matchIndex()).isEqualTo(2);
    }

    @Test
    void an_old_append_deletes_nothing_that_is_known_to_match() {
        Core core = follower(Core.CONFIG, 1, THREE);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1), entry(1, 2), entry(1, 3))).sync();
        core.sent(AppendReply.class);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1))).sync();
        assertThat(core.logTerms()).containsExactly(1L, 1L, 1L);
        assertThat(core.only(AppendReply.class).matchIndex()).as("only what this append proves").isEqualTo(1);
    }

    @Test
    void commit_is_the_smaller_of_the_leaders_and_the_last_entry_known_to_match() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2), entry(1, 3));
        core.step(core.appendFrom2(2, 1, 1, 9)).sync();
        assertThat(core.status().commit()).isEqualTo(1);
        core.step(core.appendFrom2(2, 1, 1, 2, entry(1, 2), entry(1, 3))).sync();
        assertThat(core.status().commit()).isEqualTo(2);
    }

    // ---- all servers

    @Test
    void what_is_committed_is_applied_in_order_and_once() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 1, entry(1, 1), entry(1, 2))).sync();
        assertThat(core.applied).containsExactly(entry(1, 1));
        core.step(core.appendFrom2(1, 2, 1, 3, entry(1, 3))).sync();
        core.step(core.appendFrom2(1, 0, 0, 3, entry(1, 1), entry(1, 2))).sync();
        assertThat(core.applied).containsExactly(entry(1, 1), entry(1, 2), entry(1, 3));
    }

    @Test
    void a_later_term_makes_a_follower_of_anyone() {
        Core core = leader(THREE);
        core.step(new AppendReply(2, 1, 7, false, 0, 0, 0, 0)).sync();
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.status().term()).isEqualTo(7);
        assertThat(core.hardState.term()).isEqualTo(7);
        assertThat(core.hardState.vote()).isZero();
    }

    // ---- followers and candidates

    @Test
    void a_follower_that_hears_nothing_campaigns_between_one_and_two_election_timeouts() {
        Core core = follower(THREE).tick(4);
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        core.tick(5).sync();
        assertThat(core.status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(core.hardState).isEqualTo(new HardState(1, 1, 0));
        assertThat(core.sent(RequestVote.class)).extracting(RequestVote::to).containsExactly(2L, 3L);
    }

    @Test
    void a_follower_that_hears_its_leader_does_not_campaign() {
        Core core = follower(THREE);
        for (int i = 0; i < 20; i++) {
            core.tick(3).step(core.appendFrom2(1, 0, 0, 0));
        }
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.status().leader()).isEqualTo(2);
    }

    @Test
    void a_vote_given_restarts_the_election_timer() {
        Core core = follower(THREE).tick(4).step(voteFor(2, 1, 0, 0)).tick(4);
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
    }

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
    void a_candidate_with_the_votes_of_a_majority_leads() {
        Core core = follower(FIVE);
        core.raft.campaign();
        core.sync();
        core.step(new VoteReply(2, 1, 1, false, true)).step(new VoteReply(2, 1, 1, false, true));
        assertThat(core.status().role()).as("two of five, one of them twice").isEqualTo(Role.CANDIDATE);
        core.step(new VoteReply(3, 1, 1, false, true));
        assertThat(core.status().role()).isEqualTo(Role.LEADER);
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
    void a_candidate_that_hears_the_leader_of_its_term_follows() {
        Core core = follower(THREE);
        core.raft.campaign();
        core.sync().step(core.appendFrom2(1, 0, 0, 0));
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.status().leader()).isEqualTo(2);
        assertThat(core.sync().hardState.vote()).as("the vote of this term stays").isEqualTo(1);
    }

    @Test
    void a_candidate_without_outcome_campaigns_again_in_a_new_term() {
        Core core = follower(THREE);
        core.raft.campaign();
        core.sync().tick(9).sync();
        assertThat(core.status().term()).isEqualTo(2);
        assertThat(core.sent(RequestVote.class)).extracting(RequestVote::term).containsExactly(1L, 1L, 2L, 2L);
    }

    // ---- leaders

    @Test
    void a_new_leader_appends_an_empty_entry_and_sends_it_to_all() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1));
        core.elect();
        List<Append> appends = core.sent(Append.class);
        assertThat(appends).extracting(Append::to).containsExactly(2L, 3L);
        assertThat(appends).allSatisfy(append -> {
            assertThat(append.prevIndex()).isEqualTo(1);
            assertThat(append.prevTerm()).isEqualTo(1);
            assertThat(append.entries()).containsExactly(entry(2, 2, ""));
        });
    }

    @Test
    void an_idle_leader_sends_heartbeats() {
        Core core = leader(THREE).acknowledged(2, 1).acknowledged(3, 1);
        core.sent(Append.class);
        core.tick(2);
        assertThat(core.sent(Append.class)).extracting(Append::to).containsExactly(2L, 3L);
        assertThat(core.tick(1).sent(Append.class)).isEmpty();
        assertThat(core.tick(1).sent(Append.class)).hasSize(2);
    }

    @Test
    void a_leader_appends_a_command_and_commits_it_when_a_majority_has_it() {
        Core core = leader(FIVE).acknowledged(2, 1).acknowledged(3, 1);
        assertThat(core.propose("x")).isEmpty();
        core.sync().acknowledged(2, 2);
        assertThat(core.status().commit()).isEqualTo(1);
        core.acknowledged(2, 2);
        assertThat(core.status().commit()).as("the same follower again").isEqualTo(1);
        core.acknowledged(3, 2);
        assertThat(core.status().commit()).isEqualTo(2);
        assertThat(core.applied).extracting(e -> e.data().toStringUtf8()).containsExactly("", "x");
    }

    @Test
    void a_refused_append_is_tried_again_further_back() {
        Core core = leader(Core.CONFIG, 2, THREE, entry(1, 1), entry(2, 2), entry(2, 3));
        core.step(new AppendReply(2, 1, 3, false, 3, 1, 1, 0));
        Append again = core.appendTo(2);
        assertThat(again.prevIndex()).isEqualTo(1);
        assertThat(again.entries()).containsExactly(entry(2, 2), entry(2, 3), entry(3, 4, ""));
    }

    /** Raft §5.4.2, figure 8. */
    @Test
    void entries_of_older_terms_are_not_committed_by_counting() {
        Core core = leader(Core.CONFIG, 2, THREE, entry(1, 1), entry(2, 2));
        core.acknowledged(2, 2).acknowledged(3, 2);
        assertThat(core.status().commit()).isZero();
        core.acknowledged(2, 3);
        assertThat(core.status().commit()).as("with one of its own term all before it are").isEqualTo(3);
    }
}
