package io.minos.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import io.minos.nemesis.network.Ports;
import io.minos.node.config.TlsOptions;
import io.minos.node.tls.Authority;
import io.minos.node.tls.Authority.Issued;
import io.minos.node.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Member 1 calls member 2 over TLS: a call is answered, or it is not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsPeerTransportTest {
    /**
     * Who does not like a certificate closes the connection once the handshake is over; the call may notice the end of the
     * connection before it is told the reason, which the log has.
     */
    private static final String REFUSED = "PeerCallException";
    private static final Authority CA = new Authority("ca");
    private static final Authority STRANGER = new Authority("stranger");

    @TempDir
    Path dir;

    private final List<HttpPeerTransport> open = new ArrayList<>();

    private final Logger log = (Logger) LoggerFactory.getLogger("io.minos.node");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void close() {
        log.detachAppender(said);
        open.forEach(HttpPeerTransport::close);
    }

    /** The reason why a connection was turned away: the log has it, but perhaps a little later than the caller its end. */
    private void assertSaid(String reason) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < deadline && lines.stream().noneMatch(line -> line.contains(reason))) {
            Thread.onSpinWait();
        }
        assertThat(lines).anyMatch(line -> line.startsWith("rejected connection from ") && line.contains(reason));
    }

    /** What one member is given. */
    private final class Given {
        private final String member;
        private String crl = "";
        private String allowedCn = "";
        private boolean checkAddress = true;

        Given(String member, Authority trusted, Issued own) {
            this.member = member;
            trusted.writeTo(file("ca"));
            own.writeTo(file("cert"), file("key"));
        }

        Path file(String name) {
            return dir.resolve(member + "-" + name + ".pem");
        }

        Optional<Tls> tls() throws IOException {
            return Optional.of(Tls.open(new TlsOptions(file("cert").toString(), file("key").toString(), file("ca").toString(), crl, true, allowedCn, "", checkAddress, false, List.of()),
                    dir, List.of()));
        }
    }

    private Given good(String member) {
        return new Given(member, CA, CA.issue("member", "127.0.0.1"));
    }

    private HttpPeerTransport start(long id, int port, String host, Optional<Tls> tls) throws IOException {
        TreeMap<Long, List<URI>> peers = new TreeMap<>();
        if (id == 1) {
            peers.put(2L, List.of(URI.create("https://" + host + ":" + port)));
        }
        HttpPeerTransport transport = HttpPeerTransport.start(new HttpPeerTransport.Options(7, id, List.of(URI.create("https://127.0.0.1:" + (id == 2 ? port : 0))), List.of(), peers,
                Duration.ofMillis(500), 1 << 20, tls), message -> { });
        open.add(transport);
        return transport;
    }

    private HttpPeerTransport connect(String host, Optional<Tls> caller, Optional<Tls> called) throws IOException {
        int port = Ports.free();
        start(2, port, host, called).serve("echo", CompletableFuture::completedFuture);
        return start(1, port, host, caller);
    }

    private static String echo(HttpPeerTransport caller) {
        return caller.call(2, "echo", ByteString.copyFromUtf8("hello"), Duration.ofSeconds(5)).handle((answer, failure) ->
                answer == null ? String.valueOf(failure instanceof CompletionException ? failure.getCause() : failure) : answer.toStringUtf8()).join();
    }

    private String echo(Given caller, Given called) throws IOException {
        return echo(connect("127.0.0.1", caller.tls(), called.tls()));
    }

    @Test
    void members_with_good_certificates_talk() throws IOException {
        assertThat(echo(good("a"), good("b"))).isEqualTo("hello");
    }

    @Test
    void the_caller_must_be_of_our_ca() throws IOException {
        assertThat(echo(new Given("a", CA, STRANGER.issue("member", "127.0.0.1")), good("b"))).contains("PeerCallException");
    }

    @Test
    void the_called_must_be_of_our_ca() throws IOException {
        assertThat(echo(good("a"), new Given("b", CA, STRANGER.issue("member", "127.0.0.1")))).contains("unable to find valid certification path");
    }

    @Test
    void the_called_must_be_for_the_host_that_was_dialed() throws IOException {
        assertThat(echo(good("a"), new Given("b", CA, CA.issue("member", "127.0.0.2")))).contains("127.0.0.1");
        Given byCommonName = new Given("b", CA, CA.issue("localhost"));
        assertThat(echo(connect("localhost", good("a").tls(), byCommonName.tls()))).contains(REFUSED);
        assertSaid("certificate relies on legacy Common Name field");
        assertThat(echo(connect("localhost", good("a").tls(), new Given("b", CA, CA.issue("member", "localhost")).tls()))).isEqualTo("hello");
    }

    @Test
    void the_caller_must_be_for_the_address_it_comes_from_unless_told_otherwise() throws IOException {
        Given elsewhere = new Given("a", CA, CA.issue("member", "10.1.2.3"));
        assertThat(echo(elsewhere, good("b"))).contains("PeerCallException");
        Given careless = good("b");
        careless.checkAddress = false;
        assertThat(echo(elsewhere, careless)).isEqualTo("hello");
    }

    @Test
    void the_common_name_must_be_the_one_allowed_at_either_end() throws IOException {
        Given strict = good("b");
        strict.allowedCn = "member";
        assertThat(echo(good("a"), strict)).isEqualTo("hello");
        assertThat(echo(new Given("a", CA, CA.issue("client", "127.0.0.1")), strict)).contains("PeerCallException");
        assertSaid("client certificate authentication failed");
        lines.clear();
        Given strictCaller = good("a");
        strictCaller.allowedCn = "member";
        assertThat(echo(strictCaller, new Given("b", CA, CA.issue("client", "127.0.0.1")))).contains(REFUSED);
        assertSaid("client certificate authentication failed");
    }

    @Test
    void a_revoked_caller_gets_nothing() throws IOException {
        Issued revoked = CA.issue("member", "127.0.0.1");
        Given strict = good("b");
        strict.crl = CA.writeRevocations(dir.resolve("crl.pem"), revoked).toString();
        assertThat(echo(new Given("a", CA, revoked), strict)).contains("PeerCallException");
        assertThat(echo(good("a"), strict)).isEqualTo("hello");
    }

    @Test
    void the_next_connection_has_the_new_certificate() throws Exception {
        Issued revoked = CA.issue("member", "127.0.0.1");
        Given caller = new Given("a", CA, revoked);
        Given strict = good("b");
        strict.crl = CA.writeRevocations(dir.resolve("crl.pem"), revoked).toString();
        HttpPeerTransport transport = connect("127.0.0.1", caller.tls(), strict.tls());
        assertThat(echo(transport)).contains("PeerCallException");
        CA.issue("member", "127.0.0.1").writeTo(caller.file("cert"), caller.file("key"));
        assertThat(echo(transport)).isEqualTo("hello");
    }

    @Test
    void members_that_make_their_own_certificates_trust_any() throws IOException {
        TlsOptions auto = new TlsOptions("", "", "", "", false, "", "", true, true, List.of());
        List<URI> urls = List.of(URI.create("https://127.0.0.1:1"));
        assertThat(echo(connect("localhost", Optional.of(Tls.open(auto, dir.resolve("a"), urls)), Optional.of(Tls.open(auto, dir.resolve("b"), urls))))).isEqualTo("hello");
    }

    @Test
    void who_does_not_speak_tls_gets_nothing() throws Exception {
        int port = Ports.free();
        start(2, port, "127.0.0.1", good("b").tls()).serve("echo", CompletableFuture::completedFuture);
        TreeMap<Long, List<URI>> peers = new TreeMap<>();
        peers.put(2L, List.of(URI.create("http://127.0.0.1:" + port)));
        HttpPeerTransport plain = HttpPeerTransport.start(new HttpPeerTransport.Options(7, 1, List.of(URI.create("http://127.0.0.1:0")), List.of(), peers, Duration.ofMillis(500), 1 << 20), message -> { });
        open.add(plain);
        assertThat(echo(plain)).contains("PeerCallException");
    }
}
