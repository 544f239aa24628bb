package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.nemesis.network.Ports;
import io.minos.node.config.TlsOptions;
import io.minos.node.tls.Authority;
import io.minos.node.tls.Authority.Issued;
import io.minos.node.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsFrontTest {
    private static final Authority CA = new Authority("ca");
    private static final Authority STRANGER = new Authority("stranger");
    private static final Issued GOOD = CA.issue("client");

    @TempDir
    Path dir;

    private final FakeBackend backend = new FakeBackend();
    private Path cert;
    private Path key;
    private Path crl;
    private Front front;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        cert = dir.resolve("cert.pem");
        key = dir.resolve("key.pem");
        CA.issue("server", "127.0.0.1").writeTo(cert, key);
        crl = CA.writeRevocations(dir.resolve("crl.pem"));
        serve(options("", List.of()), "https://127.0.0.1:0");
    }

    private TlsOptions options(String hostname, List<String> suites) {
        return new TlsOptions(cert.toString(), key.toString(), CA.writeTo(dir.resolve("ca.pem")).toString(), crl.toString(), true, "", hostname, false, false, suites);
    }

    private void serve(TlsOptions options, String... urls) throws IOException {
        stop();
        Tls tls = Tls.open(options, dir, List.of());
        List<URI> metrics = List.of(URI.create("https://127.0.0.1:0"));
        front = Front.start(new Front.Options(List.of(urls).stream().map(URI::create).toList(), metrics, 1 << 20, Duration.ofSeconds(1), io.minos.node.config.ClientConnections.DEFAULT, Optional.of(tls)), backend);
        address = front.clientAddresses().get(0);
    }

    @AfterEach
    void stop() {
        if (front != null) {
            front.close();
        }
    }

    private SSLSocket dial(SSLContext client, InetSocketAddress where) throws IOException {
        return (SSLSocket) client.getSocketFactory().createSocket(where.getAddress(), where.getPort());
    }

    private String health(SSLContext client) throws IOException {
        try (HttpWire wire = new HttpWire(dial(client, address))) {
            return wire.ask("GET", "/health", "").body();
        }
    }

    /** Over TLS 1.3 a client learns only from the first answer, which does not come, that it is not wanted. */
    private void assertGetsNothing(SSLContext client) {
        assertThatThrownBy(() -> health(client)).isInstanceOf(IOException.class);
        assertThat(backend.healthAsked).as("the request has not been seen").isZero();
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

    // ---- who is served

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_certificate_of_the_ca_is_served(String version) throws IOException {
        SSLSocket socket = dial(CA.client(GOOD), address);
        socket.setEnabledProtocols(new String[] {version});
        try (HttpWire wire = new HttpWire(socket)) {
            assertThat(wire.ask("GET", "/health", "").body()).isEqualTo("{\"health\":\"true\"}");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void http_2_is_chosen_by_who_offers_it() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(CA.client(GOOD)).version(HttpClient.Version.HTTP_2).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + address.getPort() + "/health")).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("{\"health\":\"true\"}");
    }

    @Test
    void without_a_good_certificate_one_gets_nothing() {
        assertGetsNothing(CA.client());
        assertGetsNothing(CA.client(STRANGER.issue("client")));
        assertGetsNothing(CA.client(CA.issue("client", Duration.ofSeconds(-5))));
    }

    @Test
    void a_ca_alone_asks_for_certificates_as_well() throws IOException {
        TlsOptions with = options("", List.of());
        serve(new TlsOptions(with.certFile(), with.keyFile(), with.trustedCaFile(), "", false, "", "", false, false, List.of()), "https://127.0.0.1:0");
        assertGetsNothing(CA.client());
        health(CA.client(GOOD));
    }

    @Test
    void without_a_ca_nobody_is_asked() throws IOException {
        serve(new TlsOptions(cert.toString(), key.toString(), "", "", false, "", "", false, false, List.of()), "https://127.0.0.1:0");
        assertThat(health(CA.client())).contains("true");
    }

    @Test
    void a_name_can_be_asked_for() throws IOException {
        serve(options("h", List.of()), "https://127.0.0.1:0");
        assertGetsNothing(CA.client(CA.issue("h", "other")));
        assertThat(health(CA.client(CA.issue("x", "h")))).contains("true");
    }

    /** The client resumes a session that was good, which the JVM lets it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whose_certificate_is_revoked_gets_nothing_from_then_on(String version) throws IOException {
        Issued other = CA.issue("other");
        SSLContext client = CA.client(other);
        SSLSocket socket = dial(client, address);
        socket.setEnabledProtocols(new String[] {version});
        try (HttpWire connected = new HttpWire(socket)) {
            connected.ask("GET", "/health", "");
            backend.healthAsked = 0;
            CA.writeRevocations(crl, other);
            assertGetsNothing(client);
            assertGetsNothing(CA.client(other));
            assertThat(health(CA.client(GOOD))).contains("true");
            assertThat(connected.ask("GET", "/health", "").body()).as("a connection of before").contains("true");
        }
    }

    @Test
    void a_certificate_that_expires_is_no_ticket_to_come_back_with() throws Exception {
        SSLContext client = CA.client(CA.issue("client", Duration.ofSeconds(3)));
        health(client);
        backend.healthAsked = 0;
        TimeUnit.SECONDS.sleep(4); // certificates have a clock of their own
        assertGetsNothing(client);
    }

    // ---- ports

    @Test
    void plain_http_gets_nothing_at_a_tls_port() throws IOException {
        assertThatThrownBy(() -> HttpWire.ask(address, "GET", "/health", "")).isInstanceOf(Exception.class);
        assertThat(backend.healthAsked).isZero();
        health(CA.client(GOOD));
    }

    @Test
    void one_address_can_serve_both() throws IOException {
        int port = Ports.free();
        serve(options("", List.of()), "http://127.0.0.1:" + port, "https://127.0.0.1:" + port);
        assertThat(front.clientAddresses()).hasSize(1);
        assertThat(HttpWire.ask(address, "GET", "/health", "").body()).contains("true");
        assertThat(health(CA.client(GOOD))).contains("true");
        assertGetsNothingNow(CA.client());
    }

    private void assertGetsNothingNow(SSLContext client) {
        backend.healthAsked = 0;
        assertGetsNothing(client);
    }

    @Test
    void metrics_ask_for_the_same_certificates() throws IOException {
        InetSocketAddress metrics = front.metricsAddresses().get(0);
        try (HttpWire wire = new HttpWire(dial(CA.client(GOOD), metrics))) {
            assertThat(wire.ask("GET", "/metrics", "").body()).contains("etcd_server_has_leader 1");
        }
        assertThatThrownBy(() -> {
            try (HttpWire wire = new HttpWire(dial(CA.client(), metrics))) {
                wire.ask("GET", "/metrics", "");
            }
        }).isInstanceOf(IOException.class);
    }

    @Test
    void the_cipher_suites_are_those_asked_for() throws IOException {
        serve(options("", List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")), "https://127.0.0.1:0");
        SSLSocket socket = dial(CA.client(GOOD), address);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        try (HttpWire wire = new HttpWire(socket)) {
            wire.ask("GET", "/health", "");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA");
        }
        SSLSocket other = dial(CA.client(GOOD), address);
        other.setEnabledProtocols(new String[] {"TLSv1.2"});
        other.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
        assertThatThrownBy(other::startHandshake).isInstanceOf(IOException.class);
        other.close();
    }

    @Test
    void what_is_older_than_tls_1_2_is_refused() throws IOException {
        SSLSocket socket = dial(CA.client(GOOD), address);
        socket.setEnabledProtocols(new String[] {"TLSv1.1"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        socket.close();
    }

    // ---- certificates that change

    @Test
    void a_new_certificate_is_shown_at_the_next_handshake_and_connections_go_on() throws IOException {
        Issued next = CA.issue("next", "127.0.0.1");
        SSLContext client = CA.client(GOOD);
        SSLSocket before = dial(client, address);
        try (HttpWire old = new HttpWire(before)) {
            old.ask("GET", "/health", "");
            next.writeTo(cert, key);
            SSLSocket after = dial(client, address);
            try (HttpWire wire = new HttpWire(after)) {
                assertThat(wire.ask("GET", "/health", "").body()).contains("true");
                assertThat(after.getSession().getPeerCertificates()[0]).isEqualTo(next.certificate());
            }
            assertThat(old.ask("GET", "/health", "").body()).contains("true");
        }
    }

    @Test
    void a_new_ca_decides_about_who_comes_next() throws IOException {
        Issued stranger = STRANGER.issue("client");
        assertGetsNothing(CA.client(stranger));
        STRANGER.writeTo(dir.resolve("ca.pem"));
        assertThat(health(CA.client(stranger))).contains("true");
        assertGetsNothingNow(CA.client(GOOD));
    }

    // ---- streams

    @Test
    void a_client_that_leaves_a_quiet_watch_is_noticed() throws Exception {
        FakeBackend.FakeWatch watch;
        try (HttpWire wire = new HttpWire(dial(CA.client(GOOD), address))) {
            String create = "{\"create_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            wire.start();
            wire.chunk();
            watch = backend.watches.get(0);
        }
        await(() -> watch.closed);
    }

    /** It is killed: its machine says so, without a word of TLS. */
    @Test
    void a_client_that_is_cut_off_from_its_quiet_watch_is_noticed() throws Exception {
        Socket plain = new Socket(address.getAddress(), address.getPort());
        Socket socket = CA.client(GOOD).getSocketFactory().createSocket(plain, "127.0.0.1", address.getPort(), false);
        HttpWire wire = new HttpWire(socket);
        String create = "{\"create_request\":{}}";
        wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
        wire.start();
        wire.chunk();
        FakeBackend.FakeWatch watch = backend.watches.get(0);
        plain.close();
        await(() -> watch.closed);
    }

    /** The look at the connection that finds out who left must not take anything of a stream that goes on. */
    @Test
    void a_watch_goes_on_while_it_is_looked_after() throws Exception {
        try (HttpWire wire = new HttpWire(dial(CA.client(GOOD), address))) {
            String create = "{\"create_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            wire.start();
            wire.chunk();
            TimeUnit.MILLISECONDS.sleep(2_500); // it looks once a second
            assertThat(backend.watches.get(0).closed).isFalse();
            try (HttpWire other = new HttpWire(dial(CA.client(GOOD), address))) {
                other.ask("POST", "/v3/kv/put", "{\"key\":\"Zm9v\"}");
            }
            assertThat(wire.chunk()).contains("\"events\"");
        }
    }
}
