package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/1.1 that watch, and whose processes are stopped: their kernels go on acknowledging, and nobody reads. */
@Timeout(60)
class StoppedWatchersTest {
    private static final int STOPPED = 5;
    private static final String WATCH = "{\"create_request\":{\"key\":\"YQ==\"}}";

    @TempDir
    private Path directory;

    /** A living one, on a thread of its own. */
    private static final class Reader implements AutoCloseable {
        private final V2Wire.Open open;
        private final BlockingQueue<String> chunks = new LinkedBlockingQueue<>();

        Reader(V2Wire.Open open) throws IOException {
            this.open = open;
            assertThat(open.head().status()).isEqualTo(200);
            Thread reading = new Thread(() -> {
                try {
                    for (String chunk = open.chunk(); !chunk.isEmpty(); chunk = open.chunk()) {
                        chunks.add(chunk);
                    }
                } catch (IOException | NumberFormatException closed) {
                    // the end of it
                }
            }, "reader");
            reading.setDaemon(true);
            reading.start();
        }

        /** What came until then included. */
        List<String> until(Predicate<String> wanted) throws InterruptedException {
            List<String> heard = new ArrayList<>();
            do {
                String chunk = chunks.poll(20, TimeUnit.SECONDS);
                assertThat(chunk).as("after %s chunks", heard.size()).isNotNull();
                heard.add(chunk);
            } while (!wanted.test(heard.get(heard.size() - 1)));
            return heard;
        }

        @Override
        public void close() throws IOException {
            open.close();
        }
    }

    @Test
    void who_does_not_read_is_forgotten_and_who_reads_is_not() throws Exception {
        List<Socket> stopped = new ArrayList<>();
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--enable-v2", "--grpc-keepalive-interval=1s", "--grpc-keepalive-timeout=1s").startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            URI url = cluster.clientUrl(0);
            V2Wire wire = new V2Wire(url);
            try (Reader reader = new Reader(wire.open("POST", "/v3/watch", WATCH)); Reader polling = new Reader(wire.open("GET", "/v2/keys/a?wait=true", ""))) {
                for (int i = 0; i < STOPPED; i++) {
                    stopped.add(ask(url, "POST /v3/watch HTTP/1.1\r\nHost: n\r\nContent-Length: " + WATCH.length() + "\r\n\r\n" + WATCH));
                    stopped.add(ask(url, "POST /v3/watch HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(WATCH.length()) + "\r\n" + WATCH + "\r\n"));
                    stopped.add(ask(url, "GET /v2/keys/a?wait=true&stream=true HTTP/1.1\r\nHost: n\r\n\r\n"));
                }
                await(wire, 2 * STOPPED + 1, STOPPED + 1);
                await(wire, 1, 1);
                reader.until(chunk -> chunk.length() > 1_000); // it was asked as well
                polling.until(chunk -> chunk.length() > 1_000);
                wire.ask("POST", "/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"bGl2ZQ==\"}");
                wire.ask("PUT", "/v2/keys/a", "value=live");
                List<String> heard = reader.until(chunk -> chunk.contains("bGl2ZQ=="));
                assertThat(heard).allSatisfy(chunk -> assertThat(fields(chunk)).startsWith("result"));
                assertThat(String.join("", polling.until(chunk -> chunk.contains("live")))).matches("(?s) *\\{\"action\":\"set\",.*");
            }
            await(wire, 0, 0);
            awaitMetric(wire, "minos_client_connections", 1); // the one that asks
            assertThat(wire.ask("GET", "/metrics", "").body()).contains("\nminos_client_streams 0").contains("\nminos_client_unsent_bytes 0");
        } finally {
            for (Socket socket : stopped) {
                socket.close();
            }
        }
    }

    private static Socket ask(URI server, String request) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void await(V2Wire wire, int watchers, int v2Watchers) throws Exception {
        awaitMetric(wire, "etcd_debugging_mvcc_watcher_total", watchers);
        awaitCount(() -> wire.ask("GET", "/v2/stats/store", "").body(), "\"watchers\":(\\d+)", v2Watchers);
    }

    private static void awaitMetric(V2Wire wire, String name, int count) throws Exception {
        awaitCount(() -> wire.ask("GET", "/metrics", "").body(), "\n" + name + " (\\d+)", count);
    }

    private interface Page {
        String text() throws IOException;
    }

    private static void awaitCount(Page page, String pattern, int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (int seen = -1; seen != count; TimeUnit.MILLISECONDS.sleep(20)) {
            Matcher matcher = Pattern.compile(pattern).matcher(page.text());
            assertThat(matcher.find()).as(pattern).isTrue();
            seen = Integer.parseInt(matcher.group(1));
            assertThat(System.nanoTime()).as("%s: %s, not %s in time", pattern, seen, count).isLessThan(deadline);
        }
    }

    /** Each chunk is a whole message: there are clients that take one for the other. */
    private static List<String> fields(String chunk) throws IOException {
        List<String> fields = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(chunk)) {
            while (json.nextToken() != null) {
                if (json.currentName() != null) {
                    fields.add(json.currentName());
                }
            }
        }
        return fields;
    }
}
