package io.minos.node.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LessorTest {
    private static final long SECOND = 1_000_000_000L;

    private final Lessor lessor = new Lessor();

    private void grant(long id, long ttl) {
        lessor.grant(new LeaseTerms(id, ttl, 0));
    }

    private static ByteString key(String key) {
        return ByteString.copyFromUtf8(key);
    }

    @Test
    void only_a_leader_knows_when_a_lease_runs_out() {
        grant(1, 10);
        assertThat(lessor.expired(1000 * SECOND)).isEmpty();
        assertThat(lessor.renew(1, 0)).isEqualTo(new Renewal.NotLeader());
        assertThat(lessor.remainingNanos(1, 0)).isEqualTo(Long.MAX_VALUE);
        lessor.promote(5 * SECOND, SECOND);
        assertThat(lessor.remainingNanos(1, 5 * SECOND)).isEqualTo(11 * SECOND);
        assertThat(lessor.expired(16 * SECOND - 1)).isEmpty();
        assertThat(lessor.expired(16 * SECOND)).containsExactly(1L);
        lessor.demote();
        assertThat(lessor.expired(100 * SECOND)).isEmpty();
    }

    @Test
    void a_lease_granted_while_leading_runs_from_when_time_is_told_next() {
        lessor.promote(0, 0);
        grant(1, 10);
        assertThat(lessor.remainingNanos(1, 3 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(lessor.expired(13 * SECOND)).containsExactly(1L);
    }

    @Test
    void renewing_starts_the_granted_time_anew() {
        grant(1, 10);
        lessor.promote(0, 0);
        assertThat(lessor.renew(1, 9 * SECOND)).isEqualTo(new Renewal.Renewed(10, false));
        assertThat(lessor.expired(18 * SECOND)).isEmpty();
        assertThat(lessor.expired(19 * SECOND)).containsExactly(1L);
        assertThat(lessor.renew(2, 0)).isEqualTo(new Renewal.NotFound());
    }

    @Test
    void what_ran_out_is_not_renewed_any_more() {
        grant(1, 10);
        lessor.promote(0, 0);
        assertThat(lessor.renew(1, 10 * SECOND)).isEqualTo(new Renewal.Expiring());
        assertThat(lessor.expired(10 * SECOND)).containsExactly(1L);
        lessor.revoke(1);
        assertThat(lessor.renew(1, 10 * SECOND)).isEqualTo(new Renewal.NotFound());
    }

    @Test
    void an_expiry_that_does_not_come_to_pass_is_proposed_again() {
        grant(1, 10);
        lessor.promote(0, 0);
        assertThat(lessor.expired(10 * SECOND)).containsExactly(1L);
        assertThat(lessor.expired(12 * SECOND)).isEmpty();
        assertThat(lessor.expired(13 * SECOND)).containsExactly(1L);
        lessor.revoke(1);
        assertThat(lessor.expired(20 * SECOND)).isEmpty();
    }

    @Test
    void no_more_than_five_hundred_are_proposed_at_once_and_the_soonest_first() {
        for (int i = 1; i <= 900; i++) {
            grant(i, 1 + 900 - i);
        }
        lessor.promote(0, 0);
        assertThat(lessor.expired(1000 * SECOND)).hasSize(500).startsWith(900L, 899L);
        assertThat(lessor.expired(1000 * SECOND)).hasSize(400).endsWith(2L, 1L);
    }

    @Test
    void leases_that_piled_up_run_out_over_time() {
        for (int i = 1; i <= 2000; i++) {
            grant(i, 10);
        }
        lessor.promote(0, 0);
        List<Long> remaining = LongStream.rangeClosed(1, 2000).map(id -> lessor.remainingNanos(id, 0)).boxed().sorted().toList();
        assertThat(remaining.get(0)).isEqualTo(10 * SECOND);
        assertThat(remaining.get(749)).isEqualTo(10 * SECOND);
        assertThat(remaining.get(750)).isEqualTo(11 * SECOND);
        assertThat(remaining.get(1999)).isEqualTo(12 * SECOND);
    }

    @Test
    void a_new_leader_goes_on_from_the_checkpoint() {
        grant(1, 1000);
        lessor.promote(0, 0);
        assertThat(lessor.checkpointsDue(299 * SECOND)).isEmpty();
        assertThat(lessor.checkpointsDue(300 * SECOND)).containsExactly(new DueCheckpoint(1, 700));
        lessor.checkpoint(1, 700);
        lessor.demote();
        lessor.promote(0, 0);
        assertThat(lessor.remainingNanos(1, 0)).isEqualTo(700 * SECOND);
        assertThat(lessor.renew(1, 0)).isEqualTo(new Renewal.Renewed(1000, true));
        assertThat(lessor.remainingNanos(1, 0)).isEqualTo(1000 * SECOND);
    }

    @Test
    void a_renewal_of_the_predecessor_that_is_applied_after_the_promotion_counts() {
        grant(1, 1000);
        lessor.checkpoint(1, 10);
        lessor.promote(0, 0);
        assertThat(lessor.remainingNanos(1, 0)).isEqualTo(10 * SECOND);
        lessor.checkpoint(1, 0); // that is how a renewal stands in the log
        assertThat(lessor.remainingNanos(1, 2 * SECOND)).isEqualTo(1000 * SECOND);
        assertThat(lessor.expired(500 * SECOND)).isEmpty();
    }

    @Test
    void a_checkpoint_whose_proposal_is_lost_comes_due_again() {
        grant(1, 1000);
        lessor.promote(0, 0);
        assertThat(lessor.checkpointsDue(300 * SECOND)).containsExactly(new DueCheckpoint(1, 700));
        assertThat(lessor.checkpointsDue(301 * SECOND)).isEmpty();
        assertThat(lessor.checkpointsDue(600 * SECOND)).containsExactly(new DueCheckpoint(1, 400));
    }

    @Test
    void checkpoints_recur_once_a_lease_however_often_it_is_renewed() {
        grant(1, 1000);
        grant(2, 200);
        lessor.promote(0, 0);
        long now = 0;
        for (int i = 0; i < 10; i++) {
            now += 300 * SECOND;
            List<DueCheckpoint> due = lessor.checkpointsDue(now);
            assertThat(due).extracting(DueCheckpoint::leaseId).containsExactly(1L);
            lessor.checkpoint(1, due.get(0).remainingTtlSeconds());
            assertThat(lessor.renew(1, now)).isEqualTo(new Renewal.Renewed(1000, true));
            lessor.checkpoint(1, 0);
            assertThat(lessor.checkpointsDue(now)).isEmpty();
        }
    }

    @Test
    void keys_hang_on_it_in_order_until_they_are_taken_off() {
        grant(1, 10);
        for (String key : List.of("b", "a", "\u00ff", "c")) {
            lessor.attach(1, key(key));
        }
        lessor.detach(1, key("c"));
        lessor.detach(7, key("c"));
        assertThat(lessor.keys(1)).containsExactly(key("a"), key("b"), key("\u00ff"));
        assertThat(lessor.keys(2)).isEmpty();
        assertThatThrownBy(() -> lessor.attach(2, key("a"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_longest_lease_outlasts_the_clock() {
        grant(1, Lessor.TTL_SECONDS_MAX);
        lessor.promote(SECOND << 30, SECOND);
        assertThat(lessor.expired(Long.MAX_VALUE - 1)).isEmpty();
    }
}
