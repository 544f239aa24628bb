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
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is promised before the disk holds it. */
final class DurabilityTest {
    @Test
    void a_candidate_counts_its_own_vote_once_it_is_durable() {
        Core core = follower(ONE);
        core.raft.campaign();
        assertThat(core.take().status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(core.sync().status().role()).isEqualTo(Role.LEADER);
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
    void a_new_commit_index_alone_writes_nothing_and_rides_along_with_the_next_write() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0, entry(1, 1))).sync();
        core.raft.step(core.appendFrom2(1, 1, 1, 1));
        assertThat(core.raft.ready().durable().isEmpty()).isTrue();
        core.raft.step(core.appendFrom2(1, 1, 1, 1, entry(1, 2)));
        assertThat(core.raft.ready().durable().hardState()).contains(new HardState(1, 0, 1));
    }

    @Test
    void tickets_are_advanced_in_order() {
        Core core = follower(THREE);
        assertThatThrownBy(() -> core.raft.advance(1)).isInstanceOf(InvariantViolation.class).hasMessageContaining("ticket 1");
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
