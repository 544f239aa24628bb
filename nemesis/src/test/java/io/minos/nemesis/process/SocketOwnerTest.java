package io.minos.nemesis.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.nemesis.testkit.ChildNode;
import io.minos.nemesis.testkit.TcpClient;
import io.minos.nemesis.testkit.TcpServer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.net.StandardProtocolFamily;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SocketOwnerTest {
    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void finds_who_dialed_among_several_processes() throws Exception {
        try (ServerSocket gate = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ChildNode one = ChildNode.start();
                ChildNode two = ChildNode.start()) {
            gate.setSoTimeout(20_000);
            Map<String, Long> nodes = new LinkedHashMap<>(Map.of("one", one.pid(), "two", two.pid()));
            for (int i = 0; i < 3; i++) {
                assertThat(dialerAt(gate, one, nodes, "c" + i)).isEqualTo("one");
                assertThat(dialerAt(gate, two, nodes, "c" + i)).isEqualTo("two");
            }
        }
    }

    private static String dialerAt(ServerSocket gate, ChildNode dialer, Map<String, Long> nodes, String connection) throws Exception {
        dialer.dial(connection, gate.getLocalPort());
        try (Socket accepted = gate.accept()) {
            return SocketOwner.of((InetSocketAddress) accepted.getRemoteSocketAddress(), (InetSocketAddress) accepted.getLocalSocketAddress(), nodes)
                    .orElse("nobody");
        }
    }

    @Test
    void finds_sockets_of_ipv4_programs_too() throws Exception {
        try (TcpServer server = TcpServer.echo(); SocketChannel socket = SocketChannel.open(StandardProtocolFamily.INET)) {
            socket.connect(server.address());
            assertThat(SocketOwner.of((InetSocketAddress) socket.getLocalAddress(), server.address(), Map.of("self", SELF))).hasValue("self");
        }
    }

    @Test
    void finds_sockets_over_ipv6() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        try (ServerSocket server = new ServerSocket(0, 50, loopback); Socket socket = new Socket(loopback, server.getLocalPort())) {
            assertThat(loopback).isInstanceOf(Inet6Address.class);
            assertThat(SocketOwner.of((InetSocketAddress) socket.getLocalSocketAddress(), (InetSocketAddress) socket.getRemoteSocketAddress(), Map.of("self", SELF)))
                    .hasValue("self");
        } catch (java.net.SocketException e) {
            org.junit.jupiter.api.Assumptions.abort("skipped: no IPv6 loopback here: " + e.getMessage());
        }
    }

    @Test
    void a_socket_of_no_candidate_and_a_closed_one_have_no_owner() throws Exception {
        try (TcpServer server = TcpServer.echo(); ChildNode other = ChildNode.start()) {
            TcpClient client = new TcpClient(server.address());
            assertThat(SocketOwner.of(client.local(), client.remote(), Map.of("other", other.pid()))).isEmpty();
            assertThat(SocketOwner.of(client.local(), client.remote(), Map.of())).isEmpty();
            assertThat(SocketOwner.of(client.local(), client.remote(), Map.of("self", SELF))).hasValue("self");
            client.close();
            assertThat(SocketOwner.of(client.local(), client.remote(), Map.of("self", SELF))).isEmpty();
        }
    }

    @Test
    void a_process_that_has_ended_owns_nothing() throws Exception {
        try (TcpServer server = TcpServer.echo(); TcpClient client = new TcpClient(server.address())) {
            ChildNode dead = ChildNode.start();
            dead.kill();
            assertThat(SocketOwner.of(client.local(), client.remote(), Map.of("dead", dead.pid()))).isEmpty();
            assertThat(ProcFs.alive(dead.pid())).isFalse();
            assertThat(ProcFs.state(dead.pid())).isEmpty();
            assertThat(ProcFs.startTicks(SELF)).isPresent();
        }
    }
}
