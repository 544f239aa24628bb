package io.minos.node.raft;

import static io.minos.node.raft.Core.FIVE;
import static io.minos.node.raft.Core.ONE;
import static io.minos.node.raft.Core.THREE;
import static io.minos.node.raft.Core.entry;
import static io.minos.node.raft.Core.follower;
import static io.minos.node.raft.Core.leader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Message.Append;
import io.minos.node.raft.Message.AppendReply;
import io.minos.node.raft.Message.ReadIndex;
import io.minos.node.raft.Message.ReadIndexReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Linearizable reads without a log entry (Raft thesis §6.4). */
final class ReadIndexTest {
    private static AppendReply confirms(long from, long term, long read) {
        return new AppendReply(from, 1, term, true, 0, 0, 0, read);
    }

    private static long readContextSent(Core core) {
        return core.take().sent(Append.class).stream().mapToLong(Append::readContext).max().orElse(0);
    }

    @Test
    void a_leader_answers_when_a_majority_has_confirmed_that_it_leads() {
        Core core = leader(FIVE).acknowledged(2, 1).acknowledged(3, 1);
        core.sent(Append.class);
        assertThat(core.raft.readIndex(77)).isEmpty();
        long read = readContextSent(core);
        assertThat(read).isPositive();
        assertThat(core.step(confirms(2, 1, read)).reads()).as("two of five").isEmpty();
        assertThat(core.step(confirms(2, 1, read)).reads()).as("the same again").isEmpty();
        assertThat(core.step(confirms(3, 1, read)).reads()).containsExactly(new ReadState(77, 1));
    }

    @Test
    void an_answer_to_an_earlier_message_confirms_nothing() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.raft.readIndex(1);
        long first = readContextSent(core);
        core.raft.readIndex(2);
        long second = readContextSent(core);
        assertThat(second).isGreaterThan(first);
        assertThat(core.step(confirms(2, 1, 0)).reads()).isEmpty();
        assertThat(core.step(confirms(2, 1, first)).reads()).containsExactly(new ReadState(1, 1));
        assertThat(core.step(confirms(2, 1, second)).reads()).containsExactly(new ReadState(2, 1));
    }

    @Test
    void many_reads_share_one_round() {
        Core core = leader(THREE).acknowledged(2, 1).acknowledged(3, 1);
        core.sent(Append.class);
        core.raft.readIndex(1);
        core.raft.readIndex(2);
        core.raft.readIndex(3);
        assertThat(core.take().sent(Append.class)).hasSize(2);
    }

    @Test
    void a_refusal_of_entries_confirms_as_well() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.raft.readIndex(1);
        long read = readContextSent(core);
        assertThat(core.step(new AppendReply(3, 1, 1, false, 0, 0, 0, read)).reads()).hasSize(1);
    }

    @Test
    void a_round_that_is_lost_is_repeated_with_the_heartbeat() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.raft.readIndex(1);
        long read = readContextSent(core);
        core.tick(2);
        assertThat(readContextSent(core)).isEqualTo(read);
    }

    @Test
    void a_cluster_of_one_answers_at_once() {
        Core core = leader(ONE);
        core.raft.readIndex(5);
        assertThat(core.take().reads()).containsExactly(new ReadState(5, 1));
    }

    @Test
    void a_follower_asks_its_leader() {
        Core core = follower(THREE);
        assertThat(core.raft.readIndex(9)).contains(Raft.Refusal.NO_LEADER);
        core.step(core.appendFrom2(1, 0, 0, 0));
        assertThat(core.raft.readIndex(9)).isEmpty();
        assertThat(core.take().only(ReadIndex.class)).isEqualTo(new ReadIndex(1, 2, 1, 9));
        core.step(new ReadIndexReply(2, 1, 1, 9, 4));
        assertThat(core.reads()).containsExactly(new ReadState(9, 4));
    }

    @Test
    void a_leader_answers_a_follower() {
        Core core = leader(THREE).acknowledged(2, 1);
        core.step(new ReadIndex(3, 1, 1, 9));
        core.step(confirms(2, 1, readContextSent(core)));
        assertThat(core.only(ReadIndexReply.class)).isEqualTo(new ReadIndexReply(1, 3, 1, 9, 1));
        assertThat(core.reads()).isEmpty();
    }

    @Test
    void a_follower_confirms_at_once_though_the_entries_wait_for_its_disk() {
        Core core = follower(THREE);
        core.step(core.appendFrom2(1, 0, 0, 0)).sync().sent(AppendReply.class);
        core.step(new Append(2, 1, 1, 0, 0, List.of(entry(1, 1)), 0, 8));
        AppendReply atOnce = core.only(AppendReply.class);
        assertThat(atOnce.readContext()).isEqualTo(8);
        assertThat(atOnce.matchIndex()).isZero();
        assertThat(core.sync().only(AppendReply.class).matchIndex()).isEqualTo(1);
    }

    @Test
    void a_confirmation_of_what_was_never_asked_is_a_violation() {
        Core core = leader(THREE);
        assertThatThrownBy(() -> core.step(confirms(2, 1, 1))).isInstanceOf(InvariantViolation.class).hasMessageContaining("confirms read 1");
    }

    @Test
    void more_reads_than_it_will_keep_are_refused() {
        Core core = leader(THREE).acknowledged(2, 1);
        for (int i = 1; i <= Reads.PENDING_MAX; i++) {
            assertThat(core.raft.readIndex(i)).isEmpty();
        }
        assertThat(core.raft.readIndex(0)).contains(Raft.Refusal.TOO_MANY_READS);
    }
}
