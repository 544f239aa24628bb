package io.minos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeResponse;
import io.minos.nemesis.network.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EtcdClientTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String PUT_ANSWER =
            "{\"header\":{\"cluster_id\":\"14841639068965178418\",\"member_id\":\"10276657743932975437\",\"revision\":\"7\",\"raft_term\":\"2\"}}";

    private static HttpTransport http;

    @BeforeAll
    static void start() {
        http = HttpTransport.start("test");
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    @Test
    void an_answer_is_ok_with_all_it_says() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.answering(200, PUT_ANSWER))) {
            PutResponse answer = client(server, LONG).put("k", "v").orElseThrow();

            assertThat(answer.getHeader().getRevision()).isEqualTo(7);
            assertThat(Long.toUnsignedString(answer.getHeader().getMemberId())).isEqualTo("10276657743932975437");
            assertThat(server.requests()).singleElement().asString().startsWith("POST /v3/kv/put ").endsWith("{\"key\":\"aw==\",\"value\":\"dg==\"}");
        }
    }

    @Test
    void nobody_listening_is_a_definite_failure() throws IOException {
        String url = "http://127.0.0.1:" + Ports.free();

        assertThat(new EtcdClient(http, url, LONG).put("k", "v")).isInstanceOf(Outcome.Fail.class)
                .extracting(o -> o.problem().orElseThrow().name()).isEqualTo("connection-refused");
    }

    @Test
    void a_connection_closed_instead_of_an_answer_is_indefinite_and_the_request_is_not_sent_again() throws IOException {
        try (var server = new ScriptedServer((n, out, socket) -> socket.close())) {
            assertIndefinite(client(server, LONG).put("k", "v"), "connection-lost");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_pooled_connection_closed_under_a_request_is_indefinite_and_the_request_is_not_sent_again() throws IOException {
        try (var server = new ScriptedServer((n, out, socket) -> {
            if (n % 2 == 1) {
                ScriptedServer.respond(out, 200, PUT_ANSWER);
            } else {
                socket.close();
            }
        })) {
            EtcdClient client = client(server, LONG);
            for (int round = 1; round <= 20; round++) {
                client.put("k", "v").orElseThrow();
                assertIndefinite(client.put("k", "v"), "connection-lost");
                assertThat(server.requests()).hasSize(2 * round);
            }
        }
    }

    /** The server closes at about the time the client writes: every outcome is allowed but a second copy of a request. */
    @Test
    void a_request_racing_with_the_close_of_its_connection_arrives_at_most_once() throws IOException {
        try (var server = new ScriptedServer((n, out, socket) -> {
            ScriptedServer.respond(out, 200, PUT_ANSWER);
            socket.close();
        })) {
            EtcdClient client = client(server, LONG);
            List<String> values = IntStream.range(0, 300).mapToObj(i -> "value-" + i).toList();
            values.forEach(value -> client.put("k", value));

            assertThat(server.requests()).doesNotHaveDuplicates();
            assertThat(server.requests().size()).isBetween(1, values.size());
        }
    }

    @Test
    void no_answer_in_time_is_indefinite_for_a_write_and_definite_for_a_read() throws IOException {
        try (var server = new ScriptedServer((n, out, socket) -> {})) {
            assertIndefinite(client(server, SHORT).put("k", "v"), "timeout");
            assertThat(client(server, SHORT).range("k"))
                    .isEqualTo(new Outcome.Fail<RangeResponse>(new CallError("timeout", true, "Total timeout 300 ms elapsed")));
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void an_answer_cut_short_is_indefinite() throws IOException {
        try (var server = new ScriptedServer((n, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"header\":".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.close();
        })) {
            assertIndefinite(client(server, LONG).put("k", "v"), "answer-cut");
        }
    }

    @Test
    void an_answer_that_is_not_etcds_is_indefinite() throws IOException {
        for (String body : List.of("", "null", "[]", "<html>", "{\"header\":{\"revision\":\"x\"}}", "{\"header\":{", PUT_ANSWER + PUT_ANSWER)) {
            try (var server = new ScriptedServer(ScriptedServer.answering(200, body))) {
                assertIndefinite(client(server, LONG).put("k", "v"), "unexpected-answer");
            }
        }
    }

    @Test
    void etcds_errors_are_read_in_both_shapes() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.answering(429,
                "{\"error\":\"etcdserver: too many requests\",\"message\":\"etcdserver: too many requests\",\"code\":8}"))) {
            assertThat(client(server, LONG).put("k", "v")).isInstanceOf(Outcome.Fail.class)
                    .extracting(o -> o.problem().orElseThrow().name()).isEqualTo("too-many-requests");
        }
        String inStream = "{\"error\":{\"grpc_code\":14,\"http_code\":503,\"message\":\"etcdserver: no leader\",\"http_status\":\"Service Unavailable\"}}";
        try (var server = new ScriptedServer(ScriptedServer.answering(200, inStream))) {
            assertIndefinite(client(server, LONG).leaseKeepAlive(1), "no-leader");
        }
    }

    /** Larger than any buffer on the way, so that it arrives in many pieces. */
    @Test
    void a_long_answer_is_read_whole() throws IOException {
        var range = RangeResponse.newBuilder();
        for (int i = 0; i < 20_000; i++) {
            range.addKvsBuilder().setKey(ByteString.copyFromUtf8("key-" + i)).setValue(ByteString.copyFromUtf8("value-" + i)).setModRevision(i);
        }
        try (var server = new ScriptedServer(ScriptedServer.answering(200, new String(ProtoJson.write(range.build()), StandardCharsets.UTF_8)))) {
            assertThat(client(server, LONG).range("key").orElseThrow()).isEqualTo(range.build());
        }
    }

    @Test
    void a_redirect_is_not_followed() throws IOException {
        try (var server = new ScriptedServer((n, out, socket) -> {
            out.write(("HTTP/1.1 307 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        })) {
            assertIndefinite(client(server, LONG).put("k", "v"), "unexpected-answer");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void each_client_has_a_connection_of_its_own_and_keeps_it() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.answering(200, PUT_ANSWER))) {
            EtcdClient a = client(server, LONG);
            EtcdClient b = client(server, LONG);
            for (int i = 0; i < 10; i++) {
                a.put("k", "v").orElseThrow();
                b.put("k", "v").orElseThrow();
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void many_calls_of_one_client_can_be_under_way() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.answering(200, PUT_ANSWER))) {
            EtcdClient client = client(server, LONG);
            List<CompletableFuture<Outcome<io.minos.etcd.api.StatusResponse>>> calls = IntStream.range(0, 32)
                    .mapToObj(i -> client.call(Rpc.STATUS, io.minos.etcd.api.StatusRequest.getDefaultInstance())).toList();

            assertThat(calls).allSatisfy(call -> assertThat(call.join()).isInstanceOf(Outcome.Ok.class));
            assertThat(server.requests()).hasSize(32);
        }
    }

    @Test
    void an_answer_needed_and_not_had_is_an_exception_that_says_why() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.answering(404,
                "{\"error\":\"etcdserver: requested lease not found\",\"message\":\"etcdserver: requested lease not found\",\"code\":5}"))) {
            Outcome<?> outcome = client(server, LONG).leaseRevoke(5);

            assertThatThrownBy(outcome::orElseThrow).isInstanceOf(CallFailedException.class)
                    .hasMessage("lease-not-found (HTTP 404, code 5, etcdserver: requested lease not found)");
        }
    }

    private static EtcdClient client(ScriptedServer server, Duration timeout) {
        return new EtcdClient(http, server.url(), timeout);
    }

    private static void assertIndefinite(Outcome<?> outcome, String name) {
        assertThat(outcome).isInstanceOf(Outcome.Info.class);
        assertThat(outcome.problem().orElseThrow().name()).isEqualTo(name);
    }
}
