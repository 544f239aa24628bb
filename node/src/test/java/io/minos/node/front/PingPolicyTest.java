package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code --grpc-keepalive-min-time}. */
class PingPolicyTest {
    private static final long MIN = TimeUnit.SECONDS.toNanos(5);

    private final PingPolicy policy = new PingPolicy(MIN);
    private long now = Long.MAX_VALUE - 7; // time wraps around

    private boolean pingAfter(long nanos, boolean hasStreams) {
        now += nanos;
        return policy.isTooMany(now, hasStreams);
    }

    @Test
    void the_third_ping_in_haste_is_too_many() {
        assertThat(pingAfter(0, true)).isFalse();
        assertThat(pingAfter(MIN - 1, true)).isFalse();
        assertThat(pingAfter(MIN, true)).as("in time, which forgives nothing").isFalse();
        assertThat(pingAfter(MIN - 1, true)).isFalse();
        assertThat(pingAfter(MIN - 1, true)).isTrue();
    }

    @Test
    void who_has_nothing_open_need_not_ping_at_all() {
        assertThat(pingAfter(0, false)).isFalse();
        assertThat(pingAfter(MIN, false)).isFalse();
        assertThat(pingAfter(TimeUnit.HOURS.toNanos(2), false)).isFalse();
        assertThat(pingAfter(MIN, false)).isFalse();
        assertThat(pingAfter(MIN, false)).isTrue();
    }

    @Test
    void who_is_told_something_begins_anew() {
        for (int i = 0; i < 3; i++) {
            assertThat(pingAfter(1, true)).isFalse();
        }
        policy.said();
        for (int i = 0; i < 3; i++) {
            assertThat(pingAfter(1, true)).isFalse();
        }
        assertThat(pingAfter(1, true)).isTrue();
    }
}
