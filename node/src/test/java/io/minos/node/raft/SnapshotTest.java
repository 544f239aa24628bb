package io.minos.node.raft;

import static io.minos.node.raft.Core.THREE;
import static io.minos.node.raft.Core.entry;
import static io.minos.node.raft.Core.follower;
import static io.minos.node.raft.Core.leader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Message.AppendReply;
import io.minos.node.raft.Message.InstallSnapshot;
import io.minos.node.raft.Message.InstallSnapshotReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Raft §7 and figure 13, in chunks. */
final class SnapshotTest {
    private static final SnapshotMark AT_5 = new SnapshotMark(5, 2, THREE);
    private static final ByteString TEN = ByteString.copyFrom(new byte[10]);

    private static InstallSnapshot part(long term, SnapshotMark mark, long offset, boolean last) {
        return new InstallSnapshot(2, 1, term, mark, offset, TEN, last);
    }

    /** Leads term 2 with five entries, all committed, the first four forgotten; knows nothing of member 3. */
    private static Core leaderThatForgot() {
        Core core = leader(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2), entry(1, 3), entry(1, 4));
        core.acknowledged(2, 5);
        core.raft.snapshotTaken(core.raft.markAt(5), 4);
        core.step(new AppendReply(3, 1, 2, false, 4, 0, 0, 0));
        return core;
    }

    // ---- leader

    @Test
    void an_installed_snapshot_counts_for_commit() {
        Core core = leaderThatForgot();
        core.propose("x");
        core.sync().step(new InstallSnapshotReply(3, 1, 2, 6, 0, true));
        assertThat(core.status().commit()).isEqualTo(6);
    }

    @Test
    void a_snapshot_that_cannot_be_sent_is_begun_anew_with_the_newest() {
        Core core = leaderThatForgot();
        core.propose("x");
        core.sync().acknowledged(2, 6);
        core.raft.snapshotTaken(core.raft.markAt(6), 6);
        core.step(new InstallSnapshotReply(3, 1, 2, 5, 10, false));
        core.raft.snapshotSendFailed(3);
        assertThat(core.take().snapshotSends).as("not at once").hasSize(2);
        core.tick(5);
        assertThat(core.snapshotSends.get(2)).isEqualTo(new SnapshotSend(3, 2, new SnapshotMark(6, 2, THREE), 0));
    }

    @Test
    void a_follower_that_lost_what_it_had_stored_gets_it_again() {
        Core core = leaderThatForgot();
        core.step(new InstallSnapshotReply(3, 1, 2, 5, 10, false)).step(new InstallSnapshotReply(3, 1, 2, 5, 0, false));
        assertThat(core.snapshotSends).extracting(SnapshotSend::offset).containsExactly(0L, 10L, 0L);
    }

    @Test
    void nothing_can_be_spared_while_a_living_follower_is_sent_a_snapshot() {
        Core core = leaderThatForgot();
        assertThat(core.raft.canSpare(0)).isFalse();
        core.step(new InstallSnapshotReply(3, 1, 2, 5, 0, true));
        assertThat(core.raft.canSpare(5)).as("it goes on from there").isTrue();
        core.propose("x");
        core.sync().acknowledged(2, 6);
        assertThat(core.raft.canSpare(6)).as("it has not got that yet").isFalse();
        core.acknowledged(3, 6);
        assertThat(core.raft.canSpare(6)).isTrue();
    }

    @Test
    void the_dead_are_not_waited_for() {
        Core core = leaderThatForgot();
        core.tick(5).acknowledged(2, 5); // an election timeout without a word of member 3
        assertThat(core.raft.canSpare(5)).as("it may have missed one").isFalse();
        core.tick(5).acknowledged(2, 5);
        assertThat(core.raft.canSpare(5)).isTrue();
    }

    @Test
    void who_does_not_lead_can_spare_everything() {
        assertThat(follower(Core.CONFIG, 1, THREE, entry(1, 1)).raft.canSpare(1)).isTrue();
    }

    // ---- follower

    @Test
    void a_part_out_of_order_is_answered_with_what_is_stored() {
        Core core = follower(THREE).step(part(2, AT_5, 20, false));
        assertThat(core.parts).isEmpty();
        assertThat(core.only(InstallSnapshotReply.class).nextOffset()).isZero();
    }

    @Test
    void another_leaders_parts_begin_anew() {
        Core core = follower(THREE).step(part(2, AT_5, 0, false));
        core.raft.snapshotPartStored(AT_5, 10);
        core.take().sent(InstallSnapshotReply.class);
        core.step(part(3, AT_5, 10, false));
        assertThat(core.parts).hasSize(1);
        assertThat(core.only(InstallSnapshotReply.class).nextOffset()).isZero();
    }

    @Test
    void a_part_that_failed_makes_it_begin_anew() {
        Core core = follower(THREE).step(part(2, AT_5, 0, true));
        core.raft.snapshotPartFailed(AT_5);
        assertThat(core.step(part(2, AT_5, 0, true)).parts).hasSize(2);
    }

    @Test
    void an_installed_snapshot_replaces_the_log_and_is_acknowledged_once_it_is_durable() {
        Membership later = Membership.ofVoters(List.of(1L, 2L, 3L, 4L));
        SnapshotMark mark = new SnapshotMark(5, 2, later);
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2)).step(part(2, mark, 0, true)).sync();
        assertThat(core.raft.snapshotInstalled(mark)).isTrue();
        assertThat(core.raft.hasReady()).isTrue();
        assertThat(core.take().sent(InstallSnapshotReply.class)).isEmpty();
        assertThat(core.sync().only(InstallSnapshotReply.class)).isEqualTo(new InstallSnapshotReply(1, 2, 2, 5, 0, true));
        assertThat(core.status()).isEqualTo(new RaftStatus(1, Role.FOLLOWER, 2, 2, 5, 5, 5, 6, later));
    }

    @Test
    void the_mark_is_handed_to_the_disk_before_what_follows_it() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1)).step(part(2, AT_5, 0, true)).sync();
        core.raft.snapshotInstalled(AT_5);
        core.raft.step(core.appendFrom2(2, 5, 2, 5, entry(2, 6)));
        Durable durable = core.raft.ready().durable();
        assertThat(durable.snapshot()).contains(AT_5);
        assertThat(durable.entries()).containsExactly(entry(2, 6));
    }

    @Test
    void entries_after_an_installed_snapshot_are_applied_and_none_before() {
        Core core = follower(Core.CONFIG, 1, THREE, entry(1, 1), entry(1, 2)).step(part(2, AT_5, 0, true)).sync();
        core.raft.snapshotInstalled(AT_5);
        core.sync().step(core.appendFrom2(2, 5, 2, 6, entry(2, 6))).sync();
        assertThat(core.applied).containsExactly(entry(2, 6));
    }

    /** Figure 13, step 6: what the snapshot says is in the log already, and what follows it there must stay. */
    @Test
    void a_log_that_holds_the_marks_entry_stays_and_needs_no_snapshot() {
        Core core = follower(Core.CONFIG, 2, THREE, entry(1, 1), entry(2, 2), entry(2, 3), entry(2, 4), entry(2, 5), entry(2, 6));
        core.step(part(2, AT_5, 0, false)).sync();
        assertThat(core.parts).isEmpty();
        assertThat(core.only(InstallSnapshotReply.class).done()).isTrue();
        assertThat(core.status().lastIndex()).isEqualTo(6);
        assertThat(core.status().commit()).isEqualTo(5);
        assertThat(core.applied).hasSize(5);
    }

    @Test
    void a_snapshot_behind_the_commit_index_is_done_at_once() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(2, 0, 0, 6, entry(1, 1), entry(2, 2), entry(2, 3), entry(2, 4), entry(2, 5), entry(2, 6))).sync();
        core.step(part(2, AT_5, 0, false));
        assertThat(core.only(InstallSnapshotReply.class)).isEqualTo(new InstallSnapshotReply(1, 2, 2, 5, 0, true));
    }

    // ---- our own

    @Test
    void a_log_forgets_what_a_snapshot_holds_but_not_more() {
        Core core = leaderThatForgot();
        assertThat(core.status().firstIndex()).isEqualTo(5);
        assertThat(core.raft.log().termAt(4)).isEqualTo(1);
        assertThatThrownBy(() -> core.raft.snapshotTaken(core.raft.markAt(5), 6)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> core.raft.snapshotTaken(new SnapshotMark(5, 1, THREE), 5)).isInstanceOf(InvariantViolation.class);
    }

    /** Race: a snapshot is on its way, its receiver gets all it says as entries, and is elected before the snapshot is there. */
    @Test
    void a_leader_counts_as_committed_what_a_stale_snapshot_says_is() {
        String large = "x".repeat(600);
        Core core = leader(Core.CONFIG, 1, THREE, entry(1, 1, large), entry(1, 2, large));
        assertThat(core.propose("more")).contains(Raft.Refusal.TOO_MUCH_UNCOMMITTED);
        assertThat(core.raft.snapshotInstalled(new SnapshotMark(2, 1, THREE))).isFalse();
        assertThat(core.status().commit()).isEqualTo(2);
        assertThat(core.propose("more")).isEmpty();
    }
}
