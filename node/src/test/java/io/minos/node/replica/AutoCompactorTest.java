package io.minos.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.replica.ReplicaConfig.AutoCompaction;
import io.minos.node.replica.ReplicaConfig.AutoCompaction.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What etcd 3.4's own tests of its compactors expect (periodic_test.go, revision_test.go): the numbers are theirs. */
class AutoCompactorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /** One that is looked at every second, and obeyed unless it is told that nothing comes to pass. */
    private static final class Member {
        private final AutoCompactor compactor;
        private final List<String> compactions = new ArrayList<>();
        private long now = 17 * HOUR;
        private final long start = now;
        private long revision;
        private long compacted = -1;
        private boolean leads = true;
        private boolean obeyed = true;

        Member(Mode mode, long retention, long revision) {
            this.revision = revision;
            compactor = new AutoCompactor(new AutoCompaction(mode, retention));
            look();
        }

        private void look() {
            OptionalLong due = compactor.due(now, revision, compacted, leads);
            due.ifPresent(to -> {
                compactions.add((now - start) / MINUTE + "m:" + to);
                compacted = obeyed ? to : compacted;
            });
        }

        /** @param newRevisionNanos a new revision each time that this passes */
        Member passes(long nanos, long newRevisionNanos) {
            for (long end = now + nanos; now < end;) {
                now += SECOND;
                revision += (now - start) % newRevisionNanos == 0 ? 1 : 0;
                look();
            }
            return this;
        }
    }

    /** TestPeriodicHourly: with a new revision at each look. */
    @Test
    void a_retention_of_hours_compacts_first_when_it_has_passed_and_then_every_hour() {
        Member member = new Member(Mode.PERIODIC, 2 * HOUR, 1);
        member.passes(5 * HOUR, 6 * MINUTE);
        assertThat(member.compactions).containsExactly("120m:1", "180m:10", "240m:20", "300m:30");
    }

    @Test
    void a_retention_of_minutes_compacts_every_such_time() {
        Member member = new Member(Mode.PERIODIC, 5 * MINUTE, 1);
        member.passes(20 * MINUTE, 30 * SECOND);
        assertThat(member.compactions).containsExactly("5m:1", "10m:10", "15m:20", "20m:30");
    }

    @Test
    void nothing_is_compacted_before_the_retention_has_passed() {
        Member member = new Member(Mode.PERIODIC, 24 * HOUR, 1);
        member.passes(24 * HOUR - MINUTE, SECOND);
        assertThat(member.compactions).isEmpty();
    }

    /** TestPeriodicPause. */
    @Test
    void a_member_takes_notes_while_another_leads_and_goes_on_from_them() {
        Member member = new Member(Mode.PERIODIC, HOUR, 1);
        member.leads = false;
        member.passes(5 * HOUR, 6 * MINUTE);
        assertThat(member.compactions).isEmpty();
        member.leads = true;
        member.passes(7 * MINUTE, HOUR * 100);
        assertThat(member.compactions).as("at once, and to what was an hour ago").containsExactly("306m:41");
    }

    @Test
    void what_did_not_come_to_pass_is_tried_again_at_the_next_look() {
        Member member = new Member(Mode.PERIODIC, HOUR, 7);
        member.obeyed = false;
        member.passes(2 * HOUR + 13 * MINUTE, 6 * MINUTE);
        assertThat(member.compactions.subList(member.compactions.size() - 3, member.compactions.size())).containsExactly("120m:16", "126m:17", "132m:18");
        member.obeyed = true;
        member.compactions.clear();
        member.passes(2 * HOUR, 6 * MINUTE);
        assertThat(member.compactions).hasSize(2);
    }

    /** TestRevision, with its numbers: a retention of ten. */
    @Test
    void revisions_are_looked_at_every_five_minutes() {
        Member member = new Member(Mode.REVISION, 10, 99);
        member.passes(5 * MINUTE - SECOND, HOUR * 100);
        assertThat(member.compactions).isEmpty();
        member.passes(SECOND, HOUR * 100);
        assertThat(member.compactions).containsExactly("5m:89");
        member.passes(10 * MINUTE, HOUR * 100);
        assertThat(member.compactions).as("the same revision is not compacted twice").hasSize(1);
        member.revision = 199;
        member.passes(5 * MINUTE, HOUR * 100);
        assertThat(member.compactions).containsExactly("5m:89", "20m:189");
    }

    /** TestRevisionPause. */
    @Test
    void revisions_are_compacted_by_the_leader_alone() {
        Member member = new Member(Mode.REVISION, 10, 99);
        member.leads = false;
        member.passes(17 * MINUTE, HOUR * 100);
        assertThat(member.compactions).isEmpty();
        member.leads = true;
        member.passes(5 * MINUTE, HOUR * 100);
        assertThat(member.compactions).containsExactly("20m:89");
    }

    @Test
    void fewer_revisions_than_are_to_be_kept_are_not_compacted() {
        assertThat(new Member(Mode.REVISION, 100, 99).passes(HOUR, HOUR * 100).compactions).isEmpty();
        assertThat(new Member(Mode.REVISION, 0, 99).passes(HOUR, HOUR * 100).compactions).as("off").isEmpty();
    }
}
