package io.minos.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoSpaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<AlarmMember> OURS = List.of(AlarmMember.newBuilder().setMemberID(1).setAlarm(AlarmType.NOSPACE).build());
    private static final List<AlarmMember> ANOTHERS = List.of(AlarmMember.newBuilder().setMemberID(2).setAlarm(AlarmType.NOSPACE).build());

    private final NoSpace noSpace = new NoSpace(1, SECOND);

    @Test
    void a_full_disk_raises_the_alarm_and_again_until_it_stands() {
        assertThat(noSpace.proposalDue(List.of(), 0)).isEmpty();
        noSpace.disk(false);
        assertThat(noSpace.proposalDue(List.of(), 1)).contains(AlarmType.NOSPACE);
        assertThat(noSpace.proposalDue(List.of(), SECOND / 2)).isEmpty();
        assertThat(noSpace.proposalDue(ANOTHERS, 2 * SECOND)).contains(AlarmType.NOSPACE);
        assertThat(noSpace.proposalDue(OURS, 4 * SECOND)).isEmpty();
    }

    @Test
    void disarmed_with_room_made_it_stays_disarmed_though_the_news_of_the_room_come_late() {
        noSpace.disk(false);
        noSpace.proposalDue(List.of(), 0);
        noSpace.proposalDue(OURS, SECOND);
        assertThat(noSpace.proposalDue(List.of(), SECOND + 1)).isEmpty();
        noSpace.disk(true);
        assertThat(noSpace.proposalDue(List.of(), 10 * SECOND)).isEmpty();
    }

    @Test
    void disarmed_on_a_disk_that_is_still_full_it_is_raised_again() {
        noSpace.disk(false);
        noSpace.proposalDue(List.of(), 0);
        noSpace.proposalDue(OURS, SECOND);
        assertThat(noSpace.proposalDue(List.of(), 4 * SECOND)).contains(AlarmType.NOSPACE);
    }

    @Test
    void a_refusal_at_the_quota_raises_it_once_and_only_the_next_refusal_again() {
        noSpace.overQuota();
        assertThat(noSpace.proposalDue(List.of(), 0)).contains(AlarmType.NOSPACE);
        noSpace.proposalDue(OURS, SECOND);
        assertThat(noSpace.proposalDue(List.of(), 9 * SECOND)).isEmpty();
        noSpace.overQuota();
        assertThat(noSpace.proposalDue(List.of(), 9 * SECOND + 1)).contains(AlarmType.NOSPACE);
    }

    @Test
    void who_is_refused_at_the_quota_hears_of_it_once_the_alarm_stands_or_time_is_over() {
        noSpace.overQuota();
        noSpace.turnDown(7, 5 * SECOND);
        noSpace.turnDown(8, SECOND);
        assertThat(noSpace.turnedDown(ANOTHERS, SECOND / 2)).isEmpty();
        assertThat(noSpace.turnedDown(List.of(), SECOND)).containsExactly(8L);
        assertThat(noSpace.turnedDown(OURS, 2 * SECOND)).containsExactly(7L);
        assertThat(noSpace.turnedDown(OURS, 9 * SECOND)).isEmpty();
    }

    @Test
    void who_is_refused_because_of_an_alarm_hears_of_it_at_once() {
        noSpace.turnDown(7, 5 * SECOND);
        assertThat(noSpace.turnedDown(ANOTHERS, 0)).containsExactly(7L);
    }

    @Test
    void who_is_refused_at_the_quota_of_a_disk_that_is_stuck_does_not_wait_for_an_alarm_it_cannot_take() {
        noSpace.disk(false);
        noSpace.overQuota();
        noSpace.turnDown(7, 9 * SECOND);
        noSpace.look(1, 2, 0);
        assertThat(noSpace.turnedDown(List.of(), 0)).isEmpty();
        noSpace.look(1, 2, 2 * SECOND);
        assertThat(noSpace.turnedDown(List.of(), 2 * SECOND)).containsExactly(7L);
    }

    @Test
    void an_alarm_disarmed_within_a_second_is_raised_again_by_the_next_refusal_without_delay() {
        noSpace.overQuota();
        noSpace.proposalDue(List.of(), 0);
        noSpace.proposalDue(OURS, SECOND / 10);
        noSpace.overQuota();
        assertThat(noSpace.proposalDue(List.of(), SECOND / 5)).contains(AlarmType.NOSPACE);
    }
}
