package io.minos.node.mvcc;

import static io.minos.node.mvcc.RecordingOutlet.brief;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.WatchCancelRequest;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import io.minos.etcd.api.WatchProgressRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchHubTest {
    private static final Stamp STAMP = new Stamp(1, 2, 3);
    private static final long STREAM = 5;

    private final Store store = new Store();
    private final WatchHub hub = new WatchHub(store, 1000);
    private final RecordingOutlet out = new RecordingOutlet();

    @BeforeEach
    void open_a_stream() {
        hub.open(STREAM);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** One revision of puts ("a=1") and deletes ("a"). */
    private void write(String... changes) {
        write(store, changes);
    }

    private static void write(Store store, String... changes) {
        Store.Write write = store.write();
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 0) {
                write.delete(KeyRange.one(bytes(change)));
            } else {
                write.put(bytes(change.substring(0, equals)), bytes(change.substring(equals + 1)), 0);
            }
        }
        write.commit();
    }

    private static WatchCreateRequest.Builder watch(String key) {
        return WatchCreateRequest.newBuilder().setKey(bytes(key));
    }

    private static WatchCreateRequest.Builder watchAll() {
        return watch("").setRangeEnd(bytes("\u0000"));
    }

    private void create(WatchCreateRequest.Builder request) {
        hub.request(STREAM, WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    private void askProgress() {
        hub.request(STREAM, WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
    }

    private void poll() {
        int rounds = 0;
        while (hub.poll(1000, STAMP, out)) {
            assertThat(++rounds).as("poll comes to an end").isLessThan(10_000);
        }
    }

    private List<WatchResponse> polled() {
        poll();
        return out.take(STREAM);
    }

    @Test
    void a_watch_is_created_with_the_next_id_and_told_of_what_comes_then() {
        write("a=1");
        create(watch("a"));
        create(watch("a"));
        List<WatchResponse> created = polled();
        assertThat(created).extracting(WatchResponse::getCreated).containsExactly(true, true);
        assertThat(created).extracting(WatchResponse::getWatchId).containsExactly(0L, 1L);
        assertThat(created.get(0).getHeader()).isEqualTo(STAMP.header(2));
        write("a=2");
        write("b=1");
        write("a");
        assertThat(brief(polled())).containsExactly("3 put a=2", "3 put a=2", "5 delete a", "5 delete a");
    }

    @Test
    void a_client_chooses_ids_but_no_id_twice() {
        create(watch("a").setWatchId(1));
        create(watch("a").setWatchId(1));
        create(watch("a"));
        create(watch("a"));
        List<WatchResponse> responses = polled();
        assertThat(responses).extracting(WatchResponse::getWatchId).containsExactly(1L, -1L, 0L, 2L);
        assertThat(responses.get(1).getCanceled()).isTrue();
        assertThat(responses.get(1).getCreated()).isTrue();
        assertThat(responses.get(1).getCancelReason()).isEqualTo("mvcc: duplicate watch ID provided on the WatchStream");
    }

    @Test
    void an_empty_range_is_refused() {
        create(watch("b").setRangeEnd(bytes("a")));
        create(watch("b").setRangeEnd(bytes("b")));
        assertThat(polled()).extracting(WatchResponse::getCancelReason).containsOnly("mvcc: watcher range is empty");
        assertThat(hub.watcherCount()).isZero();
    }

    @Test
    void it_begins_in_the_past_at_the_very_revision_asked_for() {
        write("a=1");
        write("a=2");
        write("a=3");
        poll();
        create(watch("a").setStartRevision(3));
        create(watchAll().setStartRevision(3));
        List<WatchResponse> responses = polled();
        assertThat(brief(responses)).containsExactly("3 put a=2", "4 put a=3", "3 put a=2", "4 put a=3");
        assertThat(responses.get(2).getHeader().getRevision()).isEqualTo(4);
    }

    @Test
    void it_begins_in_the_future_only_then() {
        create(watch("a").setStartRevision(4));
        write("a=1");
        write("a=2");
        write("a=3");
        assertThat(brief(polled())).containsExactly("4 put a=3");
    }

    @Test
    void ranges_prefixes_and_from_key_are_told_apart() {
        create(watch("b").setRangeEnd(bytes("c")));
        create(watch("b").setRangeEnd(bytes("\u0000")));
        create(watch("b"));
        polled();
        write("a=1");
        write("b=1");
        write("bz=1");
        write("c=1");
        List<WatchResponse> responses = polled();
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 0).toList())).containsExactly("3 put b=1", "4 put bz=1");
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 1).toList())).containsExactly("3 put b=1", "4 put bz=1", "5 put c=1");
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 2).toList())).containsExactly("3 put b=1");
    }

    @Test
    void filters_leave_out_puts_or_deletes() {
        create(watch("a").addFilters(FilterType.NOPUT));
        create(watch("a").addFilters(FilterType.NODELETE).setStartRevision(1));
        write("a=1");
        write("a");
        List<WatchResponse> responses = polled();
        assertThat(brief(responses)).containsExactly("3 delete a", "2 put a=1");
    }

    @Test
    void the_previous_value_is_told_if_asked_for_and_not_compacted() {
        write("a=1");
        write("a=2");
        write("a=3");
        write("a");
        store.compact(4);
        create(watch("a").setPrevKv(true).setStartRevision(4));
        assertThat(brief(polled())).containsExactly("4 put a=3", "5 delete a (3)");
        write("a=5");
        write("a=6");
        assertThat(brief(polled())).containsExactly("6 put a=5", "7 put a=6 (5)");
    }

    @Test
    void all_of_a_revision_comes_in_one_response() {
        create(watchAll());
        polled();
        write("a=1", "b=1", "c=1");
        List<WatchResponse> responses = polled();
        assertThat(responses).hasSize(1);
        assertThat(brief(responses)).containsExactly("2 put a=1", "2 put b=1", "2 put c=1");
    }

    @Test
    void a_revision_larger_than_a_piece_of_history_is_not_split() {
        String[] changes = new String[50];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = "k" + i + "=" + "x".repeat(50_000);
        }
        write(changes);
        write("a=1");
        create(watchAll().setStartRevision(2));
        List<WatchResponse> responses = new ArrayList<>();
        // and neither is it by the budget
        while (hub.poll(1, STAMP, out)) {
            responses.addAll(out.take(STREAM));
        }
        responses.addAll(out.take(STREAM));
        assertThat(responses).extracting(WatchResponse::getEventsCount).containsExactly(0, 50, 1);
    }

    @Test
    void a_long_catching_up_comes_in_pieces_of_a_thousand_revisions() {
        for (int i = 0; i < 2500; i++) {
            write("a=" + i);
        }
        create(watch("a").setStartRevision(1));
        create(watchAll().setStartRevision(1));
        List<WatchResponse> responses = polled();
        assertThat(responses).filteredOn(response -> response.getEventsCount() > 1000).isEmpty();
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 0).toList())).hasSize(2500).doesNotHaveDuplicates();
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 1).toList())).hasSize(2500).doesNotHaveDuplicates();
    }

    @Test
    void fragments_only_if_asked_for_and_the_last_one_says_so() {
        create(watchAll().setFragment(true));
        create(watchAll());
        polled();
        write("a=" + "x".repeat(600), "b=" + "x".repeat(600), "c=" + "x".repeat(600));
        List<WatchResponse> responses = polled();
        assertThat(responses).extracting(WatchResponse::getFragment).containsExactly(true, true, false, false);
        assertThat(responses).extracting(WatchResponse::getEventsCount).containsExactly(1, 1, 1, 3);
    }

    @Test
    void a_slow_stream_misses_nothing_and_nothing_is_queued_for_it() {
        create(watch("a"));
        polled();
        out.takes(STREAM, 1);
        for (int i = 0; i < 10; i++) {
            write("a=" + i);
            poll();
        }
        assertThat(brief(out.take(STREAM))).containsExactly("2 put a=0");
        out.takesAll(STREAM);
        assertThat(brief(polled())).containsExactly("3 put a=1", "4 put a=2", "5 put a=3", "6 put a=4", "7 put a=5", "8 put a=6", "9 put a=7", "10 put a=8", "11 put a=9");
        write("a=10");
        assertThat(brief(polled())).containsExactly("12 put a=10");
    }

    @Test
    void a_slow_stream_whose_history_is_compacted_is_cancelled_not_skipped() {
        create(watch("a"));
        polled();
        out.takes(STREAM, 0);
        write("a=1");
        write("a=2");
        write("a=3");
        poll();
        store.compact(3);
        store.trim(100);
        out.takesAll(STREAM);
        List<WatchResponse> responses = polled();
        assertThat(responses).hasSize(1);
        assertThat(responses.get(0).getCanceled()).isTrue();
        assertThat(responses.get(0).getCompactRevision()).isEqualTo(3);
        assertThat(responses.get(0).getCancelReason()).isEmpty();
        assertThat(hub.watcherCount()).isZero();
    }

    @Test
    void a_watcher_that_is_up_to_date_is_not_cancelled_by_a_compaction_applied_in_the_same_batch() {
        create(watch("a"));
        polled();
        write("a=1");
        write("a=2");
        write("a=3");
        store.compact(4);
        store.trim(100);
        assertThat(brief(polled())).containsExactly("2 put a=1", "3 put a=2", "4 put a=3");
    }

    @Test
    void a_watch_from_the_compacted_revision_is_whole_and_one_from_below_is_cancelled() {
        write("a=1", "b=1");
        write("a");
        write("b=2");
        store.compact(3);
        store.trim(100);
        create(watchAll().setStartRevision(3));
        create(watchAll().setStartRevision(2));
        List<WatchResponse> responses = polled();
        assertThat(brief(responses)).containsExactly("3 delete a", "4 put b=2");
        List<WatchResponse> cancelled = responses.stream().filter(WatchResponse::getCanceled).toList();
        assertThat(cancelled).extracting(WatchResponse::getWatchId).containsExactly(1L);
        assertThat(cancelled.get(0).getCompactRevision()).isEqualTo(3);
        assertThat(cancelled.get(0).getHeader().getRevision()).isZero();
    }

    @Test
    void a_watch_that_is_over_as_it_is_compacted_keeps_its_id_until_the_client_cancels_it() {
        write("a=1");
        write("a=2");
        store.compact(3);
        create(watch("a").setStartRevision(1).setWatchId(7));
        create(watch("a").setStartRevision(1));
        assertThat(polled()).filteredOn(WatchResponse::getCanceled).extracting(WatchResponse::getCompactRevision).containsExactly(3L, 3L);
        create(watch("a").setWatchId(7));
        assertThat(polled()).extracting(WatchResponse::getCancelReason).containsExactly("mvcc: duplicate watch ID provided on the WatchStream");
        for (boolean again : new boolean[] {false, true}) {
            hub.request(STREAM, WatchRequest.newBuilder().setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(7)).build());
            assertThat(polled()).as("cancelled again: %s", again).extracting(WatchResponse::getWatchId, WatchResponse::getCanceled)
                    .isEqualTo(again ? List.of() : List.of(tuple(7L, true)));
        }
        create(watch("a").setWatchId(7));
        assertThat(polled()).extracting(WatchResponse::getCreated, WatchResponse::getWatchId).containsExactly(tuple(true, 7L));
    }

    @Test
    void progress_is_told_on_request() {
        askProgress();
        create(watch("a"));
        write("b=1");
        List<WatchResponse> responses = polled();
        assertThat(responses).extracting(WatchResponse::getWatchId).containsExactly(0L, -1L);
        assertThat(responses.get(1).getHeader().getRevision()).isEqualTo(2);
    }

    /** etcd issue 15220. */
    @Test
    void progress_waits_for_a_watcher_that_is_behind() {
        for (int i = 0; i < 100; i++) {
            write("a=" + i);
        }
        create(watchAll().setStartRevision(1));
        askProgress();
        List<WatchResponse> responses = new ArrayList<>();
        while (hub.poll(10, STAMP, out)) {
            responses.addAll(out.take(STREAM));
        }
        responses.addAll(out.take(STREAM));
        assertThat(brief(responses)).hasSize(100);
        WatchResponse last = responses.get(responses.size() - 1);
        assertThat(last.getWatchId()).isEqualTo(-1);
        assertThat(last.getHeader().getRevision()).isEqualTo(101);
        assertThat(responses).filteredOn(response -> response.getWatchId() == -1).hasSize(1);
    }

    /** etcd issue 20221. Found by the kill storm: a member that had just started was behind the watch's start. */
    @Test
    void progress_is_not_told_below_the_start_of_a_watch_of_the_future() {
        create(watch("a").setStartRevision(4).setProgressNotify(true));
        polled();
        askProgress();
        hub.progressInterval();
        write("a=1");
        assertThat(polled()).isEmpty();
        write("a=2");
        List<WatchResponse> responses = polled();
        assertThat(responses).extracting(response -> response.getHeader().getRevision()).containsExactly(3L);
        assertThat(responses).extracting(WatchResponse::getWatchId).containsExactly(-1L);
    }

    @Test
    void progress_is_told_at_intervals_to_who_heard_nothing() {
        create(watch("a").setProgressNotify(true));
        create(watch("b").setProgressNotify(true));
        create(watch("c"));
        polled();
        write("b=1");
        polled();
        hub.progressInterval();
        List<WatchResponse> responses = polled();
        assertThat(responses).extracting(WatchResponse::getWatchId).containsExactly(0L);
        assertThat(responses.get(0).getHeader().getRevision()).isEqualTo(2);
        hub.progressInterval();
        assertThat(polled()).extracting(WatchResponse::getWatchId).containsExactly(0L, 1L);
    }

    @Test
    void a_cancelled_watch_is_silent_and_its_id_free() {
        create(watch("a").setWatchId(7));
        hub.request(STREAM, WatchRequest.newBuilder().setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(7)).build());
        hub.request(STREAM, WatchRequest.newBuilder().setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(8)).build());
        write("a=1");
        List<WatchResponse> responses = polled();
        assertThat(responses).hasSize(2);
        assertThat(responses.get(1).getCanceled()).isTrue();
        create(watch("a").setWatchId(7).setStartRevision(2));
        assertThat(brief(polled())).containsExactly("2 put a=1");
    }

    @Test
    void the_answer_to_the_request_comes_before_the_events() {
        write("a=1");
        out.takes(STREAM, 0);
        create(watch("a").setStartRevision(2));
        write("a=2");
        poll();
        out.takes(STREAM, 1);
        poll();
        assertThat(out.take(STREAM)).extracting(WatchResponse::getCreated).containsExactly(true);
        out.takesAll(STREAM);
        assertThat(brief(polled())).containsExactly("2 put a=1", "3 put a=2");
    }

    @Test
    void one_stream_with_much_to_catch_up_does_not_starve_another() {
        for (int i = 0; i < 5000; i++) {
            write("a=" + i);
        }
        poll();
        hub.open(6);
        create(watchAll().setStartRevision(1));
        hub.request(6, WatchRequest.newBuilder().setCreateRequest(watch("a").setStartRevision(5001)).build());
        hub.poll(100, STAMP, out);
        hub.poll(100, STAMP, out);
        assertThat(brief(out.sent(6))).containsExactly("5001 put a=4999");
        assertThat(brief(out.sent(STREAM)).size()).isBetween(10, 300);
    }

    @Test
    void a_closed_stream_leaves_nothing_behind() {
        create(watch("a"));
        create(watchAll().setStartRevision(1));
        write("a=1");
        hub.close(STREAM);
        hub.request(STREAM, WatchRequest.getDefaultInstance());
        assertThat(polled()).isEmpty();
        assertThat(hub.streamCount()).isZero();
        hub.open(STREAM);
        assertThat(hub.watcherCount()).isZero();
    }

    @Test
    void a_client_that_asks_without_reading_is_cut_off() {
        out.takes(STREAM, 0);
        for (int i = 0; i < 5000; i++) {
            create(watch("a"));
        }
        poll();
        assertThat(out.overflowed).containsExactly(STREAM);
        assertThat(hub.streamCount()).isZero();
    }

    @Test
    void after_a_snapshot_watchers_go_on_where_they_were() {
        create(watch("a"));
        create(watchAll().setStartRevision(5));
        create(watch("a").setStartRevision(2));
        write("a=1");
        poll();
        out.take(STREAM);
        Store next = jumped(store, 0);
        hub.install(next);
        List<WatchResponse> responses = polled();
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 0).toList())).containsExactly("3 put a=2", "4 put a=3", "5 delete a");
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 1).toList())).containsExactly("5 delete a");
        assertThat(brief(responses.stream().filter(response -> response.getWatchId() == 2).toList())).containsExactly("3 put a=2", "4 put a=3", "5 delete a");
    }

    @Test
    void after_a_snapshot_that_compacted_what_they_need_watchers_are_cancelled() {
        create(watch("a"));
        create(watch("a").setStartRevision(10));
        write("a=1");
        poll();
        out.take(STREAM);
        hub.install(jumped(store, 4));
        List<WatchResponse> responses = polled();
        assertThat(responses).extracting(WatchResponse::getWatchId).containsExactly(0L);
        assertThat(responses.get(0).getCompactRevision()).isEqualTo(4);
        assertThat(hub.watcherCount()).isEqualTo(1);
    }

    @Test
    void an_idle_watcher_is_not_cancelled_by_a_snapshot_that_compacted_only_what_it_was_told() {
        create(watch("idle"));
        for (int i = 0; i < 10; i++) {
            write("a=1");
        }
        poll();
        out.take(STREAM);
        Store next = jumped(store, 12);
        hub.install(next);
        write(next, "idle=1");
        assertThat(brief(polled())).containsExactly("15 put idle=1");
    }

    @Test
    void a_snapshot_from_the_past_is_a_bug() {
        Store old = jumped(store, 0);
        for (int i = 0; i < 10; i++) {
            write("a=1");
        }
        poll();
        assertThatThrownBy(() -> hub.install(old)).isInstanceOf(IllegalStateException.class);
    }

    /** Three revisions further than the store. */
    private static Store jumped(Store from, long compactRevision) {
        List<Revision> changes = new ArrayList<>();
        from.view().forEachRetained(changes::add);
        Store next = Store.restore(from.revision(), from.compactRevision(), from.bytes(), changes);
        write(next, "a=2");
        write(next, "a=3");
        write(next, "a");
        if (compactRevision > 0) {
            next.compact(compactRevision);
        }
        List<Revision> all = new ArrayList<>();
        next.view().forEachRetained(all::add);
        return Store.restore(next.revision(), next.compactRevision(), next.bytes(), all);
    }
}
