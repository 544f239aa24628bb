package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.front.HttpWire.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrontTest {
    private static final int REQUEST_BYTES_MAX = 4096;

    private final FakeBackend backend = new FakeBackend();
    private Front front;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        List<URI> anyPort = List.of(URI.create("http://127.0.0.1:0"));
        front = Front.start(new Front.Options(anyPort, anyPort, REQUEST_BYTES_MAX, java.time.Duration.ofSeconds(1)), backend);
        address = front.clientAddresses().get(0);
    }

    @AfterEach
    void stop() {
        front.close();
    }

    private Answer post(String path, String body) throws IOException {
        return HttpWire.ask(address, "POST", path, body);
    }

    private static void await(BooleanSupplier condition) throws TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("waited for 10 s");
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void a_put_and_a_range_go_through() throws IOException {
        Answer put = post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo("{\"header\":{\"cluster_id\":\"14841639068965178418\",\"member_id\":\"10276657743932975437\",\"revision\":\"2\",\"raft_term\":\"2\"}}");
        assertThat(put.headers().keySet()).containsExactlyInAnyOrder("access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin",
                "content-type", "grpc-metadata-content-type", "date", "content-length");
        assertThat(post("/v3beta/kv/range", "{\"key\":\"Zm9v\"}").body()).contains("\"kvs\":[{\"key\":\"Zm9v\",\"create_revision\":\"2\"").endsWith("\"count\":\"1\"}");
    }

    @Test
    void one_connection_serves_many_calls() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            for (int i = 2; i < 50; i++) {
                assertThat(wire.ask("POST", "/v3/kv/put", "{\"key\":\"Zm9v\"}").body()).contains("\"revision\":\"" + i + "\"");
                assertThat(wire.ask("POST", "/v3/kv/put", "{\"key\":5}").status()).isEqualTo(400);
            }
        }
    }

    @Test
    void an_answer_that_comes_later_from_another_thread_is_delivered() throws Exception {
        backend.holding = true;
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return post("/v3/kv/put", "{\"key\":\"Zm9v\"}");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        await(() -> !backend.held.isEmpty());
        @SuppressWarnings("unchecked")
        CompletableFuture<PutResponse> held = (CompletableFuture<PutResponse>) backend.held.get(0);
        held.complete(PutResponse.newBuilder().setPrevKv(KeyValue.newBuilder().setVersion(9)).build());
        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"prev_kv\":{\"version\":\"9\"}}");
    }

    @Test
    void an_error_of_the_backend_has_etcds_shape_and_trailer() throws IOException {
        Answer answer = post("/v3/kv/put", "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"etcdserver: key is not provided\",\"message\":\"etcdserver: key is not provided\",\"code\":3}");
        assertThat(answer.header("Trailer")).isEqualTo("Grpc-Trailer-Content-Type");
        assertThat(answer.trailers()).containsEntry("grpc-trailer-content-type", "application/grpc");
        assertThat(answer.header("Grpc-Metadata-Content-Type")).isEmpty();
        assertThat(post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":\"5\"}").status()).isEqualTo(404);
    }

    @Test
    void a_backend_that_fails_in_an_unforeseen_way_is_an_internal_error() throws IOException {
        backend.holding = true;
        try (HttpWire wire = new HttpWire(address)) {
            wire.send(HttpWire.head("POST", "/v3/kv/put", "Content-Length: 14") + "{\"key\":\"Zm9v\"}");
            await(() -> !backend.held.isEmpty());
            backend.held.get(0).completeExceptionally(new IllegalStateException("planted by a test"));
            Answer answer = wire.answer(true);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("\"code\":13").doesNotContain("planted");
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_request_beyond_the_limits_is_refused_as_etcd_does() throws IOException {
        assertThat(post("/v3/kv/put", putOf(REQUEST_BYTES_MAX - 100)).status()).isEqualTo(200);
        Answer tooLarge = post("/v3/kv/put", putOf(REQUEST_BYTES_MAX));
        assertThat(tooLarge.status()).isEqualTo(400);
        assertThat(tooLarge.body()).contains("etcdserver: request is too large").contains("\"code\":3");
        int messageMax = REQUEST_BYTES_MAX + (512 << 10);
        Answer farTooLarge = post("/v3/kv/put", putOf(messageMax));
        assertThat(farTooLarge.status()).isEqualTo(429);
        assertThat(farTooLarge.body()).contains("grpc: received message larger than max (" + (messageMax + 9) + " vs. " + messageMax + ")").contains("\"code\":8");
    }

    private static String putOf(int valueBytes) {
        return "{\"key\":\"Zm9v\",\"value\":\"" + Base64.getEncoder().encodeToString(new byte[valueBytes]) + "\"}";
    }

    @Test
    void a_body_without_end_is_refused_before_it_fills_the_memory() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            wire.send(HttpWire.head("POST", "/v3/kv/put", "Transfer-Encoding: chunked"));
            String blanks = " ".repeat(1 << 20);
            int sent = 0;
            try {
                for (; sent < 64; sent++) {
                    wire.sendChunk(blanks);
                }
            } catch (IOException e) {
                assertThat(sent).as("MiB until the server closed").isLessThan(64);
                return;
            }
            assertThat(wire.answer(true).status()).isEqualTo(429);
        }
    }

    @Test
    void a_body_announced_too_large_is_refused_unread() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            wire.send(HttpWire.head("POST", "/v3/kv/put", "Content-Length: 1000000000"));
            assertThat(wire.answer(true).body()).contains("grpc: received message larger than max (750000000 vs. ");
        }
    }

    @Test
    void other_methods_and_paths_get_etcds_answers() throws IOException {
        assertThat(HttpWire.ask(address, "GET", "/v3/kv/put", "")).extracting(Answer::status, Answer::body).containsExactly(405, "Method Not Allowed\n");
        assertThat(HttpWire.ask(address, "HEAD", "/v3/kv/put", "").status()).isEqualTo(405);
        assertThat(post("/v3/nope", "{}")).extracting(Answer::status, Answer::body).containsExactly(404, "Not Found\n");
        assertThat(post("/v3/maintenance/hashkv", "{}").status()).as("etcd 3.4 has no such path").isEqualTo(404);
        assertThat(HttpWire.ask(address, "GET", "/nope", "")).extracting(Answer::status, Answer::body).containsExactly(404, "404 page not found\n");
        Answer options = HttpWire.ask(address, "OPTIONS", "/v3/kv/put", "");
        assertThat(options.status()).isEqualTo(200);
        assertThat(options.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(options.header("Access-Control-Allow-Methods")).isEqualTo("POST, GET, OPTIONS, PUT, DELETE");
        assertThat(options.header("Access-Control-Allow-Headers")).isEqualTo("accept, content-type, authorization");
    }

    @Test
    void what_is_no_http_is_answered_in_plain_text() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            wire.send("GARBAGE\r\n\r\n");
            Answer answer = wire.answer(true);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.body()).isEqualTo("400 Bad Request\n");
        }
    }

    @Test
    void health_version_and_metrics_are_on_the_client_port() throws IOException {
        assertThat(HttpWire.ask(address, "GET", "/health", "").body()).isEqualTo("{\"health\":\"true\"}");
        assertThat(HttpWire.ask(address, "GET", "/version", "").body()).isEqualTo("{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\"}");
        Answer metrics = HttpWire.ask(address, "GET", "/metrics", "");
        assertThat(metrics.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body()).contains("\netcd_server_has_leader 1\n");
        Answer wrongMethod = post("/health", "");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.header("Allow")).isEqualTo("GET");
    }

    @Test
    void bad_health_is_503_and_alarms_can_be_excluded() throws IOException {
        backend.health = false;
        Answer sick = HttpWire.ask(address, "GET", "/health?exclude=NOSPACE&exclude=CORRUPT", "");
        assertThat(sick.status()).isEqualTo(503);
        assertThat(sick.body()).isEqualTo("{\"health\":\"false\"}\n");
        assertThat(backend.healthExcluded).containsExactlyInAnyOrder("NOSPACE", "CORRUPT");
    }

    @Test
    void a_metrics_url_has_health_and_metrics_and_nothing_else() throws IOException {
        InetSocketAddress metrics = front.metricsAddresses().get(0);
        assertThat(HttpWire.ask(metrics, "GET", "/health", "").body()).isEqualTo("{\"health\":\"true\"}");
        assertThat(HttpWire.ask(metrics, "GET", "/metrics", "").status()).isEqualTo(200);
        assertThat(HttpWire.ask(metrics, "POST", "/v3/kv/range", "{}").status()).isEqualTo(404);
        assertThat(HttpWire.ask(metrics, "GET", "/version", "").status()).isEqualTo(404);
    }

    @Test
    void a_port_that_is_taken_is_named() {
        URI taken = URI.create("http://127.0.0.1:" + address.getPort());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Front.start(new Front.Options(List.of(taken), List.of(), 1, java.time.Duration.ofSeconds(1)), backend)))
                .isInstanceOf(IOException.class).hasMessageContaining(String.valueOf(address.getPort())).hasMessageContaining("in use");
    }

    // ---- streams

    @Test
    void a_watch_streams_lines_and_outlives_the_end_of_its_request() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            String create = "{\"create_request\":{\"key\":\"Zm9v\"}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            Answer start = wire.start();
            assertThat(start.status()).isEqualTo(200);
            assertThat(start.header("Content-Type")).isEqualTo("application/json");
            assertThat(start.header("Grpc-Metadata-Content-Type")).isEqualTo("application/grpc");
            assertThat(wire.chunk()).startsWith("{\"result\":{\"header\":{").endsWith(",\"created\":true}}\n");
            post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}");
            assertThat(wire.chunk()).endsWith("\"events\":[{\"kv\":{\"key\":\"Zm9v\",\"create_revision\":\"2\",\"mod_revision\":\"2\",\"version\":\"1\",\"value\":\"YmFy\"}}]}}\n");
        }
    }

    @Test
    void requests_of_a_watch_are_read_as_they_come() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            wire.send(HttpWire.head("POST", "/v3/watch", "Transfer-Encoding: chunked"));
            wire.sendChunk("{\"create_request\":");
            wire.sendChunk("{\"key\":\"Zm9v\"}}{\"progress_");
            wire.start();
            assertThat(wire.chunk()).contains("\"created\":true");
            wire.sendChunk("request\":{}}\n\n{\"cancel_request\":{\"watch_id\":\"0\"}}");
            String rest = wire.chunk();
            rest = rest.lines().count() < 2 ? rest + wire.chunk() : rest;
            assertThat(rest.lines().toList()).satisfiesExactly(
                    progress -> assertThat(progress).contains("\"watch_id\":\"-1\""), cancel -> assertThat(cancel).contains("\"canceled\":true"));
        }
    }

    @Test
    void a_watch_that_begins_malformed_is_a_500() throws Exception {
        Answer answer = post("/v3/watch", "{\"create_request\":");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"unexpected EOF\",\"message\":\"unexpected EOF\",\"code\":2}");
        await(backend.watches::isEmpty);
    }

    @Test
    void a_watch_goes_on_deaf_after_something_malformed() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            String body = "{\"create_request\":{}}}{\"progress_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + body.length()) + body);
            wire.start();
            assertThat(wire.chunk()).contains("\"created\":true");
            post("/v3/kv/put", "{\"key\":\"Zm9v\"}");
            assertThat(wire.chunk()).contains("\"events\"");
        }
    }

    @Test
    void a_client_that_leaves_a_quiet_watch_is_noticed() throws Exception {
        FakeBackend.FakeWatch watch;
        try (HttpWire wire = new HttpWire(address)) {
            String create = "{\"create_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            wire.start();
            wire.chunk();
            watch = backend.watches.get(0);
        }
        await(() -> watch.closed);
    }

    @Test
    void a_client_that_leaves_in_the_middle_of_its_requests_is_noticed() throws Exception {
        try (HttpWire wire = new HttpWire(address)) {
            wire.send(HttpWire.head("POST", "/v3/watch", "Transfer-Encoding: chunked"));
            wire.sendChunk("{\"create_request\":{}}");
            wire.start();
            wire.chunk();
        }
        await(() -> backend.watches.isEmpty());
    }

    @Test
    void a_client_that_does_not_read_holds_its_watch_back_and_is_caught_up_later() throws Exception {
        try (HttpWire wire = new HttpWire(address)) {
            String create = "{\"create_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            wire.start();
            wire.chunk();
            FakeBackend.FakeWatch watch = backend.watches.get(0);
            WatchResponse large = WatchResponse.newBuilder().addEvents(Event.newBuilder().setKv(KeyValue.newBuilder().setValue(ByteString.copyFrom(new byte[60_000])))).build();
            int sent = 0;
            // ready again and again while the sockets' buffers fill; not for ever
            for (long quiet = System.nanoTime(); sent < 1_000 && System.nanoTime() - quiet < TimeUnit.MILLISECONDS.toNanos(300); ) {
                if (watch.out.isReady()) {
                    watch.out.send(large);
                    sent++;
                    quiet = System.nanoTime();
                }
            }
            assertThat(sent).as("60 kB each; the sockets' buffers hold a few MB").isBetween(1, 999);
            int readyBefore = watch.readyCalls;
            for (long read = 0, lines = 0; lines < sent; ) {
                String chunk = wire.chunk();
                read += chunk.length();
                lines += chunk.chars().filter(c -> c == '\n').count();
                assertThat(read).isLessThan(1L << 30);
            }
            await(() -> watch.readyCalls > readyBefore);
        }
    }

    @Test
    void an_error_ends_a_watch_with_an_error_line() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            String create = "{\"create_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            wire.start();
            wire.chunk();
            backend.watches.get(0).out.fail(new RpcException(io.minos.node.outcome.EtcdError.NO_LEADER));
            assertThat(wire.chunk()).isEqualTo("{\"error\":{\"grpc_code\":14,\"http_code\":503,\"message\":\"etcdserver: no leader\",\"http_status\":\"Service Unavailable\"}}");
            assertThat(wire.chunk()).isEmpty();
        }
    }

    @Test
    void keep_alives_are_answered_in_turn_until_the_requests_end() throws IOException {
        post("/v3/lease/grant", "{\"TTL\":\"60\",\"ID\":\"77\"}");
        Answer answer = post("/v3/lease/keepalive", "{\"ID\":\"77\"}{\"ID\":77}\n{\"ID\":5}");
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer.header("Grpc-Metadata-Content-Type")).isEqualTo("application/grpc");
        assertThat(answer.body().lines()).hasSize(3).satisfiesExactly(
                first -> assertThat(first).endsWith("\"ID\":\"77\",\"TTL\":\"60\"}}"), second -> assertThat(second).endsWith("\"ID\":\"77\",\"TTL\":\"60\"}}"),
                third -> assertThat(third).endsWith("\"ID\":\"5\"}}"));
    }

    @Test
    void keep_alives_without_a_request_are_an_empty_stream() throws IOException {
        Answer answer = post("/v3/lease/keepalive", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer.header("Grpc-Metadata-Content-Type")).isEmpty();
    }

    @Test
    void keep_alives_end_at_something_malformed() throws IOException {
        assertThat(post("/v3/lease/keepalive", "{\"ID\":\"77\"}{\"ID\":").body().lines()).hasSize(1);
        assertThat(post("/v3/lease/keepalive", "{\"ID\":").status()).isEqualTo(500);
    }

    @Test
    void keep_alives_that_fail_at_once_fail_with_a_status() throws IOException {
        Answer answer = post("/v3/lease/keepalive", "{\"ID\":\"666\"}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).startsWith("{\"error\":{\"grpc_code\":14,");
    }

    @Test
    void closing_ends_the_streams() throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            String create = "{\"create_request\":{}}";
            wire.send(HttpWire.head("POST", "/v3/watch", "Content-Length: " + create.length()) + create);
            wire.start();
            wire.chunk();
            FakeBackend.FakeWatch watch = backend.watches.get(0);
            front.close();
            assertThat(wire.chunk()).isEmpty();
            assertThat(watch.closed).isTrue();
        }
    }
}
