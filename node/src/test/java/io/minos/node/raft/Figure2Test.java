package io.minos.node.raft;

import static io.minos.node.raft.Core.FIVE;
import static io.minos.node.raft.Core.THREE;
import static io.minos.node.raft.Core.entry;
import static io.minos.node.raft.Core.follower;
import static io.minos.node.raft.Core.leader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Message.Append;
import io.minos.node.raft.Message.AppendReply;
import io.minos.node.raft.Message.RequestVote;
import io.minos.node.raft.Message.VoteReply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Figure 2 of the Raft paper (extended version): one test for each sentence on state, receivers and rules, in their order,
 * the sentence above it. Arguments and results are the fields of {@link Message}. Pre-vote and check-quorum, which are not
 * in the figure, are off.
 *
 * <p>What is done differently here, and why:
 * <ul>
 *   <li>"null if none", for a vote or a leader, is 0: a hard state is three numbers.
 *   <li>The term, the vote and the log are not written before a request is handled, but before what they promise leaves. A
 *       refusal promises nothing and leaves at once; so do answers as to what is on disk already. A member's own vote, and a
 *       leader's own entries, count once they are on its disk.
 *   <li>"increment lastApplied, apply": committed entries are handed out many at a time, and only once they are on this
 *       member's disk. The rim says how far it has applied them.
 *   <li>"index of last new entry": of an append without entries, the entry before it, which is what has been compared.
 *   <li>"initial empty AppendEntries": it carries the new leader's own entry, without which nothing of older terms could be
 *       committed and no read be answered (§8). Later heartbeats are empty.
 *   <li>"respond after entry applied" is the rim's: the core hands out the entry when it is committed.
 *   <li>"decrement nextIndex and retry": a refusal says where the logs may agree, and nextIndex goes back there, past a whole
 *       term of conflicting entries at once (§5.3, "if desired").
 *   <li>"convert to candidate", "start new election": a candidate that a majority has refused waits as a follower.
 *   <li>With check-quorum, a candidate of a later term is ignored while the leader is heard (thesis §4.2.3); a pre-vote names
 *       a term that nobody has begun, and converts nobody (thesis §9.6).
 * </ul>
 */
final class Figure2Test {
    private static RequestVote voteFor(long candidate, long term, long lastIndex, long lastTerm) {
        return new RequestVote(candidate, 1, term, false, lastIndex, lastTerm, false);
    }

    private static Core candidate(Membership membership) {
        Core core = follower(membership);
        core.raft.campaign();
        return core.sync();
    }

    // ---------------------------------------------------------------- persistent state on all servers

    /** "(Updated on stable storage before responding to RPCs)" */
    @Test
    void persistent_state_is_updated_on_stable_storage_before_responding() {
        Core voter = follower(THREE).step(voteFor(2, 1, 0, 0));
        assertThat(voter.sent(VoteReply.class)).isEmpty();
        assertThat(voter.sync().only(VoteReply.class).granted()).isTrue();

        Core follower = follower(THREE);
        follower.step(follower.appendFrom2(1, 0, 0, 0, entry(1, 1)));
        assertThat(follower.sent(AppendReply.class)).isEmpty();
        assertThat(follower.sync().only(AppendReply.class).matchIndex()).isEqualTo(1);
    }

    /** "currentTerm: latest term server has seen (initialized to 0 on first boot, increases monotonically)" */
    @Test
    void current_term_is_the_latest_seen_initialized_to_0_and_increases_monotonically() {
        Core core = follower(THREE);
        assertThat(core.status().term()).isZero();
        core.step(core.appendFrom2(4, 0, 0, 0)).step(voteFor(3, 2, 0, 0)).step(new AppendReply(2, 1, 3, false, 0, 0, 0, 0)).sync();
        assertThat(core.status().term()).isEqualTo(4);
        assertThat(core.hardState.term()).isEqualTo(4);
    }

    /** "votedFor: candidateId that received vote in current term (or null if none)" */
    @Test
    void voted_for_is_the_candidate_that_received_the_vote_in_the_current_term_or_none() {
        Core core = follower(THREE).step(voteFor(2, 1, 0, 0)).sync();
        assertThat(core.hardState).isEqualTo(new HardState(1, 2, 0));
        Core restarted = new Core(Core.CONFIG, core.hardState, new SnapshotMark(0, 0, THREE), List.of());
        assertThat(restarted.step(voteFor(3, 1, 0, 0)).only(VoteReply.class).granted()).isFalse();
        restarted.step(restarted.appendFrom2(2, 0, 0, 0)).sync();
        assertThat(restarted.hardState).isEqualTo(new HardState(2, 0, 0));
    }

    /** "log[]: log entries; each entry contains command for state machine, and term when entry was received by leader (first index is 1)" */
    @Test
    void log_entries_contain_a_command_and_the_term_when_the_leader_received_it_and_the_first_index_is_1() {
        Core core = leader(Core.CONFIG, 6, THREE);
        core.propose("x");
        core.sync();
        assertThat(core.written).containsExactly(entry(7, 1, ""), entry(7, 2, "x"));
    }

    // ---------------------------------------------------------------- volatile state

    /** "commitIndex: index of highest log entry known to be committed (initialized to 0, increases monotonically)" */
    @Test
    void commit_index_is_initialized_to_0_and_increases_monotonically() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2));
        assertThat(core.status().commit()).isZero();
        core.step(core.appendFrom2(1, 2, 1, 2));
        assertThat(core.status().commit()).isEqualTo(2);
        core.step(core.appendFrom2(1, 2, 1, 1)).step(core.appendFrom2(1, 1, 1, 1));
        assertThat(core.status().commit()).isEqualTo(2);
    }

    /** "lastApplied: index of highest log entry applied to state machine (initialized to 0, increases monotonically)" */
    @Test
    void last_applied_is_initialized_to_0_and_increases_monotonically() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2));
        assertThat(core.status().applied()).isZero();
        core.step(core.appendFrom2(1, 2, 1, 2));
        core.raft.applied(2);
        core.raft.applied(1);
        assertThat(core.status().applied()).isEqualTo(2);
        assertThatThrownBy(() -> core.raft.applied(3)).isInstanceOf(InvariantViolation.class);
    }

    /** "(Reinitialized after election)" */
    @Test
    void what_a_leader_knows_of_its_followers_is_reinitialized_after_an_election() {
        Core core = leader(THREE).acknowledged(2, 1).step(voteFor(3, 2, 9, 9)).sync();
        core.sent(Append.class);
        core.elect();
        assertThat(core.status().term()).isEqualTo(3);
        core.propose("x");
        assertThat(core.sent(Append.class)).as("to each one, until it has answered in this term").extracting(Append::to).containsExactly(2L, 3L);
    }

    /** "nextIndex[]: for each server, index of the next log entry to send to that server (initialized to leader last log index + 1)" */
    @Test
    void next_index_is_initialized_to_the_leaders_last_log_index_plus_1() {
        Core core = follower(Core.CONFIG, 2, THREE, entry(1, 1), entry(2, 2));
        core.elect();
        assertThat(core.sent(Append.class)).hasSize(2).allSatisfy(append -> {
            assertThat(append.prevIndex()).isEqualTo(2);
            assertThat(append.prevTerm()).isEqualTo(2);
        });
    }

    /** "matchIndex[]: for each server, index of highest log entry known to be replicated on server (initialized to 0, increases monotonically)" */
    @Test
    void match_index_is_initialized_to_0_and_increases_monotonically() {
        Core core = leader(THREE);
        core.raft.transferLeadership(2);
        assertThat(core.take().sent(Message.TimeoutNow.class)).as("it is not known to have the leader's entry").isEmpty();
        core.propose("x");
        core.acknowledged(2, 1).acknowledged(2, 0);
        assertThat(core.only(Message.TimeoutNow.class).to()).as("what was acknowledged stays so").isEqualTo(2);
    }

    // ---------------------------------------------------------------- AppendEntries, receiver

    /** "1. Reply false if term < currentTerm (§5.1)" */
    @Test
    void append_entries_1_reply_false_if_the_term_is_older_than_the_current_term() {
        Core core = follower(Core.CONFIG, 3, THREE);
        core.step(core.appendFrom2(2, 0, 0, 0, entry(2, 1))).sync();
        assertThat(core.only(AppendReply.class)).isEqualTo(new AppendReply(1, 2, 3, false, 0, 0, 0, 0));
        assertThat(core.logTerms()).isEmpty();
    }

    /** "2. Reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm (§5.3)" */
    @ParameterizedTest
    @CsvSource({"1,1,true", "2,1,true", "2,2,false", "3,2,false", "0,0,true"})
    void append_entries_2_reply_false_if_the_log_does_not_contain_a_matching_entry_at_prev_log_index(long prevIndex, long prevTerm, boolean success) {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2));
        core.step(core.appendFrom2(2, prevIndex, prevTerm, 0, entry(2, prevIndex + 1))).sync();
        assertThat(core.only(AppendReply.class).success()).isEqualTo(success);
    }

    /** "3. If an existing entry conflicts with a new one (same index but different terms), delete the existing entry and all that follow it (§5.3)" */
    @Test
    void append_entries_3_delete_an_existing_entry_that_conflicts_and_all_that_follow_it() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2), entry(1, 3), entry(1, 4));
        core.step(core.appendFrom2(2, 1, 1, 0, entry(2, 2))).sync();
        assertThat(core.logTerms()).containsExactly(1L, 2L);
        assertThat(core.written).containsExactly(entry(2, 2));
    }

    /** "4. Append any new entries not already in the log" */
    @Test
    void append_entries_4_append_any_new_entries_not_already_in_the_log() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2));
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1), entry(1, 2), entry(1, 3))).sync();
        assertThat(core.written).containsExactly(entry(1, 3));
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1))).sync();
        assertThat(core.logTerms()).as("an old append deletes nothing").containsExactly(1L, 1L, 1L);
    }

    /** "5. If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)" */
    @Test
    void append_entries_5_set_commit_index_to_the_smaller_of_leader_commit_and_the_last_new_entry() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2), entry(1, 3));
        core.step(core.appendFrom2(2, 1, 1, 9)).sync();
        assertThat(core.status().commit()).isEqualTo(1);
        core.step(core.appendFrom2(2, 1, 1, 2, entry(1, 2), entry(1, 3))).sync();
        assertThat(core.status().commit()).isEqualTo(2);
    }

    // ---------------------------------------------------------------- RequestVote, receiver

    /** "1. Reply false if term < currentTerm (§5.1)" */
    @Test
    void request_vote_1_reply_false_if_the_term_is_older_than_the_current_term() {
        Core core = follower(Core.CONFIG, 3, THREE).step(voteFor(2, 2, 9, 2)).sync();
        assertThat(core.only(VoteReply.class)).isEqualTo(new VoteReply(1, 2, 3, false, false));
    }

    /**
     * "2. If votedFor is null or candidateId, and candidate's log is at least as up-to-date as receiver's log, grant vote
     * (§5.2, §5.4)": the receiver's log is of terms 1, 1, 2.
     */
    @ParameterizedTest
    @CsvSource({"0,3,2,true", "0,4,2,true", "0,1,3,true", "0,2,2,false", "0,9,1,false", "0,3,1,false", "2,3,2,true", "2,2,2,false", "3,3,2,false"})
    void request_vote_2_grant_if_not_voted_for_another_and_the_candidates_log_is_at_least_as_up_to_date(long votedFor, long lastIndex, long lastTerm, boolean granted) {
        Core core = new Core(Core.CONFIG, new HardState(5, votedFor, 0), new SnapshotMark(0, 0, THREE), List.of(entry(1, 1), entry(1, 2), entry(2, 3)));
        assertThat(core.step(voteFor(2, 5, lastIndex, lastTerm)).sync().only(VoteReply.class).granted()).isEqualTo(granted);
    }

    // ---------------------------------------------------------------- all servers

    /** "If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine (§5.3)" */
    @Test
    void all_servers_what_is_committed_is_applied_in_order_and_once() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 1, entry(1, 1), entry(1, 2))).sync();
        assertThat(core.applied).containsExactly(entry(1, 1));
        core.step(core.appendFrom2(1, 2, 1, 3, entry(1, 3))).sync();
        core.step(core.appendFrom2(1, 0, 0, 3, entry(1, 1), entry(1, 2))).sync();
        assertThat(core.applied).containsExactly(entry(1, 1), entry(1, 2), entry(1, 3));
    }

    /** "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower (§5.1)" */
    @Test
    void all_servers_a_request_or_response_of_a_later_term_sets_the_current_term_and_converts_to_follower() {
        Core deposed = leader(THREE).step(new AppendReply(2, 1, 7, false, 0, 0, 0, 0)).sync();
        assertThat(deposed.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(deposed.hardState.term()).isEqualTo(7);
        Core beaten = candidate(THREE).step(voteFor(3, 4, 0, 0)).sync();
        assertThat(beaten.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(beaten.hardState.term()).isEqualTo(4);
    }

    // ---------------------------------------------------------------- followers

    /** "Respond to RPCs from candidates and leaders" */
    @Test
    void followers_respond_to_candidates_and_leaders() {
        Core core = follower(THREE).step(voteFor(3, 1, 0, 0)).sync();
        assertThat(core.only(VoteReply.class).to()).isEqualTo(3);
        core.step(core.appendFrom2(2, 0, 0, 0)).sync();
        assertThat(core.only(AppendReply.class).to()).isEqualTo(2);
    }

    /**
     * "If election timeout elapses without receiving AppendEntries RPC from current leader or granting vote to candidate:
     * convert to candidate"
     */
    @Test
    void followers_convert_to_candidate_when_the_election_timeout_elapses_without_an_append_or_a_vote_granted() {
        assertThat(follower(THREE).tick(4).status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(follower(THREE).tick(9).status().role()).isEqualTo(Role.CANDIDATE);

        Core led = follower(THREE);
        for (int i = 0; i < 20; i++) {
            led.tick(3).step(led.appendFrom2(1, 0, 0, 0));
        }
        assertThat(led.status().role()).isEqualTo(Role.FOLLOWER);

        Core voter = follower(THREE).tick(4).step(voteFor(2, 1, 0, 0)).tick(4);
        assertThat(voter.status().role()).isEqualTo(Role.FOLLOWER);
        Core refusing = follower(Core.CONFIG, 1, THREE, entry(1, 1)).tick(4).step(voteFor(2, 1, 0, 0)).tick(5);
        assertThat(refusing.status().role()).as("a vote refused is no reason to wait").isEqualTo(Role.CANDIDATE);
    }

    // ---------------------------------------------------------------- candidates

    /**
     * "On conversion to candidate, start election: Increment currentTerm. Vote for self. Reset election timer. Send
     * RequestVote RPCs to all other servers"
     */
    @Test
    void candidates_start_an_election_on_conversion() {
        Core core = follower(Core.CONFIG, 3, THREE, entry(2, 1)).tick(4);
        core.raft.campaign();
        core.sync();
        assertThat(core.hardState).isEqualTo(new HardState(4, 1, 0));
        assertThat(core.sent(RequestVote.class)).containsExactly(
                new RequestVote(1, 2, 4, false, 1, 2, false), new RequestVote(1, 3, 4, false, 1, 2, false));
        assertThat(core.tick(4).status().term()).as("the timer starts anew").isEqualTo(4);
    }

    /** "If votes received from majority of servers: become leader" */
    @Test
    void candidates_become_leader_with_the_votes_of_a_majority() {
        Core core = candidate(FIVE);
        core.step(new VoteReply(2, 1, 1, false, true)).step(new VoteReply(2, 1, 1, false, true));
        assertThat(core.status().role()).as("two of five, one of them twice").isEqualTo(Role.CANDIDATE);
        core.step(new VoteReply(3, 1, 1, false, true));
        assertThat(core.status().role()).isEqualTo(Role.LEADER);
    }

    /** "If AppendEntries RPC received from new leader: convert to follower" */
    @Test
    void candidates_convert_to_follower_on_an_append_from_the_new_leader() {
        Core core = candidate(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0));
        assertThat(core.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(core.status().leader()).isEqualTo(2);
        assertThat(core.sync().hardState.vote()).as("the vote of this term stays").isEqualTo(1);
    }

    /** "If election timeout elapses: start new election" */
    @Test
    void candidates_start_a_new_election_when_the_election_timeout_elapses() {
        Core core = candidate(THREE).tick(9).sync();
        assertThat(core.status().term()).isEqualTo(2);
        assertThat(core.sent(RequestVote.class)).extracting(RequestVote::term).containsExactly(1L, 1L, 2L, 2L);
    }

    // ---------------------------------------------------------------- leaders

    /**
     * "Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server; repeat during idle periods to prevent
     * election timeouts (§5.2)"
     */
    @Test
    void leaders_send_initial_appends_upon_election_and_repeat_them_during_idle_periods() {
        Core core = follower(THREE);
        core.elect();
        assertThat(core.sent(Append.class)).extracting(Append::to).containsExactly(2L, 3L);
        core.acknowledged(2, 1).acknowledged(3, 1).sent(Append.class);
        assertThat(core.tick(2).sent(Append.class)).extracting(Append::to).containsExactly(2L, 3L);
        assertThat(core.tick(1).sent(Append.class)).isEmpty();
        assertThat(core.tick(1).sent(Append.class)).hasSize(2).allMatch(append -> append.entries().isEmpty());
    }

    /** "If command received from client: append entry to local log, respond after entry applied to state machine (§5.3)" */
    @Test
    void leaders_append_a_command_to_the_local_log_and_respond_after_it_is_applied() {
        Core core = leader(THREE).acknowledged(2, 1);
        assertThat(core.propose("x")).isEmpty();
        assertThat(core.sync().written).endsWith(entry(1, 2, "x"));
        assertThat(core.applied).doesNotContain(entry(1, 2, "x"));
        core.acknowledged(2, 2);
        assertThat(core.applied).endsWith(entry(1, 2, "x"));
    }

    /** "If last log index ≥ nextIndex for a follower: send AppendEntries RPC with log entries starting at nextIndex" */
    @Test
    void leaders_send_log_entries_starting_at_next_index() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.sent(Append.class);
        core.propose("x");
        Append append = core.appendTo(2);
        assertThat(append.prevIndex()).isEqualTo(1);
        assertThat(append.entries()).containsExactly(entry(1, 2, "x"));
    }

    /** "If successful: update nextIndex and matchIndex for follower (§5.3)" */
    @Test
    void leaders_update_next_index_and_match_index_of_a_follower_that_succeeds() {
        Core core = leader(THREE).acknowledged(2, 1);
        assertThat(core.status().commit()).as("matchIndex").isEqualTo(1);
        Append next = core.appendTo(2);
        assertThat(next.prevIndex()).as("nextIndex").isEqualTo(1);
        assertThat(next.entries()).isEmpty();
    }

    /** "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry (§5.3)" */
    @Test
    void leaders_decrement_next_index_and_retry_after_a_log_inconsistency() {
        Core core = leader(Core.CONFIG, 2, THREE, entry(1, 1), entry(2, 2), entry(2, 3));
        core.step(new AppendReply(2, 1, 3, false, 3, 1, 1, 0));
        Append again = core.appendTo(2);
        assertThat(again.prevIndex()).isEqualTo(1);
        assertThat(again.entries()).containsExactly(entry(2, 2), entry(2, 3), entry(3, 4, ""));
    }

    /**
     * "If there exists an N such that N > commitIndex, a majority of matchIndex[i] ≥ N, and log[N].term == currentTerm: set
     * commitIndex = N (§5.3, §5.4)."
     */
    @Test
    void leaders_commit_what_a_majority_has_if_it_is_of_the_current_term() {
        Core core = leader(Core.CONFIG, 2, FIVE, entry(1, 1), entry(2, 2));
        core.acknowledged(2, 2).acknowledged(3, 2).acknowledged(4, 2);
        assertThat(core.status().commit()).as("of an older term").isZero();
        core.acknowledged(2, 3);
        assertThat(core.status().commit()).as("two of five").isZero();
        core.acknowledged(3, 3);
        assertThat(core.status().commit()).isEqualTo(3);
    }
}
