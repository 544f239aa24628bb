package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.minos.nemesis.network.Ports;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From when on a member serves clients. */
@Timeout(120)
class ServingTest {
    private static final String REQUEST = "POST /v3/cluster/member/list HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    @TempDir
    private Path directory;

    /** What a client is told of the members, it may believe: whoever tells it is one of them by name, and there. */
    @Test
    void clients_wait_until_the_cluster_knows_where_their_member_serves() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + Ports.free());
        try (LocalCluster cluster = new LocalCluster(directory, 2).startAll()) {
            cluster.leader();
            cluster.stop(0);
            cluster.stop(1);
            cluster.reconfigure(0, "--advertise-client-urls=" + cluster.clientUrl(0) + ",http://127.0.0.1:1", "--listen-metrics-urls=" + metrics,
                    "--listen-peer-urls=" + cluster.peerUrl(0), "--initial-advertise-peer-urls=" + cluster.peerUrl(0));
            cluster.start(0);
            try (Socket client = new Socket("127.0.0.1", cluster.clientUrl(0).getPort())) {
                client.getOutputStream().write(REQUEST.getBytes(StandardCharsets.UTF_8));
                client.setSoTimeout(700);
                InputStream in = client.getInputStream();
                assertThat(catchThrowable(in::read)).as("no majority, no answer").isInstanceOf(SocketTimeoutException.class);
                assertThat(new V2Wire(metrics).ask("GET", "/metrics", "").status()).as("who looks after it is answered").isEqualTo(200);
                cluster.start(1);
                client.setSoTimeout(20_000);
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("\"name\":\"n0\"").contains("\"http://127.0.0.1:1\"");
            }
        }
    }
}
