package io.minos.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.minos.nemesis.network.Ports;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpPeerTransportTest {
    private static final long CLUSTER = 0xcdf818194e3a8c32L;
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final int QUEUE_BYTES = 1 << 20;

    private final List<Closeable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Closeable closeable : open) {
            closeable.close();
        }
    }

    /** Receives into a queue. */
    private final class Member {
        final LinkedBlockingQueue<Message> received = new LinkedBlockingQueue<>();
        final HttpPeerTransport transport;

        Member(long id, long cluster, int port, TreeMap<Long, List<URI>> peers) throws IOException {
            this(id, cluster, port, peers, Runnable::run);
        }

        /** @param before what happens on the transport's thread: may hold it up */
        Member(long id, long cluster, int port, TreeMap<Long, List<URI>> peers, Consumer<Runnable> before) throws IOException {
            var options = new HttpPeerTransport.Options(cluster, id, List.of(url(port)), List.of(), peers, SILENCE, QUEUE_BYTES);
            transport = HttpPeerTransport.start(options, message -> before.accept(() -> received.add(message)));
            open.add(transport);
        }

        Message next() throws InterruptedException, TimeoutException {
            Message message = received.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new TimeoutException("no message in 10 s");
            }
            return message;
        }

        int port() {
            return transport.addresses().get(0).getPort();
        }
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static TreeMap<Long, List<URI>> peer(long id, URI url) {
        TreeMap<Long, List<URI>> peers = new TreeMap<>();
        peers.put(id, List.of(url));
        return peers;
    }

    private Member alone(long id) throws IOException {
        return new Member(id, CLUSTER, 0, new TreeMap<>());
    }

    private Relay relayTo(Member member) throws IOException {
        Relay relay = new Relay(member.port());
        open.add(relay::close);
        return relay;
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

    private static Message read(long number) {
        return new Message.ReadIndex(1, 2, 1, number);
    }

    private static Message append(long index, int bytes) {
        return new Message.Append(1, 2, 1, index - 1, 1, List.of(new Entry(1, index, Entry.Kind.COMMAND, ByteString.copyFrom(new byte[bytes]))), 0, 0);
    }

    private static Message snapshotPart(int bytes) {
        return new Message.InstallSnapshot(1, 2, 1, new SnapshotMark(1, 1, Membership.ofVoters(List.of(1L, 2L))), 0, ByteString.copyFrom(new byte[bytes]), false);
    }

    /** Sends until one arrives: a message may be lost while a connection is made anew. */
    private static void sendUntilOneArrives(Member from, Member to) throws Exception {
        to.received.clear();
        await(() -> {
            from.transport.send(read(0));
            return !to.received.isEmpty();
        });
    }

    @Test
    void every_kind_of_message_arrives_whole() throws Exception {
        Member b = new Member(MessageCodecTest.B, CLUSTER, 0, new TreeMap<>());
        Member a = new Member(MessageCodecTest.A, CLUSTER, 0, peer(MessageCodecTest.B, url(b.port())));
        for (Message message : MessageCodecTest.oneOfEachKind()) {
            if (message.to() == MessageCodecTest.B) {
                a.transport.send(message);
                assertThat(b.next()).isEqualTo(message);
            }
        }
    }

    @Test
    void messages_arrive_in_order_however_large_and_many_at_once() throws Exception {
        Member b = alone(2);
        Member a = new Member(1, CLUSTER, 0, peer(2, url(b.port())));
        for (int round = 0; round < 20; round++) {
            List<Message> batch = List.of(append(round * 3 + 1, 3), append(round * 3 + 2, 200_000), append(round * 3 + 3, 0));
            a.transport.sendAll(batch);
            for (Message message : batch) {
                assertThat(b.next()).isEqualTo(message);
            }
        }
        a.transport.sendAll(java.util.stream.LongStream.range(0, 5000).mapToObj(HttpPeerTransportTest::read).toList());
        for (long i = 0; i < 5000; i++) {
            assertThat(b.next()).isEqualTo(read(i));
        }
    }

    @Test
    void three_members_talk_to_each_other() throws Exception {
        int[] ports = {Ports.free(), Ports.free(), Ports.free()};
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TreeMap<Long, List<URI>> peers = new TreeMap<>();
            for (int j = 0; j < 3; j++) {
                if (j != i) {
                    peers.put(j + 1L, List.of(url(ports[j])));
                }
            }
            members.add(new Member(i + 1, CLUSTER, ports[i], peers));
        }
        for (long from = 1; from <= 3; from++) {
            for (long to = 1; to <= 3; to++) {
                if (to != from) {
                    Message message = new Message.TimeoutNow(from, to, 7);
                    members.get((int) from - 1).transport.send(message);
                    assertThat(members.get((int) to - 1).next()).isEqualTo(message);
                }
            }
        }
    }

    @Test
    void a_message_to_a_stranger_or_to_a_member_that_is_down_is_lost_in_silence() throws Exception {
        int nobody = Ports.free();
        Member a = new Member(1, CLUSTER, 0, peer(2, url(nobody)));
        a.transport.send(new Message.TimeoutNow(1, 99, 1));
        for (int i = 0; i < 100; i++) {
            a.transport.send(read(i));
        }
        await(() -> a.transport.status().stream().anyMatch(s -> s.lane().equals("MESSAGES") && s.droppedMessages() > 0 && !s.connected()));
        // it comes up, and is reached
        Member b = new Member(2, CLUSTER, nobody, new TreeMap<>());
        sendUntilOneArrives(a, b);
    }

    @Test
    void a_member_that_restarts_is_reached_again() throws Exception {
        int port = Ports.free();
        Member b = new Member(2, CLUSTER, port, new TreeMap<>());
        Member a = new Member(1, CLUSTER, 0, peer(2, url(port)));
        sendUntilOneArrives(a, b);
        b.transport.close();
        Member again = new Member(2, CLUSTER, port, new TreeMap<>());
        sendUntilOneArrives(a, again);
    }

    @Test
    void a_sender_that_restarts_is_heard_again() throws Exception {
        Member b = alone(2);
        Relay relay = relayTo(b);
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        // more than one connection of its own, so that its successor counts from below
        for (int i = 0; i < 3; i++) {
            sendUntilOneArrives(a, b);
            relay.cut();
        }
        a.transport.close();
        sendUntilOneArrives(new Member(1, CLUSTER, 0, peer(2, url(b.port()))), b);
    }

    @Test
    void a_blackholed_connection_is_given_up_and_made_anew_when_the_link_heals() throws Exception {
        Member b = alone(2);
        Relay relay = relayTo(b);
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        sendUntilOneArrives(a, b);
        int connectionsBefore = relay.accepted;
        relay.blackholed = true;
        await(() -> {
            a.transport.send(read(1));
            return relay.accepted > connectionsBefore;
        });
        b.received.clear();
        relay.blackholed = false;
        sendUntilOneArrives(a, b);
    }

    @Test
    void a_blackholed_link_is_not_dialed_in_a_storm() throws Exception {
        Member b = alone(2);
        Relay relay = relayTo(b);
        relay.blackholed = true;
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        long end = System.nanoTime() + 3 * SILENCE.toNanos();
        while (System.nanoTime() < end) {
            a.transport.send(read(1));
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(relay.accepted).isBetween(1, 4);
    }

    @Test
    void a_quiet_connection_is_not_given_up() throws Exception {
        Member b = alone(2);
        Relay relay = relayTo(b);
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        sendUntilOneArrives(a, b);
        TimeUnit.MILLISECONDS.sleep(3 * SILENCE.toMillis());
        a.transport.send(read(7));
        await(() -> b.received.contains(read(7)));
        assertThat(relay.accepted).isEqualTo(1);
    }

    @Test
    void a_cut_connection_is_made_anew() throws Exception {
        Member b = alone(2);
        Relay relay = relayTo(b);
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        sendUntilOneArrives(a, b);
        relay.cut();
        await(() -> {
            a.transport.send(read(0));
            return relay.accepted > 1;
        });
        sendUntilOneArrives(a, b);
    }

    @Test
    void a_slow_peer_costs_messages_and_not_memory() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        Member b = new Member(2, CLUSTER, 0, new TreeMap<>(), deliver -> {
            try {
                held.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            deliver.run();
        });
        Member a = new Member(1, CLUSTER, 0, peer(2, url(b.port())));
        int sent = 400;
        for (int i = 0; i < sent; i++) {
            a.transport.send(append(i + 1, 100_000));
        }
        PeerStatus lane = a.transport.status().get(0);
        held.countDown();
        assertThat(lane.droppedMessages()).isPositive();
        await(() -> !b.received.isEmpty());
        assertThat(b.received.size()).isLessThan(sent);
    }

    @Test
    void parts_of_snapshots_do_not_hold_up_messages() throws Exception {
        Member b = alone(2);
        Relay relay = relayTo(b);
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        a.transport.send(snapshotPart(1 << 20));
        a.transport.send(read(1));
        await(() -> b.received.size() == 2);
        assertThat(relay.accepted).as("a connection for each lane").isEqualTo(2);
    }

    @Test
    void another_cluster_and_another_member_are_refused() throws Exception {
        Member b = alone(2);
        Member stranger = new Member(1, CLUSTER + 1, 0, peer(2, url(b.port())));
        Member mistaken = new Member(1, CLUSTER, 0, peer(3, url(b.port())));
        stranger.transport.send(read(1));
        mistaken.transport.send(new Message.TimeoutNow(1, 3, 1));
        await(() -> stranger.transport.status().get(0).sentMessages() == 1 && mistaken.transport.status().get(0).sentMessages() == 1);
        Member good = new Member(1, CLUSTER, 0, peer(2, url(b.port())));
        await(() -> {
            good.transport.send(read(0));
            return b.received.contains(read(0));
        });
        assertThat(b.received).containsOnly(read(0));
        assertThat(stranger.transport.status().get(0).connected()).isFalse();
        HttpRequest anonymous = HttpRequest.newBuilder(url(b.port()).resolve("/raft/messages")).POST(HttpRequest.BodyPublishers.ofString("x")).build();
        HttpResponse<String> refused = HttpClient.newHttpClient().send(anonymous, HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.body()).contains("without its sender's name");
    }

    @Test
    void a_message_in_anothers_name_ends_the_connection() throws Exception {
        Member b = alone(2);
        Member a = new Member(1, CLUSTER, 0, peer(2, url(b.port())));
        a.transport.send(new Message.TimeoutNow(77, 2, 1));
        await(() -> a.transport.status().get(0).sentMessages() == 1 && !a.transport.status().get(0).connected());
        sendUntilOneArrives(a, b);
        assertThat(b.received).containsOnly(read(0));
    }

    /** Connections can overtake each other: what was dialed first may be accepted last. */
    @Test
    void only_the_newest_connection_of_a_process_has_a_say() throws Exception {
        Member b = alone(2);
        try (Socket second = dial(b, 2); Socket late = dial(b, 1); Socket third = dial(b, 3)) {
            assertThat(statusLine(second)).contains("200");
            assertThat(statusLine(late)).contains("409");
            assertThat(statusLine(third)).contains("200");
            byte[] frame = MessageCodec.frame(read(8));
            second.getOutputStream().write(chunk(frame));
            third.getOutputStream().write(chunk(frame));
            assertThat(b.next()).isEqualTo(read(8));
            assertThat(endsWithin(second)).isTrue();
            assertThat(b.received).isEmpty();
        }
    }

    private static Socket dial(Member to, long dial) throws IOException {
        Socket socket = new Socket("127.0.0.1", to.port());
        socket.setSoTimeout(10_000);
        String head = "POST /raft/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nMinos-Cluster: " + Long.toHexString(CLUSTER)
                + "\r\nMinos-From: 1\r\nMinos-To: 2\r\nMinos-Boot: 5\r\nMinos-Dial: " + dial + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        // answered before the next one is dialed
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private static byte[] chunk(byte[] bytes) {
        byte[] head = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return java.nio.ByteBuffer.allocate(head.length + bytes.length + 2).put(head).put(bytes).put((byte) '\r').put((byte) '\n').array();
    }

    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static boolean endsWithin(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    // ---- calls

    @Test
    void a_call_is_answered() throws Exception {
        Member b = alone(2);
        b.transport.serve("echo", body -> CompletableFuture.supplyAsync(() -> body.concat(ByteString.copyFromUtf8("!"))));
        Member a = new Member(1, CLUSTER, 0, peer(2, url(b.port())));
        for (int i = 0; i < 20; i++) {
            assertThat(a.transport.call(2, "echo", ByteString.copyFromUtf8("hi" + i), Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS).toStringUtf8()).isEqualTo("hi" + i + "!");
        }
        assertThat(a.transport.call(2, "echo", ByteString.EMPTY, Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS).toStringUtf8()).isEqualTo("!");
    }

    @Test
    void a_call_that_fails_says_why() throws Exception {
        Member b = alone(2);
        b.transport.serve("broken", body -> CompletableFuture.failedFuture(new IllegalStateException("no such lease")));
        Member a = new Member(1, CLUSTER, 0, peer(2, url(b.port())));
        assertThatThrownBy(() -> call(a, 2, "broken")).hasMessageContaining("no such lease");
        assertThatThrownBy(() -> call(a, 2, "nope")).hasMessageContaining("no method nope");
        assertThatThrownBy(() -> call(a, 9, "nope")).hasMessageContaining("no peer 9");
        Member stranger = new Member(1, CLUSTER + 1, 0, peer(2, url(b.port())));
        assertThatThrownBy(() -> call(stranger, 2, "broken")).hasMessageContaining("412");
    }

    private static void call(Member from, long to, String method) throws Throwable {
        try {
            from.transport.call(to, method, ByteString.EMPTY, Duration.ofSeconds(10)).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(PeerCallException.class);
            throw e.getCause();
        }
    }

    @Test
    void a_call_without_an_answer_ends_at_its_deadline_and_the_next_one_works() throws Exception {
        Member b = alone(2);
        b.transport.serve("echo", CompletableFuture::completedFuture);
        Relay relay = relayTo(b);
        Member a = new Member(1, CLUSTER, 0, peer(2, relay.url()));
        a.transport.call(2, "echo", ByteString.EMPTY, Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS);
        relay.blackholed = true;
        CompletableFuture<ByteString> lost = a.transport.call(2, "echo", ByteString.EMPTY, Duration.ofMillis(300));
        assertThatThrownBy(() -> lost.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(PeerCallException.class);
        relay.blackholed = false;
        a.transport.call(2, "echo", ByteString.EMPTY, Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        Member b = alone(2);
        InetSocketAddress taken = b.transport.addresses().get(0);
        assertThat(catchThrowable(() -> new Member(1, CLUSTER, taken.getPort(), new TreeMap<>())))
                .isInstanceOf(IOException.class).hasMessageContaining(String.valueOf(taken.getPort())).hasMessageContaining("in use");
    }
}
