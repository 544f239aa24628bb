package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.*;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real member, asked over gRPC: what streams carry, and the services that are made of others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrpcNodeTest {
    @TempDir
    static Path directory;

    private static LocalCluster cluster;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        cluster = new LocalCluster(directory, 1, "--max-request-bytes=20000").startAll();
        cluster.leader();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", cluster.clientUrl(0).getPort()).usePlaintext().build();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        cluster.close();
    }

    /** Whatever a test did, no call and no watch of it is left. */
    @AfterEach
    void nothing_is_left_behind() throws Exception {
        await(() -> cluster.node(0).front().streamCount() == 0 && cluster.node(0).published().watchStreams() == 0);
    }

    private static void await(BooleanSupplier condition) throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("waited for 10 s");
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutResponse put(String key, String value) {
        return KVGrpc.newBlockingStub(channel).put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build());
    }

    private static long keysUnder(String prefix) {
        ByteString end = bytes(prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1));
        return KVGrpc.newBlockingStub(channel).range(RangeRequest.newBuilder().setKey(bytes(prefix)).setRangeEnd(end).setCountOnly(true).build()).getCount();
    }

    private static long lease() {
        return LeaseGrpc.newBlockingStub(channel).leaseGrant(LeaseGrantRequest.newBuilder().setTTL(600).build()).getID();
    }

    // ------------------------------------------------------------------ watches

    private static final class Watching implements StreamObserver<WatchResponse>, AutoCloseable {
        private final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        private final StreamObserver<WatchRequest> requests = WatchGrpc.newStub(channel).watch(this);

        void create(WatchCreateRequest.Builder request) {
            requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
        }

        WatchResponse next() throws InterruptedException {
            WatchResponse next = responses.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }

        @Override
        public void onNext(WatchResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}

        @Override
        public void close() {
            requests.onError(Status.CANCELLED.asException());
        }
    }

    @Test
    void one_stream_carries_watches_of_many_kinds() throws Exception {
        put("w/a", "before");
        try (Watching watching = new Watching()) {
            watching.create(WatchCreateRequest.newBuilder().setKey(bytes("w/a")).setWatchId(42).setPrevKv(true));
            assertThat(watching.next()).matches(response -> response.getCreated() && response.getWatchId() == 42);
            watching.create(WatchCreateRequest.newBuilder().setKey(bytes("w/")).setRangeEnd(bytes("w0")).setWatchId(7).addFilters(FilterType.NOPUT));
            assertThat(watching.next().getWatchId()).isEqualTo(7);
            put("w/a", "after");
            WatchResponse event = watching.next();
            assertThat(event.getWatchId()).isEqualTo(42);
            assertThat(event.getEvents(0).getPrevKv().getValue().toStringUtf8()).isEqualTo("before");
            watching.requests.onNext(WatchRequest.newBuilder().setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(42)).build());
            assertThat(watching.next()).matches(response -> response.getCanceled() && response.getWatchId() == 42);
            KVGrpc.newBlockingStub(channel).deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("w/a")).build());
            WatchResponse deleted = watching.next();
            assertThat(deleted.getWatchId()).isEqualTo(7);
            assertThat(deleted.getEvents(0).getType()).isEqualTo(Event.EventType.DELETE);
            watching.requests.onNext(WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
            assertThat(watching.next()).matches(response -> response.getWatchId() == -1 && response.getHeader().getRevision() == deleted.getHeader().getRevision());
        }
    }

    @Test
    void a_long_history_comes_in_fragments_to_who_can_take_them() throws Exception {
        long first = put("f/0", "").getHeader().getRevision();
        for (int i = 0; i < 60; i++) {
            put("f/" + i, "x".repeat(15_000));
        }
        try (Watching watching = new Watching()) {
            watching.create(WatchCreateRequest.newBuilder().setKey(bytes("f/")).setRangeEnd(bytes("f0")).setStartRevision(first).setFragment(true));
            assertThat(watching.next().getCreated()).isTrue();
            List<WatchResponse> parts = new ArrayList<>();
            int events = 0;
            while (events < 61) {
                parts.add(watching.next());
                events += parts.get(parts.size() - 1).getEventsCount();
            }
            assertThat(parts).as("more than 512 KiB and the largest request together").hasSizeGreaterThan(1);
            assertThat(parts.get(0).getFragment()).isTrue();
            assertThat(parts.get(parts.size() - 1).getFragment()).isFalse();
        }
    }

    // ------------------------------------------------------------------ locks

    private static ListenableFuture<LockResponse> lock(String name, long lease) {
        return LockGrpc.newFutureStub(channel).lock(LockRequest.newBuilder().setName(bytes(name)).setLease(lease).build());
    }

    private static void unlock(ByteString key) {
        LockGrpc.newBlockingStub(channel).unlock(UnlockRequest.newBuilder().setKey(key).build());
    }

    @Test
    void a_lock_is_handed_on_in_the_order_of_the_queue() throws Exception {
        long lease = lease();
        ByteString held = lock("l1", lease).get(10, TimeUnit.SECONDS).getKey();
        assertThat(held.toStringUtf8()).isEqualTo("l1/" + Long.toHexString(lease));
        assertThat(lock("l1", lease).get(10, TimeUnit.SECONDS).getKey()).as("who holds it, holds it").isEqualTo(held);
        ListenableFuture<LockResponse> second = lock("l1", lease());
        await(() -> keysUnder("l1/") == 2);
        ListenableFuture<LockResponse> third = lock("l1", lease());
        await(() -> keysUnder("l1/") == 3);
        assertThat(catchThrowable(() -> second.get(100, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);
        unlock(held);
        ByteString next = second.get(10, TimeUnit.SECONDS).getKey();
        assertThat(third.isDone()).isFalse();
        unlock(next);
        unlock(third.get(10, TimeUnit.SECONDS).getKey());
    }

    @Test
    void who_stops_waiting_leaves_the_queue() throws Exception {
        ByteString held = lock("l2", lease()).get(10, TimeUnit.SECONDS).getKey();
        ListenableFuture<LockResponse> impatient = lock("l2", lease());
        await(() -> keysUnder("l2/") == 2);
        ListenableFuture<LockResponse> patient = lock("l2", lease());
        await(() -> keysUnder("l2/") == 3);
        impatient.cancel(true);
        await(() -> keysUnder("l2/") == 2);
        assertThat(patient.isDone()).isFalse();
        unlock(held);
        unlock(patient.get(10, TimeUnit.SECONDS).getKey());
    }

    @Test
    void a_lock_ends_with_its_lease() throws Exception {
        long lease = lease();
        lock("l3", lease).get(10, TimeUnit.SECONDS);
        ListenableFuture<LockResponse> next = lock("l3", lease());
        await(() -> keysUnder("l3/") == 2);
        LeaseGrpc.newBlockingStub(channel).leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
        unlock(next.get(10, TimeUnit.SECONDS).getKey());
    }

    @Test
    void who_waits_and_loses_its_lease_is_told_so() throws Exception {
        ByteString held = lock("l4", lease()).get(10, TimeUnit.SECONDS).getKey();
        long lease = lease();
        ListenableFuture<LockResponse> waiting = lock("l4", lease);
        await(() -> keysUnder("l4/") == 2);
        LeaseGrpc.newBlockingStub(channel).leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
        unlock(held);
        Status expired = Status.fromThrowable(catchThrowable(() -> waiting.get(10, TimeUnit.SECONDS)));
        assertThat(expired.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(expired.getDescription()).isEqualTo("mutex: session is expired");
    }

    @Test
    void a_lock_needs_a_lease_that_exists_or_none_at_all() throws Exception {
        Status unknown = Status.fromThrowable(catchThrowable(() -> lock("l5", 4711).get(10, TimeUnit.SECONDS)));
        assertThat(unknown.getCode()).as("as etcd's").isEqualTo(Status.Code.UNKNOWN);
        assertThat(unknown.getDescription()).isEqualTo("etcdserver: requested lease not found");
        ByteString key = lock("l5", 0).get(10, TimeUnit.SECONDS).getKey();
        long given = Long.parseLong(key.toStringUtf8().substring(3), 16);
        assertThat(LeaseGrpc.newBlockingStub(channel).leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(given).build()).getGrantedTTL()).isEqualTo(60);
        unlock(key);
    }

    // ------------------------------------------------------------------ elections

    private static ListenableFuture<CampaignResponse> campaign(String name, String value) {
        return ElectionGrpc.newFutureStub(channel).campaign(CampaignRequest.newBuilder().setName(bytes(name)).setLease(lease()).setValue(bytes(value)).build());
    }

    private static String leaderOf(String name) {
        return ElectionGrpc.newBlockingStub(channel).leader(LeaderRequest.newBuilder().setName(bytes(name)).build()).getKv().getValue().toStringUtf8();
    }

    @Test
    void leaders_follow_one_another_and_an_observer_hears_of_each() throws Exception {
        ElectionGrpc.ElectionBlockingStub elections = ElectionGrpc.newBlockingStub(channel);
        Status none = Status.fromThrowable(catchThrowable(() -> leaderOf("e1")));
        assertThat(none.getDescription()).isEqualTo("election: no leader");
        Context.CancellableContext observing = Context.current().withCancellation();
        Iterator<LeaderResponse> observed = observing.call(() -> elections.observe(LeaderRequest.newBuilder().setName(bytes("e1")).build()));

        LeaderKey first = campaign("e1", "one").get(10, TimeUnit.SECONDS).getLeader();
        assertThat(first.getKey().toStringUtf8()).isEqualTo("e1/" + Long.toHexString(first.getLease()));
        assertThat(observed.next().getKv().getValue().toStringUtf8()).isEqualTo("one");
        ListenableFuture<CampaignResponse> second = campaign("e1", "two");
        await(() -> keysUnder("e1/") == 2);
        elections.proclaim(ProclaimRequest.newBuilder().setLeader(first).setValue(bytes("still one")).build());
        assertThat(observed.next().getKv().getValue().toStringUtf8()).isEqualTo("still one");
        assertThat(leaderOf("e1")).isEqualTo("still one");
        assertThat(second.isDone()).isFalse();

        elections.resign(ResignRequest.newBuilder().setLeader(first).build());
        LeaderKey next = second.get(10, TimeUnit.SECONDS).getLeader();
        assertThat(observed.next().getKv().getValue().toStringUtf8()).isEqualTo("two");
        Status notLeader = Status.fromThrowable(catchThrowable(() -> elections.proclaim(ProclaimRequest.newBuilder().setLeader(first).setValue(bytes("no")).build())));
        assertThat(notLeader.getDescription()).isEqualTo("election: not leader");
        elections.resign(ResignRequest.newBuilder().setLeader(next).build());
        observing.cancel(null);
    }

    @Test
    void a_candidate_that_stops_waiting_has_resigned() throws Exception {
        LeaderKey leader = campaign("e2", "one").get(10, TimeUnit.SECONDS).getLeader();
        ListenableFuture<CampaignResponse> second = campaign("e2", "two");
        await(() -> keysUnder("e2/") == 2);
        second.cancel(true);
        await(() -> keysUnder("e2/") == 1);
        assertThat(leaderOf("e2")).isEqualTo("one");
        ElectionGrpc.newBlockingStub(channel).resign(ResignRequest.newBuilder().setLeader(leader).build());
    }

    // ------------------------------------------------------------------ the rest

    // ------------------------------------------------------------------ snapshots

    private static void fill() {
        String value = "v".repeat(15_000);
        for (int i = 0; i < 200; i++) {
            put("snap/" + i, value);
        }
    }

    @Test
    void a_snapshot_is_a_database_and_its_hash() throws Exception {
        fill();
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        long bytes = 0;
        ByteString last = ByteString.EMPTY;
        long remaining = Long.MAX_VALUE;
        for (Iterator<SnapshotResponse> pieces = MaintenanceGrpc.newBlockingStub(channel).snapshot(SnapshotRequest.getDefaultInstance()); pieces.hasNext(); ) {
            SnapshotResponse piece = pieces.next();
            if (pieces.hasNext()) {
                hash.update(piece.getBlob().asReadOnlyByteBuffer());
                bytes += piece.getBlob().size();
                assertThat(piece.getRemainingBytes()).isEqualTo(remaining == Long.MAX_VALUE ? piece.getRemainingBytes() : remaining - piece.getBlob().size());
                remaining = piece.getRemainingBytes();
            }
            last = piece.getBlob();
        }
        assertThat(remaining).isZero();
        assertThat(bytes).isGreaterThan(200 * 15_000).isEqualTo(bytes / 4096 * 4096);
        assertThat(last.toByteArray()).isEqualTo(hash.digest());
    }

    @Test
    void who_leaves_in_the_middle_of_a_snapshot_leaves_no_thread_behind() throws Exception {
        fill();
        try (Context.CancellableContext reader = Context.current().withCancellation()) {
            Iterator<SnapshotResponse> pieces = reader.call(() -> MaintenanceGrpc.newBlockingStub(channel).snapshot(SnapshotRequest.getDefaultInstance()));
            assertThat(pieces.next().getRemainingBytes()).isPositive();
            assertThat(sendsSnapshots()).as("nobody reads on").isTrue();
        }
        await(() -> !sendsSnapshots());
    }

    private static boolean sendsSnapshots() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("front-snapshot"));
    }

    @Test
    void a_request_is_bound_as_etcds_are() {
        Status tooLarge = Status.fromThrowable(catchThrowable(() -> put("large", "x".repeat(20_001))));
        assertThat(tooLarge.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(tooLarge.getDescription()).isEqualTo("etcdserver: request is too large");
    }
}
