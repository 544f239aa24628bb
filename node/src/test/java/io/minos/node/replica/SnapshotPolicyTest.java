package io.minos.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
    private static final int BYTES_MAX = 1000;
    private static final LongPredicate ANYTHING = index -> true;
    private static final LongPredicate NOTHING = index -> false;

    /** Due after 10 entries; 4 are kept behind it. */
    private final SnapshotPolicy policy = new SnapshotPolicy(10, BYTES_MAX, 4, 0);

    private void applied(int entries, int bytes) {
        for (int index = 1; index <= entries; index++) {
            policy.applied(index, bytes);
        }
    }

    @Test
    void it_is_due_after_so_many_entries() {
        applied(10, 1);
        assertThat(policy.isDue(9, 0, ANYTHING)).isFalse();
        assertThat(policy.isDue(10, 0, ANYTHING)).isTrue();
    }

    @Test
    void entries_wait_for_who_would_miss_what_is_forgotten() {
        applied(12, 1);
        List<Long> asked = new ArrayList<>();
        assertThat(policy.isDue(12, 0, index -> {
            asked.add(index);
            return false;
        })).isFalse();
        assertThat(asked).containsExactly(8L);
        assertThat(policy.isDue(12, 0, ANYTHING)).isTrue();
    }

    @Test
    void as_many_entries_are_kept_behind_it_as_were_asked_for_unless_they_are_large() {
        applied(3, 1);
        assertThat(policy.forgetTo(3)).isZero();
        applied(12, 1);
        assertThat(policy.forgetTo(12)).isEqualTo(8);
        applied(12, 20 << 20);
        assertThat(policy.forgetTo(12)).as("64 MiB, and the rest of an entry").isEqualTo(8);
        applied(12, 40 << 20);
        assertThat(policy.forgetTo(12)).isEqualTo(10);
        applied(12, 1);
        assertThat(policy.forgetTo(12)).as("they have passed").isEqualTo(8);
    }

    @Test
    void nobody_is_waited_for_when_the_log_grows_too_large_or_space_is_short() {
        applied(10, BYTES_MAX / 10 - 1);
        assertThat(policy.isDue(10, 0, NOTHING)).isFalse();
        policy.applied(11, 10);
        assertThat(policy.isDue(11, 0, NOTHING)).as("too large").isTrue();
        policy.begun();
        policy.taken(11);
        policy.applied(12, 1);
        assertThat(policy.isDue(12, 0, NOTHING)).isFalse();
        policy.want();
        assertThat(policy.isDue(12, 0, NOTHING)).as("short").isTrue();
    }
}
