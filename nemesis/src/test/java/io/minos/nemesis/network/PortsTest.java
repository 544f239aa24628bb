package io.minos.nemesis.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
    /** Where connections that go out get their ports from, on Linux. */
    private static final int FIRST_OUTGOING = 32_768;

    @Test
    void ports_are_distinct_free_and_not_those_of_outgoing_connections() throws IOException {
        List<Integer> ports = Ports.free(100);
        assertThat(ports).hasSize(100).doesNotHaveDuplicates().allMatch(port -> port >= 1024 && port < FIRST_OUTGOING);
        List<ServerSocket> bound = new ArrayList<>();
        try {
            for (int port : ports) {
                bound.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            }
        } finally {
            for (ServerSocket socket : bound) {
                socket.close();
            }
        }
    }

    /** Who asks port by port, and binds none until he has all, gets no port twice. */
    @Test
    void a_port_is_not_given_again_while_there_are_others() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            ports.add(Ports.free());
        }
        assertThat(ports).doesNotHaveDuplicates();
    }
}
