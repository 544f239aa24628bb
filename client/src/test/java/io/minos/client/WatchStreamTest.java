package io.minos.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchStreamTest {
    private static final String CREATED = "{\"result\":{\"header\":{\"revision\":\"4\"},\"created\":true}}\n";
    private static final String EVENTS =
            "{\"result\":{\"header\":{\"revision\":\"6\"},\"events\":[{\"kv\":{\"key\":\"YQ==\",\"mod_revision\":\"5\"}},"
            + "{\"type\":\"DELETE\",\"kv\":{\"key\":\"Yg==\",\"mod_revision\":\"6\"}}]}}\n";
    private static final String COMPACTED = "{\"result\":{\"header\":{\"revision\":\"9\"},\"canceled\":true,\"compact_revision\":\"8\"}}\n";

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
    void responses_are_delivered_as_they_were_sent_wherever_the_chunks_are_cut() throws Exception {
        String all = CREATED + EVENTS + COMPACTED;
        for (int size : new int[] {1, 2, 7, 50, all.length()}) {
            try (var server = new ScriptedServer((n, out, socket) -> {
                begin(out);
                for (int i = 0; i < all.length(); i += size) {
                    chunk(out, all.substring(i, Math.min(all.length(), i + size)));
                }
                finish(out);
            })) {
                var seen = new Seen();
                watch(server, seen);

                assertThat(seen.responses(3)).satisfiesExactly(
                        r -> assertThat(r.getCreated()).isTrue(),
                        r -> assertThat(r.getEventsList()).extracting(e -> e.getKv().getModRevision()).containsExactly(5L, 6L),
                        r -> assertThat(r.getCompactRevision()).isEqualTo(8));
                assertThat(seen.end()).isEqualTo(new WatchEnd.Finished());
            }
        }
    }

    @Test
    void a_response_is_delivered_before_the_next_is_sent() throws Exception {
        BlockingQueue<String> script = new LinkedBlockingQueue<>(List.of(CREATED));
        try (var server = new ScriptedServer((n, out, socket) -> {
            begin(out);
            try {
                while (true) {
                    chunk(out, script.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            var seen = new Seen();
            WatchStream stream = watch(server, seen);
            assertThat(seen.responses(1)).singleElement().matches(WatchResponse::getCreated);
            script.add(EVENTS);
            assertThat(seen.responses(1)).singleElement().matches(r -> r.getEventsCount() == 2);

            stream.close();
            stream.close();
            assertThat(seen.end()).isEqualTo(new WatchEnd.Closed());
            assertThat(seen.ends).isEmpty();
        }
    }

    @Test
    void a_broken_connection_ends_the_stream_and_says_so() throws Exception {
        try (var server = new ScriptedServer((n, out, socket) -> {
            begin(out);
            chunk(out, CREATED);
            chunk(out, EVENTS.substring(0, 30));
            socket.close();
        })) {
            var seen = new Seen();
            watch(server, seen);

            assertThat(seen.responses(1)).hasSize(1);
            assertThat(seen.end()).isInstanceOfSatisfying(WatchEnd.Broken.class, e -> assertThat(e.error().name()).isEqualTo("answer-cut"));
            assertThat(seen.responses).isEmpty();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_refusal_in_the_stream_ends_it() throws Exception {
        try (var server = new ScriptedServer((n, out, socket) -> {
            begin(out);
            chunk(out, "{\"error\":{\"grpc_code\":14,\"http_code\":503,\"message\":\"etcdserver: no leader\",\"http_status\":\"Service Unavailable\"}}\n");
        })) {
            var seen = new Seen();
            watch(server, seen);

            assertThat(seen.end()).isInstanceOfSatisfying(WatchEnd.Broken.class, e -> assertThat(e.error().name()).isEqualTo("no-leader"));
        }
    }

    @Test
    void a_refusal_instead_of_the_stream_ends_it() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.answering(503,
                "{\"error\":\"etcdserver: not capable\",\"message\":\"etcdserver: not capable\",\"code\":14}"))) {
            var seen = new Seen();
            watch(server, seen);

            assertThat(seen.end()).isInstanceOfSatisfying(WatchEnd.Broken.class, e -> assertThat(e.error().name()).isEqualTo("not-capable"));
        }
    }

    private static WatchStream watch(ScriptedServer server, WatchListener listener) {
        var create = WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();
        return new EtcdClient(http, server.url(), Duration.ofSeconds(20)).watch(create, listener);
    }

    private static void begin(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        out.write((Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void finish(OutputStream out) throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static final class Seen implements WatchListener {
        private final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        private final BlockingQueue<WatchEnd> ends = new LinkedBlockingQueue<>();

        @Override
        public void onResponse(WatchResponse response) {
            responses.add(response);
        }

        @Override
        public void onEnd(WatchEnd end) {
            ends.add(end);
        }

        List<WatchResponse> responses(int count) throws InterruptedException {
            var taken = new java.util.ArrayList<WatchResponse>();
            for (int i = 0; i < count; i++) {
                WatchResponse response = responses.poll(20, TimeUnit.SECONDS);
                assertThat(response).as("response %d", i).isNotNull();
                taken.add(response);
            }
            return taken;
        }

        WatchEnd end() throws InterruptedException {
            WatchEnd end = ends.poll(20, TimeUnit.SECONDS);
            assertThat(end).as("the stream's end").isNotNull();
            return end;
        }
    }
}
