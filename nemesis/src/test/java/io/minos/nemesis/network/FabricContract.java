package io.minos.nemesis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.nemesis.testkit.ChildNode;
import io.minos.nemesis.testkit.TcpClient;
import io.minos.nemesis.testkit.TcpServer;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The fabric between three real processes; the same over the embedded Toxiproxy and over the real one. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FabricContract {
    private static final int A_WHILE = 250;
    private static final Duration PROBE = Duration.ofMillis(250);
    private static final Duration PROBE_MAX = Duration.ofSeconds(20);
    private static final Way FROM_1_TO_2 = new Way("n1", "n2");

    private final Map<String, ChildNode> nodes = new LinkedHashMap<>();
    private final Map<String, Long> pids = new ConcurrentHashMap<>();
    private final List<Interference> interferences = new ArrayList<>();
    private TcpServer store;
    private Fabric fabric;
    private int connections;

    abstract Fabric open(List<NodeAddress> addresses, NodePids pids) throws Exception;

    /** Stops what {@link #open} started besides the fabric. */
    void afterClose() throws Exception {}

    @BeforeAll
    void start_three_nodes() throws Exception {
        store = TcpServer.echo();
        List<NodeAddress> addresses = new ArrayList<>();
        for (String name : List.of("n1", "n2", "n3")) {
            ChildNode node = ChildNode.start();
            nodes.put(name, node);
            pids.put(name, node.pid());
            addresses.add(new NodeAddress(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), store.address()));
        }
        fabric = open(addresses, () -> pids);
    }

    @AfterAll
    void stop() throws Exception {
        for (ChildNode node : nodes.values()) {
            node.close();
        }
        if (fabric != null) {
            fabric.close();
        }
        store.close();
        afterClose();
    }

    @AfterEach
    void lift() throws Exception {
        for (Interference interference : interferences) {
            interference.lift();
        }
        interferences.clear();
    }

    private Interference interference(List<Way> ways) {
        Interference interference = fabric.interference("t" + interferences.size(), ways);
        interferences.add(interference);
        return interference;
    }

    /** A connection from one node to another that is known to work; its name. */
    private String dial(String from, String to) throws Exception {
        String connection = "c" + connections++;
        nodes.get(from).dial(connection, fabric.advertisedPeer(to).getPort());
        assertThat(nodes.get(from).ask(connection, "hello")).isEqualTo("line echo:hello");
        return connection;
    }

    @Test
    void a_connection_is_led_over_the_link_of_who_dials_it() throws Exception {
        Map<Way, Traffic> before = new LinkedHashMap<>();
        Way.fromTo(nodes.keySet(), nodes.keySet()).forEach(way -> before.put(way, fabric.traffic(way)));
        Map<Way, String> connected = new LinkedHashMap<>();
        for (Way way : before.keySet()) {
            connected.put(way, dial(way.from(), way.to()));
        }
        for (Map.Entry<Way, String> connection : connected.entrySet()) {
            int from = connection.getKey().from().charAt(1) - '0';
            int to = connection.getKey().to().charAt(1) - '0';
            String text = "x".repeat(10 * from + to);
            nodes.get(connection.getKey().from()).ask(connection.getValue(), text);
        }
        for (Way way : before.keySet()) {
            int from = way.from().charAt(1) - '0';
            int to = way.to().charAt(1) - '0';
            // What it said on what it dialed, and what it answered on what the other dialed.
            int expected = "hello\n".length() + 10 * from + to + 1 + "echo:hello\n".length() + "echo:".length() + 10 * to + from + 1;
            assertThat(fabric.traffic(way).since(before.get(way))).as(way.toString()).isEqualTo(new Traffic(expected, expected));
        }
    }

    @Test
    void nodes_that_dial_one_gate_at_the_same_time_are_told_apart() throws Exception {
        Traffic before1 = fabric.traffic(new Way("n1", "n3"));
        Traffic before2 = fabric.traffic(new Way("n2", "n3"));
        int gate = fabric.advertisedPeer("n3").getPort();
        for (int i = 0; i < 10; i++) {
            nodes.get("n1").dial("a" + i, gate);
            nodes.get("n2").dial("b" + i, gate);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(nodes.get("n1").ask("a" + i, "1")).isEqualTo("line echo:1");
            assertThat(nodes.get("n2").ask("b" + i, "22")).isEqualTo("line echo:22");
        }
        assertThat(fabric.traffic(new Way("n1", "n3")).since(before1).delivered()).isEqualTo(10 * 2);
        assertThat(fabric.traffic(new Way("n2", "n3")).since(before2).delivered()).isEqualTo(10 * 3);
    }

    @Test
    void a_connection_of_no_node_is_dropped() throws Exception {
        long before = fabric.droppedConnections();
        try (TcpClient stranger = new TcpClient(fabric.advertisedPeer("n1"))) {
            assertThat(stranger.end()).isIn("end", "reset");
        }
        assertThat(fabric.droppedConnections()).isEqualTo(before + 1);
    }

    @Test
    void a_one_way_cut_swallows_what_is_sent_on_connections_of_both_roles_and_nothing_else() throws Exception {
        ChildNode n1 = nodes.get("n1");
        ChildNode n2 = nodes.get("n2");
        String dialedBy1 = dial("n1", "n2");
        String streamTo1 = dial("n1", "n2");
        String dialedBy2 = dial("n2", "n1");
        String streamTo2 = dial("n2", "n1");
        n1.send(streamTo1, "stream");
        n2.send(streamTo2, "stream");
        assertThat(n1.receive(streamTo1, 20_000)).isEqualTo("line tick");
        assertThat(n2.receive(streamTo2, 20_000)).isEqualTo("line tick");

        Interference cut = interference(List.of(FROM_1_TO_2));
        cut.blackhole();
        assertThat(n2.awaitQuiet(streamTo2, A_WHILE)).as("what n1 streams on a connection that n2 dialed").isEqualTo("silence");
        Traffic atCut = fabric.traffic(FROM_1_TO_2);
        n1.send(dialedBy1, "lost");
        assertThat(n1.receive(dialedBy1, A_WHILE)).as("an answer to what n1 sent on its own connection").isEqualTo("silence");
        n2.send(dialedBy2, "arrives, but the answer does not");
        assertThat(n2.receive(dialedBy2, A_WHILE)).as("what n1 answers n2").isEqualTo("silence");
        for (int i = 0; i < 3; i++) {
            assertThat(n1.receive(streamTo1, 20_000)).as("what n2 streams to n1").isEqualTo("line tick");
        }
        Traffic during = fabric.traffic(FROM_1_TO_2).since(atCut);
        assertThat(during.delivered()).isZero();
        assertThat(during.offered()).isGreaterThan("lost\n".length());
        String fresh = "fresh" + connections++;
        n1.dial(fresh, fabric.advertisedPeer("n2").getPort());
        n1.send(fresh, "lost too");
        assertThat(n1.receive(fresh, A_WHILE)).isEqualTo("silence");

        cut.lift();
        for (String connection : List.of(dialedBy1, streamTo1, fresh)) {
            assertThat(n1.awaitQuiet(connection, 20_000)).isEqualTo("closed");
        }
        for (String connection : List.of(dialedBy2, streamTo2)) {
            assertThat(n2.awaitQuiet(connection, 20_000)).isEqualTo("closed");
        }
        dial("n1", "n2");
        dial("n2", "n1");
    }

    @Test
    void a_cut_leaves_other_links_alone() throws Exception {
        String elsewhere = dial("n1", "n3");
        interference(Way.between(List.of("n1"), List.of("n2"))).blackhole();
        assertThat(nodes.get("n1").ask(elsewhere, "still")).isEqualTo("line echo:still");
        dial("n3", "n2");
        dial("n2", "n3");
    }

    @Test
    void probes_tell_which_ways_pass_and_the_nodes_do_not_see_them() throws Exception {
        List<Way> both = Way.between(List.of("n1"), List.of("n2"));
        Traffic before = fabric.traffic(FROM_1_TO_2);
        assertThat(fabric.probe(both, PROBE_MAX)).hasSize(2).allMatch(Passage::arrived).allMatch(Passage::returned);
        Interference cut = interference(List.of(FROM_1_TO_2));
        cut.blackhole();
        Map<String, Passage> during = new LinkedHashMap<>();
        fabric.probe(both, PROBE).forEach(passage -> during.put(passage.dialer(), passage));
        assertThat(during.get("n1").arrived()).isFalse();
        assertThat(during.get("n2").arrived()).isTrue();
        assertThat(during.get("n2").returned()).isFalse();
        cut.lift();
        assertThat(fabric.probe(both, PROBE_MAX)).allMatch(Passage::returned);
        assertThat(fabric.traffic(FROM_1_TO_2)).isEqualTo(before);
    }

    @Test
    void a_delay_is_measured_each_way() throws Exception {
        String connection = dial("n1", "n2");
        interference(Way.between(List.of("n1"), List.of("n2"))).delay(120, 20);
        List<Passage> late = fabric.probe(List.of(FROM_1_TO_2), PROBE_MAX);
        assertThat(late).hasSize(2).allSatisfy(passage -> {
            assertThat(passage.upNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(passage.downNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        });
        long start = System.nanoTime();
        nodes.get("n1").ask(connection, "late");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void clients_can_be_cut_off_while_nodes_reach_each_other() throws Exception {
        String between = dial("n1", "n2");
        try (TcpClient client = new TcpClient(fabric.clientProxy("n2")); TcpClient other = new TcpClient(fabric.clientProxy("n1"))) {
            assertThat(client.ask("get")).isEqualTo("get");
            Interference cut = interference(Way.between(List.of(Way.CLIENTS), List.of("n2")));
            cut.blackhole();
            client.send("get");
            assertThat(client.silentFor(Duration.ofMillis(A_WHILE))).isTrue();
            assertThat(other.ask("get")).isEqualTo("get");
            assertThat(nodes.get("n1").ask(between, "still")).isEqualTo("line echo:still");
            cut.lift();
            assertThat(client.end()).isIn("end", "reset");
        }
        try (TcpClient client = new TcpClient(fabric.clientProxy("n2"))) {
            assertThat(client.ask("again")).isEqualTo("again");
        }
    }

    @Test
    void clients_of_a_dead_node_are_refused_until_they_are_accepted_again() throws Exception {
        fabric.refuseClients("n3");
        fabric.refuseClients("n3");
        assertThatThrownBy(() -> new TcpClient(fabric.clientProxy("n3"))).isInstanceOf(ConnectException.class);
        fabric.acceptClients("n3");
        fabric.acceptClients("n3");
        try (TcpClient client = new TcpClient(fabric.clientProxy("n3"))) {
            assertThat(client.ask("again")).isEqualTo("again");
        }
    }

    @Test
    void a_restarted_node_is_known_by_its_new_process_and_its_old_connections_are_closed() throws Exception {
        String toOld = dial("n1", "n3");
        ChildNode old = nodes.get("n3");
        old.kill();
        assertThat(nodes.get("n1").receive(toOld, 20_000)).isEqualTo("closed");
        ChildNode again = ChildNode.start(old.port());
        nodes.put("n3", again);
        pids.put("n3", again.pid());
        dial("n1", "n3");
        Traffic before = fabric.traffic(new Way("n3", "n1"));
        dial("n3", "n1");
        assertThat(fabric.traffic(new Way("n3", "n1")).since(before).delivered()).isEqualTo("hello\n".length());
    }

    @Test
    void an_unknown_node_is_refused_by_name() {
        assertThatThrownBy(() -> fabric.advertisedPeer("n9")).hasMessage("no node is called n9");
        assertThatThrownBy(() -> fabric.interference("x", List.of(new Way("n1", "n9")))).hasMessage("no node is called n9");
    }
}
