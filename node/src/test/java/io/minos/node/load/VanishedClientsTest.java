package io.minos.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrpc;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.WatchCreateRequest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Clients that leave in all the ways there are, or that ask for more than they read. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VanishedClientsTest {
    private static final int CLIENTS = 20;
    private static final int HEAP_MIB = 192;
    private static final int STREAMS_MAX = 10_000;
    /** So small that the window of the connection holds as many puts as may be under way. */
    private static final int VALUE_BYTES = 20;
    private static final int FLOOD = "full".equals(System.getProperty("minos.load")) ? 100_000 : 25_000;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    @TempDir
    Path directory;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private ChildNode node;

    @BeforeEach
    void start() throws Exception {
        node = ChildNode.start(directory, HEAP_MIB, "--grpc-keepalive-interval=1s", "--grpc-keepalive-timeout=1s");
    }

    @AfterEach
    void stop() throws Exception {
        channels.forEach(ManagedChannel::shutdownNow);
        node.close();
    }

    private ManagedChannel connect(int port) {
        ManagedChannel channel = ChildNode.connectThrough(port);
        channels.add(channel);
        return channel;
    }

    private Watching watch(ManagedChannel channel) throws Exception {
        Watching watching = new Watching(channel, Watching.EAGERLY);
        watching.create(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")));
        node.await("the watch is there", () -> watching.created() == 1);
        return watching;
    }

    private void keepAlive(ManagedChannel channel) {
        long lease = LeaseGrpc.newBlockingStub(channel).leaseGrant(LeaseGrantRequest.newBuilder().setTTL(600).build()).getID();
        LeaseGrpc.newStub(channel).leaseKeepAlive(new StreamObserver<LeaseKeepAliveResponse>() {
            @Override
            public void onNext(LeaseKeepAliveResponse response) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        }).onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    }

    private static PutRequest put(int valueBytes) {
        return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setValue(ByteString.copyFrom(new byte[valueBytes])).build();
    }

    @Test
    void who_is_gone_without_a_word_is_forgotten_and_who_answers_is_not() throws Exception {
        Watching quiet = watch(connect(node.address().getPort()));
        try (Gate gate = new Gate(node.address())) {
            for (int i = 0; i < CLIENTS; i++) {
                ManagedChannel channel = connect(gate.port());
                watch(channel);
                keepAlive(channel);
            }
            node.await("all are there", () -> node.metric("minos_client_connections") == CLIENTS + 1 && node.metric("minos_client_streams") == 2 * CLIENTS + 1);
            gate.shut();
            long gone = System.nanoTime();
            node.await("only the one that answers is left", () -> node.metric("minos_client_streams") == 1 && node.metric("minos_client_connections") == 1);
            System.out.println("vanished: " + CLIENTS + " clients were forgotten after " + (System.nanoTime() - gone) / 1_000_000 + " ms");
            assertThat(node.metric("etcd_debugging_mvcc_watcher_total")).isEqualTo(1);
        }
        TimeUnit.SECONDS.sleep(3); // some intervals: it has said nothing of its own accord
        assertThat(quiet.ended()).isEmpty();
        KVGrpc.newBlockingStub(channels.get(0)).put(put(1));
        node.await("the quiet one is told", () -> quiet.events() == 1);
        channels.forEach(ManagedChannel::shutdownNow);
        node.awaitNothingHeld();
    }

    /** Its connection takes nothing any more: what is written to it stands in the way of the ping. */
    @Test
    void who_does_not_read_in_mid_stream_is_forgotten() throws Exception {
        try (Gate gate = new Gate(node.address())) {
            for (int i = 0; i < CLIENTS; i++) {
                watch(connect(gate.port()));
            }
            gate.shut();
            for (int i = 0; i < 20; i++) {
                KVGrpc.newBlockingStub(connect(node.address().getPort())).put(put(512 << 10));
            }
            node.await("the watches are gone", () -> node.metric("etcd_debugging_mvcc_watcher_total") == 0);
        }
        channels.forEach(ManagedChannel::shutdownNow);
        node.awaitNothingHeld();
    }

    @Test
    void clients_that_cancel_in_mid_stream_leave_nothing() throws Exception {
        ManagedChannel channel = connect(node.address().getPort());
        for (int round = 0; round < 10; round++) {
            List<Watching> watching = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                watching.add(watch(channel));
            }
            for (int i = 0; i < 10; i++) {
                KVGrpc.newStub(channel).put(put(1000), new Ignoring<>());
            }
            watching.forEach(Watching::cancel);
        }
        node.await("all streams have ended", () -> node.metric("minos_client_streams") == 0 && node.metric("etcd_debugging_mvcc_watch_stream_total") == 0);
        assertThat(node.metric("minos_client_connections")).isEqualTo(1);
        channel.shutdownNow();
        node.awaitNothingHeld();
    }

    @Test
    void connections_that_say_nothing_or_half_of_it_do_not_hinder_the_others() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        List<JsonWatching> halfOpen = new ArrayList<>();
        try {
            for (String said : List.of("", "P", PREFACE.substring(0, 12), PREFACE, PREFACE + "\0\0\0", "POST /v3/kv/put HTTP/1.1\r\nHost: n\r\nContent-Le", "POST /v3/kv/put HTTP/1.1\r\nHost: n\r\nContent-Length: 1000000\r\n\r\n{\"key\"",
                    "POST /v3/watch HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cre")) {
                for (int i = 0; i < CLIENTS; i++) {
                    Socket socket = new Socket(node.address().getAddress(), node.address().getPort());
                    sockets.add(socket);
                    socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                }
            }
            for (int i = 0; i < CLIENTS; i++) {
                halfOpen.add(new JsonWatching(node.address(), 0));
            }
            ManagedChannel channel = connect(node.address().getPort());
            Watching watching = watch(channel);
            KVGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS).put(put(1));
            node.await("it is told", () -> watching.events() == 1);
            node.await("the watches are there", () -> node.metric("etcd_debugging_mvcc_watcher_total") == CLIENTS + 1);
            for (JsonWatching watch : halfOpen) {
                watch.shutdownOutput();
            }
            node.await("who will say nothing more is taken for gone, as by Go's server", () -> node.metric("etcd_debugging_mvcc_watcher_total") == 1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            for (JsonWatching watch : halfOpen) {
                watch.close();
            }
        }
        channels.forEach(ManagedChannel::shutdownNow);
        node.awaitNothingHeld();
    }

    /** {@code /proc/net/tcp} has a connection's timer: 02 is the one of keepalive. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void a_machine_that_is_gone_is_asked_for_by_its_kernel() throws Exception {
        try (Socket silent = new Socket(node.address().getAddress(), node.address().getPort())) {
            node.await("it is connected", () -> node.metric("minos_client_connections") == 1);
            String server = String.format(":%04X", silent.getPort());
            String client = String.format(":%04X", silent.getLocalPort());
            node.await("its kernel will ask", () -> java.util.stream.Stream.of("tcp", "tcp6").flatMap(table -> lines("/proc/net/" + table))
                    .map(line -> line.trim().split("\\s+"))
                    .anyMatch(columns -> columns[1].endsWith(server) && columns[2].endsWith(client) && columns[5].startsWith("02:")));
        }
    }

    private static java.util.stream.Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException none) {
            return java.util.stream.Stream.empty();
        }
    }

    // ------------------------------------------------------------------ more asked than read

    /** What becomes of calls, counted. */
    private static final class Counting<A> implements StreamObserver<A> {
        final AtomicInteger answered = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicInteger otherwise = new AtomicInteger();

        @Override
        public void onNext(A answer) {
            answered.incrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {
            (Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED ? refused : otherwise).incrementAndGet();
        }

        @Override
        public void onCompleted() {}

        int all() {
            return answered.get() + refused.get() + otherwise.get();
        }

        @Override
        public String toString() {
            return answered + " answered, " + refused + " refused, " + otherwise + " otherwise";
        }
    }

    private static final class Ignoring<A> implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    /** Many puts at once, whose answers are not taken for a while; the limit on streams is what makes the rest wait at the client. */
    @Test
    void a_flood_of_puts_is_answered_in_bounded_memory() throws Exception {
        int puts = FLOOD;
        Counting<PutResponse> outcome = new Counting<>();
        ChildNode.Held before = node.held();
        node.close();
        directory = Files.createTempDirectory(directory, "flood");
        node = ChildNode.start(directory, HEAP_MIB); // nobody is given up here
        try (Gate gate = new Gate(node.address())) {
            KVGrpc.KVStub kv = KVGrpc.newStub(connect(gate.port()));
            kv.put(put(VALUE_BYTES), outcome);
            node.await("the first is answered", () -> outcome.all() == 1);
            gate.shutTowardsClients();
            for (int i = 1; i < puts; i++) {
                kv.put(put(VALUE_BYTES), outcome);
            }
            long[] last = {0};
            node.await("nothing more is written", () -> {
                long seen = last[0];
                last[0] = node.metric("etcd_debugging_mvcc_current_revision");
                TimeUnit.SECONDS.sleep(3);
                return last[0] > 1_000 && last[0] == seen;
            });
            ChildNode.Held flooded = node.held();
            System.out.println("flood: " + last[0] + " written, " + flooded + " while nothing is read, " + before + " before");
            assertThat(node.metric("etcd_debugging_mvcc_current_revision")).as("the rest waits in the client").isLessThanOrEqualTo(STREAMS_MAX + 2);
            assertThat(flooded.heapMib()).isLessThan(before.heapMib() + 60);
            gate.open();
            node.await("all have an end", () -> outcome.all() == puts);
            System.out.println("flood: " + outcome);
            assertThat(outcome.otherwise).hasValue(0);
            assertThat(outcome.answered.get()).isGreaterThan(puts / 2);
            channels.forEach(ManagedChannel::shutdownNow);
        }
        node.awaitNothingHeld();
        assertThat(node.held().heapMib()).isLessThan(before.heapMib() + 80); // the history of all the puts is in it
    }

    /** One that does not keep to the limit, either. Where it stops depends on what the kernels' buffers take. */
    @Test
    void who_asks_on_and_reads_nothing_is_cut_off() throws Exception {
        ChildNode.Held before = node.held();
        int requests = 0;
        try (Socket rogue = new Socket()) {
            rogue.setReceiveBufferSize(4 << 10);
            rogue.connect(node.address());
            OutputStream out = new BufferedOutputStream(rogue.getOutputStream(), 64 << 10);
            out.write((PREFACE + "\0\0\0\4\0\0\0\0\0").getBytes(StandardCharsets.US_ASCII)); // and empty settings
            try {
                for (; requests < 2_000_000; requests++) {
                    out.write(getOf(2 * requests + 1));
                }
            } catch (IOException cut) {
                // as it should be
            }
            System.out.println("rogue: cut off after " + requests + " requests");
            assertThat(requests).as("requests before it is cut off").isLessThan(2_000_000);
        }
        node.awaitNothingHeld();
        assertThat(node.held().heapMib()).isLessThan(before.heapMib() + 20);
    }

    /** A frame of headers on this stream: the whole of a request for "/". */
    private static byte[] getOf(int stream) {
        byte[] hpack = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'n'}; // GET, http, /, and the authority
        return ByteBuffer.allocate(9 + hpack.length).putInt(hpack.length << 8 | 1).put((byte) 5).putInt(stream).put(hpack).array();
    }

    /** Each answer is a tenth of the memory. */
    @Test
    void large_answers_that_nobody_reads_are_refused_before_memory_is_full() throws Exception {
        ManagedChannel writer = connect(node.address().getPort());
        for (int i = 0; i < 16; i++) {
            KVGrpc.newBlockingStub(writer).put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("big" + i)).setValue(ByteString.copyFrom(new byte[1 << 20])).build());
        }
        RangeRequest everything = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("big")).setRangeEnd(ByteString.copyFromUtf8("bih")).build();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(200);
        ManagedChannel reader = connect(node.address().getPort());
        List<ClientCall<RangeRequest, RangeResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ClientCall<RangeRequest, RangeResponse> call = reader.newCall(KVGrpc.getRangeMethod(), CallOptions.DEFAULT);
            calls.add(call);
            call.start(new ClientCall.Listener<>() {
                @Override
                public void onClose(Status status, Metadata trailers) {
                    ended.incrementAndGet();
                    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                        refused.incrementAndGet();
                    }
                    all.countDown();
                }
            }, new Metadata());
            call.sendMessage(everything);
            call.halfClose(); // no answer is asked for: the window of each stays shut
        }
        node.await("those that are too much are refused", () -> refused.get() > 150);
        ChildNode.Held held = node.held();
        System.out.println("large answers: " + refused + " of 200 refused, " + held);
        assertThat(held.unsentBytes()).isLessThanOrEqualTo((long) HEAP_MIB << 18);
        KVGrpc.newBlockingStub(writer).withDeadlineAfter(10, TimeUnit.SECONDS).put(put(1));
        calls.forEach(call -> call.cancel("enough", null));
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        node.await("memory is free again", () -> node.metric("minos_client_unsent_bytes") == 0);
        RangeResponse whole = KVGrpc.newBlockingStub(writer).withDeadlineAfter(30, TimeUnit.SECONDS).range(everything);
        assertThat(whole.getCount()).isEqualTo(16);
    }
}
