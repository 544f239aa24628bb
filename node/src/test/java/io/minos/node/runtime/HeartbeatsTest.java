package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.Message;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private final AtomicInteger late = new AtomicInteger();
    private final Heartbeats heartbeats = new Heartbeats(200, late::incrementAndGet);

    private void append(long to, long term, long nanos) {
        heartbeats.sent(List.of(new Message.Append(1, to, term, 0, 0, List.of(), 0, 0)), nanos);
    }

    @Test
    void a_follower_that_hears_nothing_for_two_heartbeats_counts_each_time() {
        append(2, 1, 1_000);
        append(2, 1, 1_200);
        assertThat(late).hasValue(0);
        append(3, 1, 1_300);
        append(2, 1, 1_401);
        assertThat(late).hasValue(1);
        append(3, 1, 1_600);
        assertThat(late).hasValue(2);
    }

    @Test
    void the_time_between_two_terms_does_not_count() {
        append(2, 1, 1_000);
        append(2, 2, 9_000);
        assertThat(late).hasValue(0);
    }
}
