package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.etcd.api.WatchResponse;
import io.minos.node.outcome.EtcdError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a stream lies on an HTTP/1.1 connection: clients written in Python read it chunk by chunk, and take each for a line. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JsonStreamTest {
    private static final String CREATE = "{\"create_request\":{\"key\":\"Zm9v\"}}";

    private final FakeBackend backend = new FakeBackend();
    private Front front;
    private HttpWire wire;

    @BeforeEach
    void start() throws IOException {
        front = Front.start(new Front.Options(List.of(URI.create("http://127.0.0.1:0")), List.of(), 4096, Duration.ofSeconds(1)), backend);
        InetSocketAddress address = front.clientAddresses().get(0);
        wire = new HttpWire(address);
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        front.close();
    }

    private void ask(String path, String body) throws IOException {
        wire.send(HttpWire.head("POST", path, "Content-Length: " + body.length()) + body);
    }

    private Backend.WatchSink watch() throws IOException {
        ask("/v3/watch", CREATE);
        wire.start();
        assertThat(wire.chunk()).contains("\"created\":true");
        return backend.watches.get(0).out;
    }

    @Test
    void a_chunk_is_whole_before_there_is_another() throws IOException {
        ask("/v3/watch", CREATE);
        wire.start();
        String line = wire.line();
        assertThat(wire.bytes(Integer.parseInt(line, 16))).endsWith((byte) '\n');
        assertThat(wire.bytes(2)).as("its line end, though nothing follows for now").containsExactly('\r', '\n');
        backend.watches.get(0).out.send(WatchResponse.newBuilder().setWatchId(7).build());
        assertThat(wire.line()).as("the next begins with its length").isEqualToIgnoringCase(Integer.toHexString("{\"result\":{\"watch_id\":\"7\"}}\n".length()));
    }

    @Test
    void each_message_is_a_chunk_however_many_wait() throws IOException {
        Backend.WatchSink out = watch();
        for (int i = 1; i <= 500; i++) {
            out.send(WatchResponse.newBuilder().setWatchId(i).build());
        }
        out.fail(new RpcException(EtcdError.NO_LEADER));
        for (int i = 1; i <= 500; i++) {
            assertThat(wire.chunk()).isEqualTo("{\"result\":{\"watch_id\":\"" + i + "\"}}\n");
        }
        assertThat(wire.chunk()).startsWith("{\"error\":");
        assertThat(wire.chunk()).isEmpty();
    }

    @Test
    void a_connection_serves_on_after_a_stream() throws IOException {
        for (int i = 0; i < 3; i++) {
            ask("/v3/lease/keepalive", "{\"ID\":\"77\"}{\"ID\":\"78\"}");
            assertThat(wire.answer(true).body().lines()).hasSize(2);
            assertThat(wire.ask("POST", "/v3/kv/put", "{\"key\":\"Zm9v\"}").status()).isEqualTo(200);
            ask("/v3/kv/put", "{}");
            assertThat(wire.answer(true).trailers()).as("an error is one chunk and trailers").containsKey("grpc-trailer-content-type");
            ask("/v3/lease/keepalive", "");
            assertThat(wire.answer(true).body()).isEmpty();
            assertThat(wire.ask("HEAD", "/v3/kv/put", "").status()).isEqualTo(405);
        }
    }
}
