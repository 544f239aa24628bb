package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.*;
import io.minos.node.snapshot.etcd.FailingSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC on the client port, asked by grpc-java over netty. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrpcFrontTest {
    private static final int REQUEST_BYTES_MAX = 4096;
    private static final int MESSAGE_BYTES_MAX = REQUEST_BYTES_MAX + (512 << 10);
    private static final Duration ELECTION_TIMEOUT = Duration.ofMillis(50);
    private static final ByteString KEY = ByteString.copyFromUtf8("foo");
    private static final WatchRequest CREATE = WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY)).build();

    private final FakeBackend backend = new FakeBackend();
    private Front front;
    private InetSocketAddress address;
    private ManagedChannel channel;
    private KVGrpc.KVBlockingStub kv;

    @BeforeEach
    void start() throws IOException {
        front = Front.start(new Front.Options(List.of(URI.create("http://127.0.0.1:0")), List.of(), REQUEST_BYTES_MAX, ELECTION_TIMEOUT), backend);
        address = front.clientAddresses().get(0);
        channel = channelTo(address.getPort());
        kv = KVGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        front.close();
    }

    private static ManagedChannel channelTo(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().maxInboundMessageSize(64 << 20).build();
    }

    private static void await(BooleanSupplier condition) throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("waited for 10 s");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static Status failure(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    private static <S extends AbstractStub<S>> S with(S stub, String header, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private PutResponse put(ByteString value) {
        return kv.put(PutRequest.newBuilder().setKey(KEY).setValue(value).build());
    }

    // ------------------------------------------------------------------ snapshots

    @Test
    void a_snapshot_that_cannot_be_made_ends_with_an_error() throws IOException {
        backend.snapshot = FailingSnapshot.with(new IllegalStateException("a bug"));
        Status status = failure(() -> MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS)
                .snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(piece -> { }));
        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).isEqualTo("etcdserver: internal error");
    }

    // ------------------------------------------------------------------ unary calls

    @Test
    void a_put_and_a_range_go_through() {
        assertThat(put(ByteString.copyFromUtf8("bar")).getHeader()).isEqualTo(backend.header().build());
        assertThat(kv.range(RangeRequest.newBuilder().setKey(KEY).build()).getKvs(0).getValue().toStringUtf8()).isEqualTo("bar");
    }

    /** Jetty would send the trailers of a large answer too early, if it were written at once. */
    @Test
    void large_answers_are_whole() {
        for (int bytes : new int[] {16_000, 17_000, 100_000, 500_000}) {
            ByteString large = ByteString.copyFrom(new byte[bytes]);
            put(large);
            for (int i = 0; i < 20; i++) {
                assertThat(kv.range(RangeRequest.newBuilder().setKey(KEY).build()).getKvs(0).getValue()).isEqualTo(large);
            }
        }
    }

    @Test
    void an_answer_that_comes_later_from_another_thread_is_delivered() throws Exception {
        backend.holding = true;
        Future<PutResponse> answer = KVGrpc.newFutureStub(channel).put(PutRequest.newBuilder().setKey(KEY).build());
        await(() -> !backend.held.isEmpty());
        assertThat(answer.isDone()).isFalse();
        completeHeld(PutResponse.newBuilder().setHeader(backend.header()).build());
        assertThat(answer.get(10, TimeUnit.SECONDS).getHeader().getRevision()).isEqualTo(2);
    }

    @SuppressWarnings("unchecked")
    private void completeHeld(PutResponse answer) {
        ((java.util.concurrent.CompletableFuture<PutResponse>) backend.held.get(0)).complete(answer);
    }

    @Test
    void errors_have_etcds_codes_and_texts() {
        Status compacted = failure(() -> kv.compact(CompactionRequest.getDefaultInstance()));
        assertThat(compacted.getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
        assertThat(compacted.getDescription()).isEqualTo("etcdserver: mvcc: required revision has been compacted");
        Status noKey = failure(() -> kv.put(PutRequest.getDefaultInstance()));
        assertThat(noKey.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(noKey.getDescription()).isEqualTo("etcdserver: key is not provided");
        Status full = failure(() -> kv.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("one too many")).build()));
        assertThat(full.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(full.getDescription()).isEqualTo("etcdserver: too many requests");
        Status auth = failure(() -> AuthGrpc.newBlockingStub(channel).authenticate(AuthenticateRequest.getDefaultInstance()));
        assertThat(auth.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(auth.getDescription()).isEqualTo("etcdserver: authentication is not enabled");
    }

    @Test
    void what_is_not_there_is_unimplemented() {
        Status method = failure(() -> raw("etcdserverpb.Auth/AuthStatus", new byte[0]));
        assertThat(method.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(method.getDescription()).isEqualTo("unknown method AuthStatus for service etcdserverpb.Auth");
        Status service = failure(() -> raw("made.Up/Range", new byte[0]));
        assertThat(service.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(service.getDescription()).isEqualTo("unknown service made.Up");
    }

    @Test
    void a_message_that_is_no_protobuf_is_told_so() {
        Status malformed = failure(() -> raw("etcdserverpb.KV/Put", new byte[] {(byte) 0xff, 1, 2}));
        assertThat(malformed.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(malformed.getDescription()).startsWith("grpc: error unmarshalling request: ");
        assertThat(put(KEY).getHeader().getRevision()).as("the connection goes on").isEqualTo(2);
    }

    @Test
    void a_message_may_be_as_large_as_etcds_and_no_larger() throws Exception {
        byte[] unknownField = new byte[MESSAGE_BYTES_MAX];
        // field 15, a string that takes the rest
        int length = MESSAGE_BYTES_MAX - 4;
        System.arraycopy(new byte[] {0x7a, (byte) (length | 0x80), (byte) (length >> 7 | 0x80), (byte) (length >> 14)}, 0, unknownField, 0, 4);
        raw("etcdserverpb.Maintenance/Status", unknownField);
        Status tooLarge = failure(() -> raw("etcdserverpb.Maintenance/Status", new byte[MESSAGE_BYTES_MAX + 1]));
        assertThat(tooLarge.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(tooLarge.getDescription()).isEqualTo("grpc: received message larger than max (528385 vs. 528384)");
        await(() -> front.streamCount() == 0);
    }

    @Test
    void gzip_is_understood_and_answered_with_gzip() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        ClientInterceptor capture = MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>());
        KVGrpc.KVBlockingStub zipped = kv.withCompression("gzip").withInterceptors(capture);
        ByteString value = ByteString.copyFrom(new byte[3000]);
        zipped.put(PutRequest.newBuilder().setKey(KEY).setValue(value).build());
        assertThat(zipped.range(RangeRequest.newBuilder().setKey(KEY).build()).getKvs(0).getValue()).isEqualTo(value);
        assertThat(headers.get().get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("gzip");
    }

    @Test
    void a_small_message_that_unfolds_to_a_large_one_is_refused() {
        Status bomb = failure(() -> kv.withCompression("gzip").put(PutRequest.newBuilder().setKey(KEY).setValue(ByteString.copyFrom(new byte[50 << 20])).build()));
        assertThat(bomb.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(bomb.getDescription()).startsWith("grpc: received message larger than max (");
    }

    @Test
    void an_unknown_compression_is_refused() {
        CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
        registry.register(new Compressor() {
            @Override
            public String getMessageEncoding() {
                return "snappy";
            }

            @Override
            public OutputStream compress(OutputStream plain) {
                return plain;
            }
        });
        ManagedChannel snappy = NettyChannelBuilder.forAddress("127.0.0.1", address.getPort()).usePlaintext().compressorRegistry(registry).build();
        Status refused = failure(() -> KVGrpc.newBlockingStub(snappy).withCompression("snappy").range(RangeRequest.newBuilder().setKey(KEY).build()));
        snappy.shutdownNow();
        assertThat(refused.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(refused.getDescription()).isEqualTo("grpc: Decompressor is not installed for grpc-encoding \"snappy\"");
    }

    /** The header alone: grpc-java does not know of this deadline, so it is the server's. */
    @Test
    void a_deadline_ends_the_wait() throws Exception {
        backend.holding = true;
        Status late = failure(() -> with(kv, "grpc-timeout", "50m").put(PutRequest.newBuilder().setKey(KEY).build()));
        assertThat(late.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(late.getDescription()).isEqualTo("context deadline exceeded");
        await(() -> front.streamCount() == 0);
        await(() -> backend.held.get(0).isCancelled());
        Status malformed = failure(() -> with(kv, "grpc-timeout", "soon").put(PutRequest.newBuilder().setKey(KEY).build()));
        assertThat(malformed.getCode()).isEqualTo(Status.Code.INTERNAL);
    }

    // ------------------------------------------------------------------ streams

    private StreamObserver<WatchRequest> watch(Heard<WatchResponse> heard) {
        return WatchGrpc.newStub(channel).watch(heard);
    }

    @Test
    void a_watch_goes_on_after_its_client_has_asked_all_it_wanted() throws Exception {
        Heard<WatchResponse> heard = new Heard<>();
        StreamObserver<WatchRequest> requests = watch(heard);
        requests.onNext(CREATE);
        assertThat(heard.message().getCreated()).isTrue();
        requests.onCompleted();
        for (int i = 0; i < 3; i++) {
            put(ByteString.copyFromUtf8("v" + i));
            assertThat(heard.message().getEvents(0).getKv().getValue().toStringUtf8()).isEqualTo("v" + i);
        }
        backend.watches.get(0).out.fail(new RpcException(io.minos.node.outcome.EtcdError.WATCH_CANCELED));
        Status end = heard.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(end.getDescription()).isEqualTo("etcdserver: watch canceled");
        await(() -> backend.watches.isEmpty() && front.streamCount() == 0);
    }

    @Test
    void one_connection_carries_hundreds_of_watches_and_other_calls() throws Exception {
        List<Heard<WatchResponse>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(new Heard<>());
            watch(all.get(i)).onNext(CREATE);
        }
        for (Heard<WatchResponse> heard : all) {
            heard.message();
        }
        put(KEY);
        for (Heard<WatchResponse> heard : all) {
            assertThat(heard.message().getEventsCount()).isEqualTo(1);
        }
    }

    @Test
    void a_client_that_hangs_up_leaves_nothing_behind() throws Exception {
        Heard<WatchResponse> heard = new Heard<>();
        StreamObserver<WatchRequest> requests = watch(heard);
        requests.onNext(CREATE);
        heard.message();
        requests.onError(Status.CANCELLED.asException());
        await(() -> backend.watches.isEmpty() && front.streamCount() == 0);
    }

    @Test
    void a_client_that_is_killed_leaves_nothing_behind() throws Exception {
        CutRelay relay = new CutRelay(address);
        ManagedChannel through = channelTo(relay.port());
        Heard<WatchResponse> open = new Heard<>();
        Heard<WatchResponse> halfClosed = new Heard<>();
        WatchGrpc.newStub(through).watch(open).onNext(CREATE);
        StreamObserver<WatchRequest> requests = WatchGrpc.newStub(through).watch(halfClosed);
        requests.onNext(CREATE);
        requests.onCompleted();
        Heard<LeaseKeepAliveResponse> keptAlive = new Heard<>();
        LeaseGrpc.newStub(through).leaseKeepAlive(keptAlive).onNext(LeaseKeepAliveRequest.getDefaultInstance());
        open.message();
        halfClosed.message();
        keptAlive.message(); // or it would be held as well
        backend.holding = true;
        Future<PutResponse> waiting = KVGrpc.newFutureStub(through).put(PutRequest.newBuilder().setKey(KEY).build());
        await(() -> backend.held.size() == 1 && front.streamCount() == 4);
        relay.close();
        await(() -> backend.watches.isEmpty() && front.streamCount() == 0);
        await(() -> backend.held.get(0).isCancelled());
        waiting.cancel(true);
        through.shutdownNow();
    }

    @Test
    void a_client_that_does_not_read_holds_its_watch_back_and_is_caught_up_later() throws Exception {
        io.grpc.ClientCall<WatchRequest, WatchResponse> call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        Heard<WatchResponse> heard = new Heard<>();
        call.start(new io.grpc.ClientCall.Listener<>() {
            @Override
            public void onMessage(WatchResponse message) {
                heard.onNext(message);
            }
        }, new Metadata());
        call.sendMessage(CREATE);
        await(() -> !backend.watches.isEmpty());
        FakeBackend.FakeWatch watch = backend.watches.get(0);
        WatchResponse large = WatchResponse.newBuilder().addEvents(Event.newBuilder().setKv(KeyValue.newBuilder().setValue(ByteString.copyFrom(new byte[60_000])))).build();
        int sent = 0;
        for (long quiet = System.nanoTime(); sent < 1_000 && System.nanoTime() - quiet < TimeUnit.MILLISECONDS.toNanos(300); ) {
            if (watch.out.isReady()) {
                watch.out.send(large);
                sent++;
                quiet = System.nanoTime();
            }
        }
        assertThat(sent).as("60 kB each; the client's window is 1 MB").isBetween(1, 999);
        int readyBefore = watch.readyCalls;
        call.request(sent + 1);
        for (int i = 0; i <= sent; i++) {
            heard.message();
        }
        await(() -> watch.readyCalls > readyBefore);
        call.cancel("done", null);
    }

    @Test
    void keep_alives_are_answered_in_turn_until_the_requests_end() throws Exception {
        LeaseGrpc.newBlockingStub(channel).leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).setID(77).build());
        Heard<LeaseKeepAliveResponse> heard = new Heard<>();
        StreamObserver<LeaseKeepAliveRequest> requests = LeaseGrpc.newStub(channel).leaseKeepAlive(heard);
        for (long id : new long[] {77, 5, 77}) {
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
        }
        requests.onCompleted();
        assertThat(List.of(heard.message().getTTL(), heard.message().getTTL(), heard.message().getTTL())).containsExactly(60L, 0L, 60L);
        assertThat(heard.end().isOk()).isTrue();
        await(() -> front.streamCount() == 0);
    }

    @Test
    void a_keep_alive_that_fails_ends_the_stream() throws Exception {
        Heard<LeaseKeepAliveResponse> heard = new Heard<>();
        LeaseGrpc.newStub(channel).leaseKeepAlive(heard).onNext(LeaseKeepAliveRequest.newBuilder().setID(666).build());
        assertThat(heard.end().getDescription()).isEqualTo("etcdserver: no leader");
    }

    // ------------------------------------------------------------------ leaders, and the end

    @Test
    void who_requires_a_leader_is_refused_without_one() throws Exception {
        backend.leader = false;
        Status unary = failure(() -> with(kv, "hasleader", "true").range(RangeRequest.newBuilder().setKey(KEY).build()));
        assertThat(unary.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(unary.getDescription()).isEqualTo("etcdserver: no leader");
        Heard<WatchResponse> heard = new Heard<>();
        with(WatchGrpc.newStub(channel), "hasleader", "true").watch(heard).onNext(CREATE);
        assertThat(heard.end().getDescription()).isEqualTo("etcdserver: no leader");
        assertThat(kv.range(RangeRequest.newBuilder().setKey(KEY).build()).getCount()).as("who does not mind is served").isZero();
    }

    @Test
    void a_watch_that_requires_a_leader_ends_when_there_is_none_for_long() throws Exception {
        Heard<WatchResponse> requiring = new Heard<>();
        with(WatchGrpc.newStub(channel), "hasleader", "true").watch(requiring).onNext(CREATE);
        Heard<WatchResponse> patient = new Heard<>();
        watch(patient).onNext(CREATE);
        requiring.message();
        patient.message();
        assertThat(requiring.isSilent(5 * ELECTION_TIMEOUT.toMillis())).isTrue();
        backend.leader = false;
        Status end = requiring.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.getDescription()).isEqualTo("etcdserver: no leader");
        await(() -> backend.watches.size() == 1);
        assertThat(patient.isSilent(100)).isTrue();
    }

    @Test
    void closing_ends_the_streams() throws Exception {
        Heard<WatchResponse> heard = new Heard<>();
        watch(heard).onNext(CREATE);
        heard.message();
        FakeBackend.FakeWatch watch = backend.watches.get(0);
        front.close();
        Status end = heard.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.getDescription()).isEqualTo("etcdserver: server stopped");
        assertThat(watch.closed).isTrue();
    }

    @Test
    void json_is_answered_as_before_on_the_same_port() throws IOException {
        put(KEY);
        assertThat(HttpWire.ask(address, "POST", "/v3/kv/range", "{\"key\":\"Zm9v\"}").body()).contains("\"count\":\"1\"");
    }

    /** A call of any method with any bytes. */
    private byte[] raw(String method, byte[] request) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName(method).setRequestMarshaller(bytes).setResponseMarshaller(bytes).build();
        return ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, request);
    }
}
