package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import io.minos.etcd.api.WatchResponse;
import org.junit.jupiter.api.Test;

/** The history: revision 2 puts a, 3 puts b, 4 puts a again and c, 5 deletes a. */
class WatchPromiseTest {
    private final MadeUpHistory made = new MadeUpHistory();
    private final WatchPromise stream = new WatchPromise(made.history, "a client");

    private final KeyValue a2 = MadeUpHistory.put("a", 2, 2, 1);
    private final KeyValue b3 = MadeUpHistory.put("b", 3, 3, 1);
    private final KeyValue a4 = MadeUpHistory.put("a", 2, 4, 2);
    private final KeyValue c4 = MadeUpHistory.put("c", 4, 4, 1);
    private final KeyValue a5 = MadeUpHistory.deleted("a", 5);

    {
        made.revision(a2);
        made.revision(b3);
        made.revision(a4, c4);
        made.revision(a5);
    }

    private static WatchCreateRequest.Builder all(long start) {
        return WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).setRangeEnd(ByteString.copyFromUtf8("z")).setStartRevision(start);
    }

    private void create(WatchCreateRequest.Builder request, long atRevision) {
        stream.asked(request.build());
        stream.received(response(atRevision).setCreated(true).build());
    }

    private static WatchResponse.Builder response(long revision, Event... events) {
        return WatchResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision)).addAllEvents(java.util.List.of(events));
    }

    private void receive(long revision, Event... events) {
        stream.received(response(revision, events).build());
    }

    private static Event event(KeyValue kv) {
        return Event.newBuilder().setKv(kv).setType(kv.getVersion() == 0 ? Event.EventType.DELETE : Event.EventType.PUT).build();
    }

    private static Event event(KeyValue kv, KeyValue previous) {
        return event(kv).toBuilder().setPrevKv(previous).build();
    }

    private void assertBroken(String promise, Runnable action) {
        assertThatThrownBy(action::run).hasMessageStartingWith(promise + ": ");
    }

    @Test
    void all_events_in_order_are_as_promised() {
        create(all(1), 5);
        receive(3, event(a2), event(b3));
        receive(5, event(a4), event(c4), event(a5));
        stream.checkCaughtUp(5);
        assertThat(stream.resumeAt(0)).contains(6L);
    }

    @Test
    void without_a_start_it_begins_after_the_revision_of_its_creation() {
        create(all(0), 3);
        receive(4, event(a4), event(c4));
    }

    @Test
    void the_first_event_after_the_start_is_missing() {
        create(all(3), 5);
        assertBroken("watch-is-complete", () -> receive(4, event(a4), event(c4)));
    }

    @Test
    void an_event_comes_again() {
        create(all(2), 5);
        receive(3, event(a2), event(b3));
        assertBroken("watch-in-order", () -> receive(4, event(b3), event(a4), event(c4)));
        assertBroken("watch-in-order", () -> receive(2, event(a2)));
    }

    @Test
    void an_event_comes_that_is_not_watched() {
        create(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("b")).setStartRevision(2), 5);
        assertBroken("watch-is-true", () -> receive(5, event(b3), event(c4)));
    }

    @Test
    void an_event_comes_that_never_was() {
        create(all(2), 5);
        assertBroken("watch-is-complete", () -> receive(2, event(MadeUpHistory.put("a", 2, 2, 1).toBuilder().setLease(7).build())));
        assertBroken("watch-is-true", () -> receive(6, event(MadeUpHistory.put("a", 6, 6, 1))));
    }

    @Test
    void a_revision_comes_in_two_parts() {
        create(all(4), 5);
        assertBroken("watch-is-complete", () -> receive(4, event(a4)));
    }

    @Test
    void fragments_are_one_response_if_they_were_asked_for() {
        create(all(4).setFragment(true), 5);
        stream.received(response(4, event(a4)).setFragment(true).build());
        assertThat(stream.resumeAt(0)).contains(4L);
        receive(4, event(c4));
        assertThat(stream.resumeAt(0)).contains(5L);
    }

    @Test
    void a_fragment_nobody_asked_for() {
        create(all(4), 5);
        assertBroken("watch-in-whole", () -> stream.received(response(4, event(a4)).setFragment(true).build()));
    }

    @Test
    void filters_leave_out_what_they_name() {
        create(all(2).addFilters(FilterType.NOPUT), 5);
        receive(5, event(a5));
        assertBroken("watch-in-order", () -> receive(5, event(a5)));
    }

    @Test
    void the_previous_value_is_that_of_the_revision_before() {
        create(all(4).setPrevKv(true), 5);
        receive(4, event(a4, a2), event(c4));
        assertBroken("watch-tells-previous", () -> receive(5, event(a5, a2)));
    }

    @Test
    void the_previous_value_is_missing() {
        create(all(4).setPrevKv(true), 5);
        assertBroken("watch-tells-previous", () -> receive(4, event(a4), event(c4)));
    }

    @Test
    void a_previous_value_nobody_asked_for() {
        create(all(4), 5);
        assertBroken("watch-tells-previous", () -> receive(4, event(a4, a2), event(c4)));
    }

    @Test
    void a_previous_value_that_is_compacted_may_be_missing() {
        made.history.compacted(5);
        create(all(5).setPrevKv(true), 5);
        receive(5, event(a5));
    }

    @Test
    void progress_beyond_an_undelivered_event() {
        create(all(4), 5);
        assertBroken("watch-progress", () -> receive(4));
        assertBroken("watch-progress", () -> stream.received(response(4).setWatchId(-1).build()));
    }

    @Test
    void progress_below_the_start() {
        create(all(7), 5);
        assertBroken("watch-progress", () -> receive(5));
    }

    @Test
    void progress_where_nothing_is_missing_moves_on() {
        create(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("b")).setStartRevision(2), 5);
        receive(3, event(b3));
        stream.received(response(5).setWatchId(-1).build());
        assertThat(stream.resumeAt(0)).contains(6L);
    }

    @Test
    void it_ends_without_an_event_there_was() {
        create(all(2), 5);
        receive(3, event(a2), event(b3));
        assertBroken("watch-is-complete", () -> stream.checkCaughtUp(5));
    }

    @Test
    void cancelled_as_compacted_only_when_that_is_so() {
        create(all(3), 5);
        assertBroken("watch-compacted", () -> stream.received(response(0).setCanceled(true).setCompactRevision(4).build()));
        made.history.compacted(4);
        stream.received(response(0).setCanceled(true).setCompactRevision(4).build());
        assertThat(stream.resumeAt(0)).isEmpty();
    }

    @Test
    void not_cancelled_for_a_compaction_behind_it() {
        made.history.compacted(4);
        create(all(4), 5);
        assertBroken("watch-compacted", () -> stream.received(response(0).setCanceled(true).setCompactRevision(4).build()));
    }

    @Test
    void a_response_for_a_watcher_that_is_not_there() {
        assertBroken("watch-is-asked-for", () -> receive(2, event(a2)));
        assertBroken("watch-is-asked-for", () -> stream.received(response(2).setCreated(true).build()));
    }
}
