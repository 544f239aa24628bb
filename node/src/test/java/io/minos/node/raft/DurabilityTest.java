package io.minos.node.raft;

import static io.minos.node.raft.Core.ONE;
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

/** Nothing is promised before the disk holds it. */
final class DurabilityTest {
    @Test
    void a_vote_leaves_only_once_it_is_durable() {
        Core core = follower(THREE).step(new RequestVote(2, 1, 1, false, 0, 0, false));
        assertThat(core.sent(VoteReply.class)).isEmpty();
        assertThat(core.sync().only(VoteReply.class).granted()).isTrue();
        assertThat(core.hardState).isEqualTo(new HardState(1, 2, 0));
    }

    @Test
    void a_vote_is_remembered_over_a_restart() {
        Core core = new Core(Core.CONFIG, new HardState(4, 2, 0), new SnapshotMark(0, 0, THREE), List.of());
        assertThat(core.step(new RequestVote(3, 1, 4, false, 0, 0, false)).only(VoteReply.class).granted()).isFalse();
        assertThat(core.step(new RequestVote(2, 1, 4, false, 0, 0, false)).only(VoteReply.class).granted()).isTrue();
    }

    @Test
    void a_candidate_asks_only_once_its_own_vote_is_durable() {
        Core core = follower(THREE);
        core.raft.campaign();
        assertThat(core.take().sent(RequestVote.class)).isEmpty();
        assertThat(core.sync().sent(RequestVote.class)).hasSize(2);
    }

    @Test
    void a_candidate_counts_its_own_vote_once_it_is_durable() {
        Core core = follower(ONE);
        core.raft.campaign();
        assertThat(core.take().status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(core.sync().status().role()).isEqualTo(Role.LEADER);
    }

    @Test
    void entries_are_acknowledged_only_once_they_are_durable() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1)));
        assertThat(core.sent(AppendReply.class)).isEmpty();
        assertThat(core.sync().only(AppendReply.class).matchIndex()).isEqualTo(1);
    }

    @Test
    void a_heartbeat_is_answered_at_once_and_promises_only_what_is_durable() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1))).sync();
        core.sent(AppendReply.class);
        core.step(core.appendFrom2(1, 1, 1, 0, entry(1, 2)));
        core.step(core.appendFrom2(1, 2, 1, 0));
        AppendReply reply = core.only(AppendReply.class);
        assertThat(reply.success()).isTrue();
        assertThat(reply.matchIndex()).isEqualTo(1);
    }

    @Test
    void nothing_is_promised_in_a_term_that_is_not_durable() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1));
        core.step(core.appendFrom2(2, 1, 1, 0));
        assertThat(core.only(AppendReply.class).matchIndex()).isZero();
        core.sync().step(core.appendFrom2(2, 1, 1, 0));
        assertThat(core.only(AppendReply.class).matchIndex()).isEqualTo(1);
    }

    @Test
    void a_promise_waits_for_earlier_writes_though_it_writes_nothing_itself() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1)));
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1)));
        core.syncOne();
        assertThat(core.sent(AppendReply.class)).hasSize(1);
        core.syncOne();
        assertThat(core.sent(AppendReply.class)).hasSize(1);
    }

    @Test
    void a_leader_sends_before_its_own_disk_is_done_but_counts_itself_only_after() {
        Core core = leader(THREE).acknowledged(2, 1).acknowledged(3, 1);
        core.sent(Append.class);
        core.propose("x");
        assertThat(core.sent(Append.class)).hasSize(2);
        core.acknowledged(2, 2);
        assertThat(core.status().commit()).as("only one disk has it").isEqualTo(1);
        core.sync();
        assertThat(core.status().commit()).isEqualTo(2);
    }

    @Test
    void a_leader_may_commit_by_the_others_disks_but_applies_only_what_its_own_has() {
        Core core = leader(THREE).acknowledged(2, 1).acknowledged(3, 1);
        core.propose("x");
        core.acknowledged(2, 2).acknowledged(3, 2);
        assertThat(core.status().commit()).isEqualTo(2);
        assertThat(core.applied).hasSize(1);
        assertThat(core.sync().applied).hasSize(2);
    }

    @Test
    void a_new_commit_index_alone_writes_nothing_and_rides_along_with_the_next_write() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1))).sync();
        core.raft.step(core.appendFrom2(1, 1, 1, 1));
        assertThat(core.raft.ready().durable().isEmpty()).isTrue();
        core.raft.step(core.appendFrom2(1, 1, 1, 1, entry(1, 2)));
        assertThat(core.raft.ready().durable().hardState()).contains(new HardState(1, 0, 1));
    }

    /** See {@link Durability#cut}. */
    @Test
    void a_write_under_way_does_not_vouch_for_entries_cut_and_brought_back() {
        Durability durability = new Durability(HardState.NONE, 7);
        durability.handOut(durability.nextTicket(), 10, 1, 0);
        durability.cut(8);
        durability.handOut(durability.nextTicket(), 9, 2, 0);
        durability.cut(8);
        durability.handOut(durability.nextTicket(), 10, 3, 0);
        durability.advance(1);
        assertThat(durability.durableTo()).isEqualTo(7);
        durability.advance(3);
        assertThat(durability.durableTo()).isEqualTo(10);
    }

    @Test
    void tickets_are_advanced_in_order() {
        Core core = follower(THREE);
        assertThatThrownBy(() -> core.raft.advance(1)).isInstanceOf(InvariantViolation.class).hasMessageContaining("ticket 1");
    }

    @Test
    void a_term_lost_behind_its_entries_is_taken_from_them() {
        Core core = new Core(Core.CONFIG, new HardState(1, 2, 0), new SnapshotMark(0, 0, THREE), List.of(entry(5, 1)));
        assertThat(core.status().term()).isEqualTo(5);
        assertThat(core.sync().hardState).isEqualTo(new HardState(5, 0, 0));
    }

    @Test
    void after_a_restart_committed_entries_are_applied_from_the_snapshot_on() {
        Core core = new Core(Core.CONFIG, new HardState(2, 0, 9), new SnapshotMark(3, 1, THREE), List.of(entry(2, 4), entry(2, 5)));
        core.take();
        assertThat(core.status().commit()).as("bounded by the log").isEqualTo(5);
        assertThat(core.applied).containsExactly(entry(2, 4), entry(2, 5));
    }

    /** The others commit without its disk, and all that waits for it is in memory. */
    @Test
    void a_leader_takes_no_more_while_too_much_is_not_on_its_own_disk() {
        Core core = leader(THREE);
        long last = core.status().lastIndex();
        while (core.propose("x".repeat(100)).isEmpty()) {
            last++;
            core.acknowledged(2, last).acknowledged(3, last);
            assertThat(last).as("a bound").isLessThan(50);
        }
        assertThat(core.status().commit()).isEqualTo(last);
        assertThat(core.propose("x")).contains(Raft.Refusal.TOO_MUCH_UNCOMMITTED);
        core.sync();
        assertThat(core.propose("x")).isEmpty();
    }
}
