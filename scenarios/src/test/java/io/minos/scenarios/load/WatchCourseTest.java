package io.minos.scenarios.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Kv;
import io.minos.checker.history.WatchStream;
import io.minos.client.WatchEnd;
import io.minos.client.operation.WatchSpec;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WatchCourseTest {
    private static final WatchEnd BROKEN = new WatchEnd.Finished();

    private final WatchCourse course = new WatchCourse("r/", 1, false);

    private static WatchStream.Message createdAt(long revision) {
        return new WatchStream.Message("w0", revision, true, false, 0, "", false, List.of());
    }

    private static WatchStream.Message compactedAt(long compactRevision, long revision) {
        return new WatchStream.Message("w0", revision, false, true, compactRevision, "", false, List.of());
    }

    private static WatchStream.Message eventAt(long modRevision, long revision) {
        var event = new WatchStream.WatchEvent(false, new Kv("r/1", "v", modRevision, modRevision, 1, 0), null);
        return new WatchStream.Message("w0", revision, false, false, 0, "", false, List.of(event));
    }

    @Test
    void a_stream_that_breaks_is_resumed_after_the_last_event_at_the_next_node() {
        assertThat(course.next()).isEqualTo(new WatchSpec("r/", 0, true));
        course.received(createdAt(7));
        course.received(eventAt(9, 12));
        course.ended(BROKEN);
        assertThat(course.next()).isEqualTo(new WatchSpec("r/", 10, true));
        assertThat(course.node()).isEqualTo(2);
    }

    @Test
    void a_stream_that_breaks_before_its_first_event_is_resumed_after_its_creation() {
        course.next();
        course.received(createdAt(7));
        course.ended(BROKEN);
        assertThat(course.next().startRevision()).isEqualTo(8);
    }

    @Test
    void a_stream_that_was_never_created_begins_again_from_now_on() {
        course.next();
        course.ended(BROKEN);
        assertThat(course.next().startRevision()).isZero();
    }

    @Test
    void whoever_missed_something_to_compaction_goes_on_at_it_where_it_is() {
        course.next();
        course.received(eventAt(9, 12));
        assertThat(course.received(compactedAt(40, 50))).isTrue();
        course.ended(new WatchEnd.Closed());
        assertThat(course.next().startRevision()).isEqualTo(40);
        assertThat(course.node()).isEqualTo(1);
    }

    @Test
    void an_old_watcher_starts_anew_in_the_past_and_not_where_it_was() {
        WatchCourse old = new WatchCourse("r/", 0, true);
        old.next();
        old.received(eventAt(900, 900));
        old.startAnew(1_000, new SplittableRandom(1));
        old.ended(new WatchEnd.Closed());
        assertThat(old.next().startRevision()).isBetween(400L, 1_000L).isNotEqualTo(901);
        assertThat(old.seen()).isZero();
    }
}
