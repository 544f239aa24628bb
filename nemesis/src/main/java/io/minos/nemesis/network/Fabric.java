package io.minos.nemesis.network;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.toxiproxy.ToxiproxyServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network between the nodes of a cluster on this machine, and between clients and nodes. Opened before the nodes start.
 *
 * <pre>
 * node A ──dials──▶ gate of B ──▶ Toxiproxy proxy A→B ──▶ outlet A→B ──▶ node B
 * client ──dials────────────────▶ Toxiproxy proxy clients→B ──▶ outlet ──▶ node B
 * </pre>
 *
 * The gate is the one peer address that B advertises to all; it finds out who dials. Gate and outlet are ours and count bytes on
 * both sides of Toxiproxy, so evidence does not depend on what Toxiproxy says of itself. Thread-safe.
 */
public final class Fabric implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Fabric.class);

    /** So many times 64 KiB of each connection. */
    private static final int CATCH_UP_PASSES = 16;

    private final @Nullable ToxiproxyServer embedded;
    private final Toxics toxics;
    private final String version;
    private final EventLoop loop;
    private final ExecutorService finder;
    private final Probes probes;
    private final Map<String, NodeAddress> nodes;
    private final Map<String, Gate> gates = new LinkedHashMap<>();
    private final Map<Way, Link> links = new LinkedHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Fabric(@Nullable ToxiproxyServer embedded, URI toxiproxy, Map<String, NodeAddress> nodes, NodePids pids) throws IOException {
        this.embedded = embedded;
        toxics = new Toxics(toxiproxy, new SplittableRandom(), ports(nodes.values()));
        this.nodes = nodes;
        loop = new EventLoop("fabric");
        probes = new Probes(loop);
        finder = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "gate-finder");
            thread.setDaemon(true);
            return thread;
        });
        try {
            version = toxics.version();
            openLinks();
            for (String node : nodes.keySet()) {
                gates.put(node, loop.call(() -> new Gate(loop, node, pids, finder, dialer -> link(dialer, node))));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Map<String, NodeAddress> byName(List<NodeAddress> addresses) {
        Map<String, NodeAddress> nodes = new LinkedHashMap<>();
        for (NodeAddress node : addresses) {
            if (node.name().equals(Way.CLIENTS)) {
                throw new IllegalArgumentException("no node can be called " + Way.CLIENTS);
            }
            if (nodes.put(node.name(), node) != null) {
                throw new IllegalArgumentException("two nodes are called " + node.name());
            }
        }
        return nodes;
    }

    private static Set<Integer> ports(Collection<NodeAddress> nodes) {
        return nodes.stream().flatMap(node -> Stream.of(node.peer().getPort(), node.client().getPort())).collect(Collectors.toSet());
    }

    private void openLinks() throws IOException {
        for (NodeAddress to : nodes.values()) {
            openLink(Way.CLIENTS, to.name(), to.client());
            for (String from : nodes.keySet()) {
                if (!from.equals(to.name())) {
                    openLink(from, to.name(), to.peer());
                }
            }
        }
    }

    private void openLink(String from, String to, InetSocketAddress node) throws IOException {
        Meter meter = new Meter();
        Outlet outlet = loop.call(() -> new Outlet(loop, node, meter, probes));
        // The pid keeps the proxies of two runs at one Toxiproxy apart.
        Proxy proxy = toxics.open("minos-" + ProcessHandle.current().pid() + "-" + from + "-to-" + to, outlet.address());
        links.put(new Way(from, to), new Link(from, to, proxy, address(proxy.getListen()), outlet, meter));
    }

    private static InetSocketAddress address(String hostPort) {
        int colon = hostPort.lastIndexOf(':');
        return new InetSocketAddress(hostPort.substring(0, colon), Integer.parseInt(hostPort.substring(colon + 1)));
    }

    /**
     * With a Toxiproxy of our own, in this process.
     *
     * @param random of the toxics' jitter
     */
    public static Fabric embedded(List<NodeAddress> nodes, NodePids pids, RandomGenerator random) throws IOException {
        Map<String, NodeAddress> checked = byName(nodes);
        ToxiproxyServer server = ToxiproxyServer.start(random);
        return new Fabric(server, server.uri(), checked, pids);
    }

    /**
     * With a Toxiproxy that runs already, on this machine.
     *
     * @param toxiproxy its API, such as {@code http://127.0.0.1:8474}
     * @throws IOException nobody answers there; the message says so
     */
    public static Fabric external(URI toxiproxy, List<NodeAddress> nodes, NodePids pids) throws IOException {
        return new Fabric(null, toxiproxy, byName(nodes), pids);
    }

    public List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /** What the node advertises to its peers; the same for every member, so that {@code --initial-cluster} is. */
    public InetSocketAddress advertisedPeer(String node) {
        return gates.get(known(node)).address();
    }

    /** Where clients reach the node. */
    public InetSocketAddress clientProxy(String node) {
        return links.get(new Way(Way.CLIENTS, known(node))).entry();
    }

    /** For the report: which Toxiproxy, its version. */
    public String describe() {
        return (embedded != null ? "embedded Toxiproxy, API of version " : "Toxiproxy given by address, version ") + version;
    }

    /** Peer connections dropped so far because no node's process held them. */
    public long droppedConnections() {
        return gates.values().stream().mapToLong(Gate::dropped).sum();
    }

    /**
     * What a fault will do to these ways; nothing yet.
     *
     * @param label of the fault, unlike that of any other in force; letters and digits
     */
    public Interference interference(String label, Collection<Way> ways) {
        ways.stream().flatMap(way -> Stream.of(way.from(), way.to())).filter(party -> !party.equals(Way.CLIENTS)).forEach(this::known);
        return new Interference(toxics, label, List.copyOf(ways), lanes(ways));
    }

    /** Bytes on the way since the fabric opened, whoever dialed. */
    public Traffic traffic(Way way) {
        return lanes(List.of(way)).stream().map(Lane::traffic).reduce(new Traffic(0, 0), Traffic::plus);
    }

    /**
     * Returns when all that had reached the gates and outlets by now has been handed on and counted, however busy the machine is.
     *
     * @throws IOException they did not get to it
     */
    public void catchUp() throws IOException {
        // A task runs after what was ready when it came has been read; what one pass leaves of a full socket the next ones read.
        for (int pass = 0; pass < CATCH_UP_PASSES; pass++) {
            loop.call(() -> true);
        }
    }

    /**
     * Sends a probe over every link between the two ends of these ways, all at once, whoever dials on it; the nodes do not see
     * them.
     *
     * @param deadline how long to wait for probes that do not come; returns earlier when all have come
     */
    public List<Passage> probe(Collection<Way> ways, Duration deadline) throws IOException {
        return probes.run(lanes(ways).stream().map(Lane::link).distinct().toList(), deadline);
    }

    /**
     * Lets connects to the client address of a dead node be refused, as they would be without a proxy in between: a refused
     * connect proves to the client that nothing was done, a connection that opens and ends does not.
     */
    public void refuseClients(String node) throws IOException {
        toxics.enable(links.get(new Way(Way.CLIENTS, known(node))).proxy(), false);
    }

    /** Undoes {@link #refuseClients}; does nothing when clients are not refused. */
    public void acceptClients(String node) throws IOException {
        toxics.enable(links.get(new Way(Way.CLIENTS, known(node))).proxy(), true);
    }

    private String known(String node) {
        if (!nodes.containsKey(node)) {
            throw new IllegalArgumentException("no node is called " + node);
        }
        return node;
    }

    private Optional<Link> link(String from, String to) {
        return Optional.ofNullable(links.get(new Way(from, to)));
    }

    private List<Lane> lanes(Collection<Way> ways) {
        List<Lane> lanes = new ArrayList<>();
        for (Way way : ways) {
            link(way.from(), way.to()).ifPresent(link -> lanes.add(new Lane(link, ToxicDirection.UPSTREAM)));
            link(way.to(), way.from()).ifPresent(link -> lanes.add(new Lane(link, ToxicDirection.DOWNSTREAM)));
        }
        return lanes;
    }

    /** Closes every connection, and takes its proxies out of a Toxiproxy that is not ours. May be called again. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        finder.shutdownNow();
        if (embedded == null) {
            deleteProxies();
        }
        toxics.close();
        loop.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    private void deleteProxies() {
        IOException failure = null;
        for (Link link : links.values()) {
            try {
                toxics.delete(link.proxy());
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            log.warn("proxies stay behind: {}", failure.getMessage());
        }
    }
}
