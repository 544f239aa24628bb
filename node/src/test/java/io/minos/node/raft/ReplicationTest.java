package io.minos.node.raft;

import static io.minos.node.raft.Core.FIVE;
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
import io.minos.node.raft.Message.Propose;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a leader feeds its followers. */
final class ReplicationTest {
    @Test
    void proposals_that_come_together_leave_together() {
        Core core = leader(THREE).acknowledged(2, 1).acknowledged(3, 1);
        core.sent(Append.class);
        for (String data : List.of("a", "b", "c")) {
            core.raft.propose(ByteString.copyFromUtf8(data));
        }
        core.take();
        assertThat(core.appendTo(2).entries()).extracting(e -> e.data().toStringUtf8()).containsExactly("a", "b", "c");
    }

    @Test
    void an_append_is_limited_in_bytes_but_carries_one_entry_at_least() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.sent(Append.class);
        core.raft.propose(ByteString.copyFrom(new byte[500]));
        core.raft.propose(ByteString.copyFrom(new byte[20]));
        core.raft.propose(ByteString.copyFrom(new byte[20]));
        core.take();
        assertThat(core.sent(Append.class)).filteredOn(m -> m.to() == 2).extracting(m -> m.entries().size()).containsExactly(1, 2);
    }

    @Test
    void no_more_appends_are_under_way_than_the_window_allows() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.sent(Append.class);
        for (String data : List.of("a", "b", "c", "d")) {
            core.propose(data);
        }
        assertThat(core.sent(Append.class)).filteredOn(m -> m.to() == 2).hasSize(2);
        core.acknowledged(2, 2);
        assertThat(core.appendTo(2).entries()).as("all that has gathered").hasSize(2);
    }

    @Test
    void a_follower_that_does_not_answer_is_probed_with_heartbeats_only() {
        Core core = leader(THREE);
        core.propose("x");
        core.sent(Append.class);
        core.tick(20);
        assertThat(core.sent(Append.class)).hasSize(20).allMatch(append -> append.entries().isEmpty() && append.prevIndex() == 0);
    }

    @Test
    void a_late_rejection_changes_nothing() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.sent(Append.class);
        core.step(new AppendReply(2, 1, 1, false, 1, 0, 0, 0)).step(new AppendReply(2, 1, 1, false, 0, 0, 0, 0));
        assertThat(core.sent(Append.class)).isEmpty();
    }

    @Test
    void a_follower_learns_of_a_commit_without_waiting_for_a_heartbeat() {
        Core core = leader(THREE).acknowledged(2, 1);
        assertThat(core.appendTo(2).commit()).isEqualTo(1);
    }

    /** Terms 1 1 1 5 5 5 in the follower, 1 4 4 4 4 4 4 in the leader: one refusal is enough. */
    @Test
    void logs_that_differ_in_whole_terms_agree_after_one_step_a_term() {
        Core core = follower(Core.CONFIG, 5, THREE, entry(1, 1), entry(1, 2), entry(1, 3), entry(5, 4), entry(5, 5), entry(5, 6));
        core.step(core.appendFrom2(6, 7, 4, 0));
        AppendReply reply = core.only(AppendReply.class);
        assertThat(reply.matchIndex()).as("no entry of a term above 4").isEqualTo(3);
        assertThat(reply.hintTerm()).isEqualTo(1);

        Core leading = leader(Core.CONFIG, 5, THREE, entry(1, 1), entry(4, 2), entry(4, 3), entry(4, 4), entry(4, 5), entry(4, 6), entry(4, 7));
        leading.step(new AppendReply(2, 1, 6, false, 7, 3, 1, 0));
        assertThat(leading.appendTo(2).prevIndex()).isEqualTo(1);
    }

    @Test
    void a_reply_beyond_the_leaders_log_is_a_violation() {
        Core core = leader(THREE);
        assertThatThrownBy(() -> core.acknowledged(2, 99)).isInstanceOf(InvariantViolation.class).hasMessageContaining("acknowledges 99");
    }

    @Test
    void a_committed_entry_is_never_cut() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 2, entry(1, 1), entry(1, 2))).sync();
        // entries up to the commit index are taken as equal: a leader without them cannot have been elected
        core.step(core.appendFrom2(2, 0, 0, 0, entry(2, 1))).sync();
        assertThat(core.logTerms()).containsExactly(1L, 1L);
        assertThatThrownBy(() -> core.raft.log().merge(List.of(entry(2, 2)))).isInstanceOf(InvariantViolation.class).hasMessageContaining("committed");
    }

    @Test
    void a_follower_forwards_a_proposal_and_refuses_it_without_a_leader() {
        Core core = follower(THREE);
        assertThat(core.propose("x")).contains(Raft.Refusal.NO_LEADER);
        core.step(core.appendFrom2(1, 0, 0, 0));
        assertThat(core.propose("x")).isEmpty();
        assertThat(core.only(Propose.class)).isEqualTo(new Propose(1, 2, 1, ByteString.copyFromUtf8("x")));
    }

    @Test
    void a_leader_takes_what_a_follower_forwards_and_a_follower_does_not_send_it_on() {
        Propose forwarded = new Propose(3, 1, 0, ByteString.copyFromUtf8("x"));
        assertThat(leader(THREE).step(forwarded).status().lastIndex()).isEqualTo(2);
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0)).step(forwarded);
        assertThat(core.sent(Propose.class)).isEmpty();
    }

    @Test
    void proposals_are_refused_while_too_much_is_uncommitted() {
        Core core = leader(THREE).acknowledged(2, 1);
        assertThat(core.propose("x".repeat(1000))).isEmpty();
        assertThat(core.propose("y")).contains(Raft.Refusal.TOO_MUCH_UNCOMMITTED);
        core.sync().acknowledged(2, 2);
        assertThat(core.propose("y")).isEmpty();
    }

    @Test
    void a_cluster_of_one_commits_when_its_own_disk_has_it() {
        Core core = leader(ONE);
        core.propose("x");
        assertThat(core.applied).hasSize(1);
        core.sync();
        assertThat(core.applied).hasSize(2);
        assertThat(core.raft.hasReady()).isFalse();
    }

    @Test
    void an_idle_leader_is_never_ready_for_nothing() {
        Core core = leader(FIVE);
        for (long id = 2; id <= 5; id++) {
            core.acknowledged(id, 1);
        }
        core.sync();
        assertThat(core.raft.hasReady()).isFalse();
    }
}
