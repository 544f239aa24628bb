package io.minos.nemesis.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import io.minos.nemesis.testkit.TcpClient;
import io.minos.nemesis.testkit.TcpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What we rely on of Toxiproxy, through its own Java client; the same for the embedded server and for the real one. */
@Timeout(60)
abstract class ToxiproxyContract {
    private static final Duration A_WHILE = Duration.ofMillis(250);
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Proxy> proxies = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private ToxiproxyClient client;
    private TcpServer echo;
    private Proxy proxy;

    abstract URI uri() throws Exception;

    @BeforeEach
    void open_a_proxy_to_an_echo_server() throws Exception {
        client = new ToxiproxyClient(uri().getHost(), uri().getPort());
        echo = TcpServer.echo();
        open.add(echo);
        proxy = create("contract", echo.hostPort());
    }

    @AfterEach
    void close_all() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        for (Proxy one : proxies) {
            if (client.getProxyOrNull(one.getName()) != null) {
                one.delete();
            }
        }
    }

    private Proxy create(String name, String upstream) throws IOException {
        Proxy made = client.createProxy(name, "127.0.0.1:0", upstream);
        proxies.add(made);
        return made;
    }

    private TcpClient connect() throws IOException {
        return connect(proxy);
    }

    private TcpClient connect(Proxy to) throws IOException {
        TcpClient connected = new TcpClient(address(to));
        open.add(connected);
        return connected;
    }

    /** A connection that is known to be led through already. */
    private TcpClient connected() throws IOException {
        TcpClient connected = connect();
        assertThat(connected.ask("hello")).isEqualTo("hello");
        return connected;
    }

    private static InetSocketAddress address(Proxy proxy) {
        String listen = proxy.getListen();
        int colon = listen.lastIndexOf(':');
        return new InetSocketAddress(listen.substring(0, colon), Integer.parseInt(listen.substring(colon + 1)));
    }

    private static long millisOf(Callable work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private interface Callable {
        void call() throws Exception;
    }

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    // The API

    @Test
    void a_proxy_says_where_it_listens() throws Exception {
        assertThat(proxy.getListen()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
        assertThat(proxy.getUpstream()).isEqualTo(echo.hostPort());
        assertThat(proxy.isEnabled()).isTrue();
        assertThat(client.getProxy("contract").getListen()).isEqualTo(proxy.getListen());
        assertThat(client.getProxies()).extracting(Proxy::getName).contains("contract");
        assertThat(client.version()).isNotBlank();
    }

    @Test
    void a_second_proxy_of_the_same_name_is_refused() {
        assertThatThrownBy(() -> client.createProxy("contract", "127.0.0.1:0", echo.hostPort()))
                .hasMessageContaining("[409] proxy already exists");
    }

    @Test
    void a_taken_port_is_refused_and_leaves_no_proxy() throws Exception {
        assertThatThrownBy(() -> client.createProxy("taken", proxy.getListen(), echo.hostPort()))
                .hasMessageContaining("[500]").message().containsIgnoringCase("address already in use");
        assertThat(client.getProxyOrNull("taken")).isNull();
    }

    @Test
    void refusals_have_the_texts_and_codes_of_toxiproxy() throws Exception {
        assertThat(request("GET", "/proxies/none", "")).isEqualTo("404 {\"error\":\"proxy not found\",\"status\":404}");
        assertThat(request("GET", "/proxies/contract/toxics/none", "")).isEqualTo("404 {\"error\":\"toxic not found\",\"status\":404}");
        assertThat(request("DELETE", "/proxies/contract/toxics/none", "")).isEqualTo("404 {\"error\":\"toxic not found\",\"status\":404}");
        assertThat(request("POST", "/proxies", "{\"upstream\":\"a:1\"}")).isEqualTo("400 {\"error\":\"missing required field: name\",\"status\":400}");
        assertThat(request("POST", "/proxies", "{\"name\":\"x\"}")).isEqualTo("400 {\"error\":\"missing required field: upstream\",\"status\":400}");
        assertThat(request("POST", "/proxies", "")).isEqualTo("400 {\"error\":\"bad request body: EOF\",\"status\":400}");
        assertThat(request("POST", "/proxies/contract/toxics", "{\"type\":\"none\"}")).isEqualTo("400 {\"error\":\"invalid toxic type\",\"status\":400}");
        assertThat(request("POST", "/proxies/contract/toxics", "{\"type\":\"latency\",\"stream\":\"sideways\"}"))
                .isEqualTo("400 {\"error\":\"stream was invalid, can be either upstream or downstream\",\"status\":400}");
        assertThat(request("POST", "/proxies/contract/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":1.5}}"))
                .startsWith("400 {\"error\":\"bad request body: json:");
        assertThat(request("POST", "/populate", "[{\"name\":\"x\"}]")).contains("missing required field: upstream at proxy 1").startsWith("400 ");
        assertThat(request("GET", "/elsewhere", "")).isEqualTo("404 404 page not found");
        assertThat(request("PUT", "/proxies", "")).startsWith("405");
    }

    @Test
    void a_browser_is_refused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve("/proxies")).header("User-Agent", "Mozilla/5.0").build();
        assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    @Test
    void toxics_are_shown_as_they_were_given() throws Exception {
        String made = request("POST", "/proxies/contract/toxics", "{\"type\":\"latency\",\"stream\":\"upstream\",\"attributes\":{\"latency\":7},\"toxicity\":0.5}");
        String wanted = "{\"attributes\":{\"latency\":7,\"jitter\":0},\"name\":\"latency_upstream\",\"type\":\"latency\",\"stream\":\"upstream\",\"toxicity\":0.5}";
        assertThat(made).isEqualTo("200 " + wanted);
        request("POST", "/proxies/contract/toxics", "{\"type\":\"slicer\",\"attributes\":{\"average_size\":5,\"size_variation\":2,\"delay\":9}}");
        JsonNode shown = JSON.readTree(request("GET", "/proxies/contract", "").substring(4));
        assertThat(shown.path("toxics").path(0)).isEqualTo(JSON.readTree(wanted));
        assertThat(shown.path("toxics").path(1)).isEqualTo(JSON.readTree(
                "{\"attributes\":{\"average_size\":5,\"size_variation\":2,\"delay\":9},\"name\":\"slicer_downstream\",\"type\":\"slicer\",\"stream\":\"downstream\",\"toxicity\":1}"));
        assertThat(request("POST", "/proxies/contract/toxics/latency_upstream", "{\"attributes\":{\"jitter\":3}}"))
                .isEqualTo("200 " + wanted.replace("\"jitter\":0", "\"jitter\":3"));
        assertThat(request("DELETE", "/proxies/contract/toxics/latency_upstream", "")).isEqualTo("204");
        assertThat(proxy.toxics().getAll()).extracting(toxic -> toxic.getName()).containsExactly("slicer_downstream");
    }

    @Test
    void a_second_toxic_of_the_same_name_is_refused() throws Exception {
        proxy.toxics().latency("one", ToxicDirection.UPSTREAM, 1);
        assertThatThrownBy(() -> proxy.toxics().latency("one", ToxicDirection.DOWNSTREAM, 1)).hasMessageContaining("[409] toxic already exists");
    }

    @Test
    void populate_makes_several_and_reset_removes_toxics_and_enables() throws Exception {
        String body = "[{\"name\":\"p1\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"" + echo.hostPort() + "\"},"
                + "{\"name\":\"p2\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"" + echo.hostPort() + "\",\"enabled\":false}]";
        String answer = request("POST", "/populate", body);
        proxies.add(client.getProxy("p1"));
        proxies.add(client.getProxy("p2"));
        assertThat(answer).startsWith("201 {\"proxies\":[{\"name\":\"p1\"");
        assertThat(client.getProxy("p1").isEnabled()).isTrue();
        assertThat(client.getProxy("p2").isEnabled()).isFalse();
        proxy.toxics().timeout("hole", ToxicDirection.UPSTREAM, 0);
        client.reset();
        assertThat(client.getProxy("p2").isEnabled()).isTrue();
        assertThat(proxy.toxics().getAll()).isEmpty();
    }

    private String request(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path)).method(method, HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return (response.statusCode() + " " + response.body()).strip();
    }

    // Connections

    @Test
    void bytes_arrive_unchanged_both_ways() throws Exception {
        byte[] sent = bytes(3_000_000, 1);
        TcpClient connection = connect();
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendAll(connection, sent));
        assertThat(connection.read(sent.length)).isEqualTo(sent);
        sender.get(20, TimeUnit.SECONDS);
    }

    private static void sendAll(TcpClient connection, byte[] bytes) {
        try {
            connection.send(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void the_end_of_one_side_closes_the_other() throws Exception {
        try (TcpServer greeter = new TcpServer(socket -> socket.getOutputStream().write("bye".getBytes()))) {
            TcpClient connection = connect(create("greeter", greeter.hostPort()));
            assertThat(connection.readText(3)).isEqualTo("bye");
            assertThat(connection.end()).isEqualTo("end");
        }
    }

    @Test
    void a_dead_upstream_closes_the_connection() throws Exception {
        TcpServer dead = TcpServer.echo();
        dead.close();
        TcpClient connection = connect(create("dead", dead.hostPort()));
        assertThat(connection.end()).isIn("end", "reset");
    }

    @Test
    void disabling_closes_connections_and_refuses_new_ones_until_enabled() throws Exception {
        TcpClient existing = connected();
        proxy.disable();
        assertThat(existing.end()).isIn("end", "reset");
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        InetSocketAddress before = address(proxy);
        proxy.enable();
        assertThat(address(client.getProxy("contract"))).isEqualTo(before);
        connected();
    }

    @Test
    void deleting_closes_connections_and_the_listener() throws Exception {
        TcpClient existing = connected();
        proxy.delete();
        assertThat(existing.end()).isIn("end", "reset");
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        assertThat(client.getProxyOrNull("contract")).isNull();
    }

    @Test
    void a_changed_upstream_closes_connections_and_leads_elsewhere() throws Exception {
        TcpClient existing = connected();
        try (TcpServer other = new TcpServer(socket -> socket.getOutputStream().write("other".getBytes()))) {
            proxy.setUpstream(other.hostPort());
            assertThat(existing.end()).isIn("end", "reset");
            assertThat(connect(client.getProxy("contract")).readText(5)).isEqualTo("other");
        }
    }

    // Toxics

    @Test
    void latency_delays_a_connection_that_exists_and_can_be_changed_and_removed() throws Exception {
        TcpClient connection = connected();
        Latency latency = proxy.toxics().latency("late", ToxicDirection.DOWNSTREAM, 150);
        assertThat(millisOf(() -> connection.ask("one"))).isGreaterThanOrEqualTo(150);
        latency.setLatency(300);
        assertThat(millisOf(() -> connection.ask("two"))).isGreaterThanOrEqualTo(300);
        latency.setLatency(5000);
        connection.send("three");
        latency.remove();
        assertThat(connection.readText(5)).isEqualTo("three");
        assertThat(connection.ask("four")).isEqualTo("four");
    }

    @Test
    void latency_counts_for_each_stream_it_is_on() throws Exception {
        proxy.toxics().latency("up", ToxicDirection.UPSTREAM, 100);
        proxy.toxics().latency("down", ToxicDirection.DOWNSTREAM, 100);
        TcpClient connection = connect();
        assertThat(millisOf(() -> connection.ask("there and back"))).isGreaterThanOrEqualTo(200);
    }

    @Test
    void latency_keeps_what_is_sent_before_the_end() throws Exception {
        proxy.toxics().latency("late", ToxicDirection.UPSTREAM, 100);
        TcpClient connection = connect();
        connection.send("last words");
        assertThat(connection.readText(10)).isEqualTo("last words");
    }

    @Test
    void bandwidth_slows_down() throws Exception {
        TcpClient connection = connected();
        proxy.toxics().bandwidth("slow", ToxicDirection.UPSTREAM, 100);
        byte[] sent = bytes(40_000, 2);
        long millis = millisOf(() -> {
            connection.send(sent);
            assertThat(connection.read(sent.length)).isEqualTo(sent);
        });
        assertThat(millis).isGreaterThanOrEqualTo(350);
    }

    @Test
    void no_bandwidth_holds_everything_until_it_is_removed() throws Exception {
        TcpClient connection = connected();
        proxy.toxics().bandwidth("none", ToxicDirection.UPSTREAM, 0);
        connection.send("held");
        assertThat(connection.silentFor(A_WHILE)).isTrue();
        proxy.toxics().get("none").remove();
        assertThat(connection.readText(4)).isEqualTo("held");
    }

    @Test
    void slow_close_delays_the_end_only() throws Exception {
        try (TcpServer greeter = new TcpServer(socket -> socket.getOutputStream().write("bye".getBytes()))) {
            Proxy toGreeter = create("greeter", greeter.hostPort());
            toGreeter.toxics().slowClose("linger", ToxicDirection.DOWNSTREAM, 300);
            TcpClient connection = connect(toGreeter);
            assertThat(connection.readText(3)).isEqualTo("bye");
            assertThat(connection.silentFor(Duration.ofMillis(100))).isTrue();
            assertThat(connection.end()).isEqualTo("end");
        }
    }

    @Test
    void timeout_0_swallows_on_existing_and_new_connections_and_closes_both_when_removed() throws Exception {
        for (ToxicDirection direction : ToxicDirection.values()) {
            TcpClient existing = connected();
            proxy.toxics().timeout("hole", direction, 0);
            TcpClient fresh = connect();
            existing.send("swallowed");
            fresh.send("swallowed");
            assertThat(existing.silentFor(A_WHILE)).isTrue();
            assertThat(fresh.silentFor(A_WHILE)).isTrue();
            proxy.toxics().get("hole").remove();
            assertThat(existing.end()).isIn("end", "reset");
            assertThat(fresh.end()).isIn("end", "reset");
            connected();
        }
    }

    @Test
    void timeout_0_upstream_lets_the_server_speak() throws Exception {
        try (TcpServer chatty = new TcpServer(socket -> {
            socket.getOutputStream().write("unasked".getBytes());
            socket.getInputStream().read();
        })) {
            Proxy toChatty = create("chatty", chatty.hostPort());
            toChatty.toxics().timeout("hole", ToxicDirection.UPSTREAM, 0);
            TcpClient connection = connect(toChatty);
            connection.send("x");
            assertThat(connection.readText(7)).isEqualTo("unasked");
            assertThat(connection.silentFor(A_WHILE)).isTrue();
        }
    }

    @Test
    void timeout_0_passes_the_end_of_a_connection() throws Exception {
        TcpClient connection = connected();
        proxy.toxics().timeout("hole", ToxicDirection.UPSTREAM, 0);
        connection.sendEnd();
        assertThat(connection.end()).isIn("end", "reset");
    }

    @Test
    void timeout_closes_when_it_is_over() throws Exception {
        TcpClient connection = connected();
        proxy.toxics().timeout("brief", ToxicDirection.UPSTREAM, 300);
        connection.send("swallowed");
        assertThat(millisOf(() -> assertThat(connection.end()).isIn("end", "reset"))).isGreaterThanOrEqualTo(250);
    }

    @Test
    void reset_peer_resets_new_connections_and_closes_existing_ones_at_their_next_byte() throws Exception {
        TcpClient existing = connected();
        proxy.toxics().resetPeer("rst", ToxicDirection.UPSTREAM, 0);
        assertThat(existing.silentFor(Duration.ofMillis(100))).isTrue();
        existing.send("x");
        assertThat(existing.end()).isIn("end", "reset");
        TcpClient fresh = connect();
        fresh.send("x");
        assertThat(fresh.end()).isEqualTo("reset");
    }

    @Test
    void slicer_changes_no_byte_and_pauses_after_each_piece() throws Exception {
        TcpClient connection = connected();
        proxy.toxics().slicer("slices", ToxicDirection.DOWNSTREAM, 100, 20_000).setSizeVariation(20);
        byte[] sent = bytes(1000, 3);
        long millis = millisOf(() -> {
            connection.send(sent);
            assertThat(connection.read(sent.length)).isEqualTo(sent);
        });
        assertThat(millis).isGreaterThanOrEqualTo(120);
    }

    @Test
    void limit_data_closes_after_so_many_bytes_of_each_connection() throws Exception {
        proxy.toxics().limitData("limit", ToxicDirection.UPSTREAM, 7);
        for (int i = 0; i < 2; i++) {
            TcpClient connection = connect();
            assertThat(connection.ask("four")).isEqualTo("four");
            connection.send("eight...");
            assertThat(connection.end()).isIn("end", "reset");
        }
    }

    @Test
    void toxicity_0_touches_no_connection() throws Exception {
        proxy.toxics().timeout("hole", ToxicDirection.UPSTREAM, 0).setToxicity(0);
        connected();
    }

    @Test
    void toxics_come_and_go_without_losing_a_byte() throws Exception {
        TcpClient connection = connected();
        byte[] sent = bytes(2_000_000, 4);
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendAll(connection, sent));
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
            try {
                return connection.read(sent.length);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        for (int i = 0; i < 3; i++) {
            proxy.toxics().latency("late", ToxicDirection.UPSTREAM, 5).setJitter(3);
            proxy.toxics().slicer("slices", ToxicDirection.UPSTREAM, 5000, 10);
            proxy.toxics().bandwidth("slow", ToxicDirection.DOWNSTREAM, 5000);
            proxy.toxics().get("late").remove();
            proxy.toxics().get("slow").remove();
            proxy.toxics().get("slices").remove();
        }
        assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(sent);
        sender.get(1, TimeUnit.SECONDS);
    }
}
