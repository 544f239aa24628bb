package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ping too often are sent away, as by etcd: HTTP/2 byte by byte, as no client of gRPC would do it. */
@Timeout(60)
class PingParityTest {
    private static final String FLAG = "--grpc-keepalive-min-time=200ms";
    private static final String AWAY = "away 11 too_many_pings";
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;

    private final ExecutorService clients = Executors.newFixedThreadPool(2);

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    @Test
    void a_member_sends_away_who_pings_too_often() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, FLAG).startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            check(cluster.clientUrl(0));
        }
    }

    @Test
    void etcd_does_the_same() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        try (RealEtcd etcd = new RealEtcd(binary.get(), FLAG)) {
            check(URI.create(etcd.url()));
        }
    }

    private void check(URI server) throws Exception {
        Future<List<String>> inTime = clients.submit(() -> told(server, true, 6, 250));
        Future<List<String>> idle = clients.submit(() -> told(server, false, 5, 250));
        assertThat(told(server, false, 5, 0)).as("in haste, with nothing open").startsWith("pong", "pong", "pong").contains(AWAY);
        assertThat(told(server, true, 6, 0)).as("in haste, with a stream").contains(AWAY);
        assertThat(idle.get()).as("in time, but with nothing open").contains(AWAY);
        assertThat(inTime.get()).as("in time, with a stream").containsExactly("pong", "pong", "pong", "pong", "pong", "pong");
    }

    /** What a client hears that pings so often. */
    private static List<String> told(URI server, boolean watching, int pings, long pauseMillis) throws Exception {
        List<String> told = new ArrayList<>();
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            if (watching) {
                out.write(frame(HEADERS, 4, 1, watch()));
                listen(socket, 300, told, 1); // a server may answer at once with headers, after which pings are forgiven
            }
            // one at a time: a server that closes on what it has not read takes back what it said last
            for (int i = 1; i <= pings && told.size() == i - 1 && !told.contains(AWAY); i++) {
                out.write(frame(PING, 0, 0, new byte[8]));
                listen(socket, 5_000, told, i);
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
            listen(socket, 300, told, pings + 1);
        } catch (SocketException cut) {
            // what it had to say, it has said
        }
        return told;
    }

    /** Until so much is told in all, or nothing is said for so long. */
    private static void listen(Socket socket, int quietMillis, List<String> told, int enough) throws IOException {
        socket.setSoTimeout(quietMillis);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        try {
            for (int first = in.read(); first >= 0; first = told.size() < enough ? in.read() : -1) {
                int length = first << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                boolean ack = (in.readUnsignedByte() & 1) != 0;
                in.readInt();
                byte[] body = in.readNBytes(length);
                if (type == PING && ack) {
                    told.add("pong");
                } else if (type == GOAWAY) {
                    told.add("away " + ByteBuffer.wrap(body).getInt(4) + " " + new String(body, 8, body.length - 8, StandardCharsets.US_ASCII));
                }
            }
        } catch (SocketTimeoutException quiet) {
            // that was all
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] body) {
        return ByteBuffer.allocate(9 + body.length).putInt(body.length << 8 | type).put((byte) flags).putInt(stream).put(body).array();
    }

    /** The headers of a call, in HPACK without its tables. */
    private static byte[] watch() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String[] field : new String[][] {{":method", "POST"}, {":scheme", "http"}, {":path", "/etcdserverpb.Watch/Watch"}, {":authority", "n"}, {"content-type", "application/grpc"}, {"te", "trailers"}}) {
            block.write(0);
            for (String text : field) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return block.toByteArray();
    }
}
