package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import io.minos.etcd.api.WatchProgressRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.mvcc.RecordingOutlet;
import io.minos.node.mvcc.View;
import io.minos.node.mvcc.WatchHub;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random requests, watches with slow readers, compactions and restarts from snapshots, against a {@link DumbTwin}: all answers
 * are the same, each watcher gets what the twin says it must, and a member that never restarts ends with the same hashes.
 */
class StateMachinePropertyTest {
    private static final int STEPS = 700;
    private static final int STREAMS = 3;

    /** One watcher, and what it has been told so far. */
    private static final class Told {
        final WatchCreateRequest request;
        final long start;
        final List<Event> events = new ArrayList<>();
        boolean created;
        boolean cancelled;

        Told(WatchCreateRequest request, long start) {
            this.request = request;
            this.start = start;
        }
    }

    private final OneNode node = new OneNode();
    private final OneNode other = new OneNode();
    private final DumbTwin twin = new DumbTwin();
    private final WatchHub hub = new WatchHub(node.machine().store(), 1 << 20);
    private final RecordingOutlet out = new RecordingOutlet();
    private final List<TreeMap<Long, Told>> streams = new ArrayList<>();
    private final List<View> views = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_does_what_the_twin_does(long seed) {
        random = new SplittableRandom(seed);
        RandomRequests requests = new RandomRequests(seed);
        for (int i = 0; i < STREAMS; i++) {
            streams.add(new TreeMap<>());
            hub.open(i);
        }
        for (int step = 0; step < STEPS; step++) {
            request(requests, "step " + step + " of seed " + seed);
            watchSomething();
            disturb();
            verifyStreams();
        }
        for (int i = 0; i < STREAMS; i++) {
            out.takesAll(i);
        }
        pollAll();
        verifyStreams();
        streams.forEach(stream -> stream.values().forEach(this::verifyComplete));
        verifyContents();
    }

    private void request(RandomRequests requests, String when) {
        Message request = requests.next(node.machine().store().revision(), node.machine().store().compactRevision());
        if (request instanceof HashKVRequest) {
            return;
        }
        Optional<EtcdError> invalid = OneNode.validate(request);
        Outcome<? extends Message> expected = invalid.isPresent() ? Outcome.refused(invalid.get()) : twin.call(request);
        assertThat(node.call(request)).as("%s: %s", when, request).isEqualTo(expected);
        assertThat(other.call(request)).isEqualTo(expected);
        assertThat(node.machine().store().revision()).isEqualTo(twin.revision());
        verifySomeRevision();
    }

    /** Views see what they saw, however old, and however much was compacted since. */
    private void verifySomeRevision() {
        if (random.nextInt(20) == 0) {
            views.add(node.machine().view());
        }
        View view = views.isEmpty() ? node.machine().view() : views.get(random.nextInt(views.size()));
        long lowest = Math.max(1, view.compactRevision());
        long revision = lowest + random.nextLong(view.revision() - lowest + 1);
        assertThat(view.range(KeyRange.of(bytes("a"), bytes("\u0000")), revision, 0, false).kvs())
                .isEqualTo(List.copyOf(twin.at(revision).values()));
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private void watchSomething() {
        int stream = random.nextInt(STREAMS);
        int kind = random.nextInt(100);
        if (kind < 10) {
            String[] keys = {"a", "b", "c", ""};
            String[] ends = {"", "b", "c", "\u0000"};
            long revision = node.machine().store().revision();
            WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder()
                    .setKey(bytes(keys[random.nextInt(4)])).setRangeEnd(bytes(ends[random.nextInt(4)]))
                    .setPrevKv(random.nextBoolean());
            if (random.nextBoolean()) {
                request.setStartRevision(Math.max(1, revision - 60 + random.nextInt(70)));
            }
            if (random.nextInt(3) == 0) {
                request.addFilters(random.nextBoolean() ? FilterType.NOPUT : FilterType.NODELETE);
            }
            ByteString from = request.getKey().isEmpty() ? bytes("\u0000") : request.getKey();
            boolean empty = request.getRangeEnd().size() > 0 && !request.getRangeEnd().equals(bytes("\u0000"))
                    && DumbTwin.BY_KEY.compare(from, request.getRangeEnd()) >= 0;
            if (!empty) {
                request.setWatchId(1000L + streams.get(stream).size());
                streams.get(stream).put(request.getWatchId(), new Told(request.build(), request.getStartRevision() == 0 ? revision + 1 : request.getStartRevision()));
                hub.request(stream, WatchRequest.newBuilder().setCreateRequest(request).build());
            }
        } else if (kind < 15) {
            hub.request(stream, WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
        } else if (kind < 30) {
            out.takes(stream, random.nextInt(3));
        } else if (kind < 50) {
            out.takesAll(stream);
        }
    }

    private void disturb() {
        int kind = random.nextInt(100);
        if (kind < 50) {
            hub.poll(1 + random.nextInt(40), OneNode.STAMP, out);
        } else if (kind < 53) {
            node.restart();
            hub.install(node.machine().store());
        } else if (kind < 56) {
            node.machine().trim(random.nextInt(5));
            node.machine().defragment();
        }
    }

    private void pollAll() {
        int rounds = 0;
        while (hub.poll(100, OneNode.STAMP, out)) {
            assertThat(++rounds).isLessThan(10_000);
        }
    }

    private void verifyStreams() {
        for (int i = 0; i < STREAMS; i++) {
            for (WatchResponse response : out.take(i)) {
                if (response.getWatchId() == -1) {
                    streams.get(i).values().stream().filter(told -> told.created && !told.cancelled)
                            .forEach(told -> verifyToldUpTo(told, response.getHeader().getRevision()));
                } else {
                    verifyResponse(streams.get(i).get(response.getWatchId()), response);
                }
            }
        }
    }

    private void verifyResponse(Told told, WatchResponse response) {
        assertThat(told.cancelled).isFalse();
        assertThat(told.created).as("an event before the watch is known to be created").isNotEqualTo(response.getCreated());
        if (response.getCreated()) {
            told.created = true;
            return;
        }
        if (response.getCanceled()) {
            told.cancelled = true;
            assertThat(response.getCompactRevision()).isGreaterThan(told.start);
            return;
        }
        if (!told.events.isEmpty()) {
            long before = told.events.get(told.events.size() - 1).getKv().getModRevision();
            assertThat(response.getEvents(0).getKv().getModRevision()).as("one revision in two responses").isGreaterThan(before);
        }
        told.events.addAll(response.getEventsList());
        verifyToldUpTo(told, response.getHeader().getRevision());
    }

    /** All that is due up to the revision, and in this order. */
    private void verifyToldUpTo(Told told, long revision) {
        List<DumbTwin.Change> due = due(told).stream().filter(change -> change.revision() <= revision).toList();
        assertThat(told.events).hasSize(due.size());
        for (int i = 0; i < due.size(); i++) {
            verifyEvent(told, told.events.get(i), due.get(i));
        }
    }

    private void verifyComplete(Told told) {
        assertThat(told.created).isTrue();
        if (!told.cancelled) {
            verifyToldUpTo(told, Long.MAX_VALUE);
        }
    }

    private List<DumbTwin.Change> due(Told told) {
        ByteString from = told.request.getKey().isEmpty() ? bytes("\u0000") : told.request.getKey();
        return twin.changes.stream()
                .filter(change -> change.revision() >= told.start && DumbTwin.isIn(change.key(), from, told.request.getRangeEnd()))
                .filter(change -> !told.request.getFiltersList().contains(change.kv().isPresent() ? FilterType.NOPUT : FilterType.NODELETE))
                .toList();
    }

    private void verifyEvent(Told told, Event event, DumbTwin.Change change) {
        KeyValue gone = KeyValue.newBuilder().setKey(change.key()).setModRevision(change.revision()).build();
        assertThat(event.getKv()).isEqualTo(change.kv().orElse(gone));
        assertThat(event.getType()).isEqualTo(change.kv().isPresent() ? Event.EventType.PUT : Event.EventType.DELETE);
        boolean creates = event.getKv().getCreateRevision() == change.revision();
        Optional<KeyValue> previous = creates ? Optional.empty() : Optional.ofNullable(twin.at(change.revision() - 1).get(change.key()));
        if (event.hasPrevKv()) {
            assertThat(told.request.getPrevKv()).isTrue();
            assertThat(Optional.of(event.getPrevKv())).isEqualTo(previous);
        } else if (told.request.getPrevKv() && previous.isPresent()) {
            assertThat(change.revision() - 1).as("a previous value that is not compacted").isLessThan(node.machine().store().compactRevision());
        }
    }

    private void verifyContents() {
        assertThat(node.machine().capture().hash()).isEqualTo(other.machine().capture().hash());
        View view = node.machine().view();
        for (long revision = Math.max(1, view.compactRevision()); revision <= view.revision(); revision++) {
            assertThat(view.hashKv(revision)).isEqualTo(other.machine().view().hashKv(revision));
        }
        node.machine().lessor().all().forEach(lease -> assertThat(node.machine().lessor().keys(lease.id()))
                .isEqualTo(twin.at(twin.revision()).values().stream().filter(kv -> kv.getLease() == lease.id()).map(KeyValue::getKey).toList()));
        while (other.machine().trim(100)) {
            // until all is removed
        }
        assertThat(OneNode.restored(other.machine()).sizeInUseBytes()).isEqualTo(other.machine().sizeInUseBytes());
    }
}
