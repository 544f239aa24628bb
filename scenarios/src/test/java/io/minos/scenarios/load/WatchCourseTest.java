package io.minos.scenarios.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.client.WatchEnd;
import io.minos.client.operation.WatchSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WatchCourseTest {
    private static final WatchEnd BROKEN = new WatchEnd.Finished();

    private final WatchCourse course = new WatchCourse("r/", 1, false);

    private static ObjectNode response() {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.putArray("events");
        return response;
    }

    private static ObjectNode eventAt(long revision) {
        ObjectNode response = response();
        response.withArray("events").addObject().putObject("kv").put("mod", revision);
        return response;
    }

    private static Event.Facts at(long revision) {
        return new Event.Facts(revision, 1, null);
    }

    @Test
    void a_stream_that_breaks_is_resumed_after_the_last_event_at_the_next_node() {
        assertThat(course.next()).isEqualTo(new WatchSpec("r/", 0, true));
        course.received(response().put("created", true), at(7));
        course.received(eventAt(9), at(12));
        course.ended(BROKEN);
        assertThat(course.next()).isEqualTo(new WatchSpec("r/", 10, true));
        assertThat(course.node()).isEqualTo(2);
    }

    @Test
    void a_stream_that_breaks_before_its_first_event_is_resumed_after_its_creation() {
        course.next();
        course.received(response().put("created", true), at(7));
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
        course.received(eventAt(9), at(12));
        assertThat(course.received(response().put("canceled", true).put("compactRevision", 40), at(50))).isTrue();
        course.ended(new WatchEnd.Closed());
        assertThat(course.next().startRevision()).isEqualTo(40);
        assertThat(course.node()).isEqualTo(1);
    }

    @Test
    void an_old_watcher_starts_anew_in_the_past_and_not_where_it_was() {
        WatchCourse old = new WatchCourse("r/", 0, true);
        old.next();
        old.received(eventAt(900), at(900));
        old.startAnew(1_000, new SplittableRandom(1));
        old.ended(new WatchEnd.Closed());
        assertThat(old.next().startRevision()).isBetween(400L, 1_000L).isNotEqualTo(901);
        assertThat(old.seen()).isZero();
    }
}
