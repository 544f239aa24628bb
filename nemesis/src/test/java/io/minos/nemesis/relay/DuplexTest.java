package io.minos.nemesis.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.nemesis.relay.Flow.AtEnd;
import io.minos.nemesis.testkit.TcpClient;
import io.minos.nemesis.testkit.TcpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay as gate and outlet use it: ends pass one way at a time, resets as resets. */
@Timeout(60)
final class DuplexTest {
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private EventLoop loop;

    @BeforeEach
    void open() throws IOException {
        loop = new EventLoop("test");
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private TcpClient through(TcpServer server) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress address = loop.call(() -> loop.listen(any, dialer -> loop.connect(server.address(),
                dialed -> new Duplex(loop, dialer, dialed, AtEnd.HALF_CLOSE,
                        new Duplex.Lane(Course.straight(), offered::addAndGet, bytes -> {}),
                        new Duplex.Lane(Course.straight(), bytes -> {}, delivered::addAndGet),
                        closed::countDown).start(),
                failure -> dialer.close())).address());
        return new TcpClient(address);
    }

    @Test
    void an_answer_still_comes_after_the_asker_has_sent_its_end() throws Exception {
        try (TcpServer server = new TcpServer(socket -> {
            int count = socket.getInputStream().readAllBytes().length;
            socket.getOutputStream().write((count + " bytes").getBytes());
        }); TcpClient client = through(server)) {
            client.send("question");
            client.sendEnd();
            assertThat(client.readText(7)).isEqualTo("8 bytes");
            assertThat(client.end()).isEqualTo("end");
        }
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(offered).hasValue(8);
        assertThat(delivered).hasValue(7);
    }

    @Test
    void a_reset_is_passed_on_as_a_reset() throws Exception {
        try (TcpServer server = new TcpServer(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        }); TcpClient client = through(server)) {
            client.send("x");
            assertThat(client.end()).isEqualTo("reset");
        }
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_reader_that_does_not_read_stops_the_writer_and_loses_nothing() throws Exception {
        byte[] sent = new byte[20_000_000];
        new Random(5).nextBytes(sent);
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        try (TcpServer server = new TcpServer(socket -> {
            await(read);
            received.complete(socket.getInputStream().readAllBytes());
        }); TcpClient client = through(server)) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendAll(client, sent));
            awaitStandstill();
            assertThat(offered.get()).as("not all is taken in while nobody reads").isLessThan(sent.length);
            assertThat(sender).isNotDone();
            read.countDown();
            assertThat(received.get(40, TimeUnit.SECONDS)).isEqualTo(sent);
        }
    }

    private void awaitStandstill() throws InterruptedException {
        long last = -1;
        while (offered.get() == 0 || last != offered.get()) {
            last = offered.get();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(40, TimeUnit.SECONDS)) {
                throw new IOException("nobody let this go on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void sendAll(TcpClient client, byte[] bytes) {
        try {
            client.send(bytes);
            client.sendEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_connection_that_fails_does_not_stop_the_others() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress broken = loop.call(() -> loop.listen(any, wire -> {
            throw new IllegalStateException("planted");
        }).address());
        try (TcpServer echo = TcpServer.echo(); TcpClient victim = new TcpClient(broken); TcpClient client = through(echo)) {
            assertThat(client.ask("still here")).isEqualTo("still here");
            assertThat(victim.silentFor(Duration.ofMillis(1))).isTrue();
        }
    }

    @Test
    void closing_the_loop_closes_every_socket() throws Exception {
        try (TcpServer echo = TcpServer.echo(); TcpClient client = through(echo)) {
            client.ask("hello");
            loop.close();
            assertThat(client.end()).isIn("end", "reset");
        }
    }
}
