package io.minos.scenarios.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.Store;
import io.minos.etcd.api.PutRequest;
import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.fault.ClusterControl;
import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.network.NodeAddress;
import io.minos.nemesis.network.Ports;
import io.minos.scenarios.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of processes on this machine, peers and clients connected through the fabric. Thread-safe. Everything it started
 * is stopped by {@link #close}, which also runs when the JVM goes down.
 */
public final class ClusterUnderTest implements SystemUnderTest, ClusterControl {
    private static final Duration READY_WITHIN = Duration.ofSeconds(40);
    private static final int STOP_SECONDS = 3;
    private static final String DISKS = "disks";
    /** Its default of ten minutes would leave what is promised about progress untried. */
    private static final String WATCH_PROGRESS = "experimental-watch-progress-notify-interval";
    /** Where no workload writes. */
    private static final String BALLAST = "ballast/";

    /**
     * What is to be started.
     *
     * @param directory for logs and data; made if missing
     * @param toxiproxy an API to use in place of the built-in one
     * @param random for what is random in the network
     */
    public record Plan(NodeBinary binary, Scenario.Cluster cluster, Path directory, Optional<URI> toxiproxy, RandomGenerator random) {}

    private final Plan plan;
    private final boolean knowsWatchProgress;
    private final HttpTransport http = HttpTransport.start("cluster");
    private final Fabric fabric;
    private final NodeDisks disks;
    private final Roster roster;
    private final Thread atShutdown = new Thread(this::abandon, "cluster-shutdown");
    private volatile @Nullable Recorder recorder;
    private volatile @Nullable Operator operator;
    private boolean closed;

    /** Chooses ports, sets up fabric and disks; starts no node yet. */
    public ClusterUnderTest(Plan plan) throws IOException {
        this.plan = plan;
        knowsWatchProgress = plan.binary().knows(WATCH_PROGRESS); // asked before ports are chosen: the answer takes its time, and others take ports
        Files.createDirectories(plan.directory());
        List<NodeAddress> addresses = addresses(plan.cluster().nodes());
        List<String> names = addresses.stream().map(NodeAddress::name).toList();
        fabric = plan.toxiproxy().isPresent()
                ? Fabric.external(plan.toxiproxy().get(), addresses, this::pids)
                : Fabric.embedded(addresses, this::pids, plan.random());
        disks = NodeDisks.open(plan.directory().resolve(DISKS), names, plan.cluster().diskBytes());
        roster = new Roster(addresses.stream().map(this::member).toList());
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    private static List<NodeAddress> addresses(int nodes) throws IOException {
        List<Integer> ports = Ports.free(2 * nodes);
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        return IntStream.range(0, nodes)
                .mapToObj(i -> new NodeAddress("n" + (i + 1),
                        new InetSocketAddress(loopback, ports.get(2 * i)), new InetSocketAddress(loopback, ports.get(2 * i + 1))))
                .toList();
    }

    private Member member(NodeAddress address) {
        String name = address.name();
        Path log = plan.directory().resolve(name + ".log");
        return Member.of(address, new NodeProcess(name, command(address), log, (status, wanted) -> exited(name, status, wanted)), http);
    }

    private List<String> command(NodeAddress address) {
        String name = address.name();
        Map<String, String> flags = new TreeMap<>(plan.cluster().flags());
        if (!disks.bounded()) {
            flags.putIfAbsent("quota-backend-bytes", Long.toString(disks.bytesEach()));
        }
        if (knowsWatchProgress) {
            flags.putIfAbsent(WATCH_PROGRESS, "500ms");
        }
        Map<String, InetSocketAddress> peers = new LinkedHashMap<>();
        fabric.nodes().forEach(node -> peers.put(node, fabric.advertisedPeer(node)));
        return disks.wrap(new NodeCommand(plan.binary(), name, disks.dataDir(name), address.peer(), address.client(), peers, flags).words());
    }

    public Fabric fabric() {
        return fabric;
    }

    public NodeDisks disks() {
        return disks;
    }

    private Map<String, Long> pids() {
        return roster.pids();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("target", plan.binary().name());
        facts.put("targetVersion", plan.binary().version());
        facts.put("network", fabric.describe());
        facts.put("disk", disks.describe());
        return facts;
    }

    @Override
    public List<String> nodes() {
        return roster.names();
    }

    @Override
    public void start(Recorder recorder, ProcessIds ids) throws IOException {
        this.recorder = recorder;
        operator = new Operator(roster, recorder, ids, SystemUnderTest.OWN_PREFIX);
        for (Member member : roster.all()) {
            launch(member);
        }
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        for (Member member : roster.all()) {
            awaitAnswer(member, deadline, roster::serves);
            record(member.name(), "ready", "");
        }
    }

    private void launch(Member member) throws IOException {
        if (member.process().start()) {
            record(member.name(), "started", member.process().pid().isPresent() ? "pid " + member.process().pid().getAsLong() : "");
        }
    }

    private void awaitAnswer(Member member, long deadlineNanos, Predicate<Member> answers) throws IOException {
        while (!answers.test(member)) {
            if (!member.process().isAlive()) {
                throw member.complaint("ended instead of serving");
            }
            if (System.nanoTime() > deadlineNanos) {
                throw member.complaint("does not serve");
            }
            Pause.brief();
        }
    }

    private void exited(String node, int status, boolean wanted) {
        record(node, "exited", (wanted ? "wanted" : "unexpected") + ", exit status " + status);
    }

    private void record(String node, String state, String detail) {
        Recorder to = recorder;
        if (to != null) {
            var value = JsonNodeFactory.instance.objectNode().put("node", node).put("state", state).put("detail", detail);
            to.record(Event.RUNNER, null, Event.Type.INFO, F.NODE_STATE, value, null, null);
        }
    }

    @Override
    public Store connect(String node, Duration timeout) {
        return new EtcdStore(new EtcdClient(http, NodeCommand.url(fabric.clientProxy(node)), timeout));
    }

    @Override
    public Store connectDirectly(String node, Duration timeout) {
        return new EtcdStore(new EtcdClient(http, roster.member(node).url(), timeout));
    }

    @Override
    public OptionalLong pid(String node) {
        return roster.member(node).process().pid();
    }

    @Override
    public Optional<String> leader() {
        return leadership().map(Leadership::node);
    }

    @Override
    public Optional<Leadership> leadership() {
        return roster.leadership();
    }

    @Override
    public int kill(String node) throws IOException {
        return roster.member(node).process().kill();
    }

    @Override
    public void start(String node) throws IOException {
        Member member = roster.member(node);
        launch(member);
        if (roster.majorityRuns()) {
            awaitAnswer(member, System.nanoTime() + READY_WITHIN.toNanos(), roster::answersStatus);
            record(node, "ready", "");
        }
    }

    @Override
    public boolean answers(String node, Duration deadline) {
        return new EtcdClient(http, roster.member(node).url(), deadline).status() instanceof Outcome.Ok;
    }

    @Override
    public Optional<String> put(String node, String key, byte[] value) {
        var request = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(ByteString.copyFrom(value)).build();
        return roster.member(node).putting().await(Rpc.PUT, request).problem().map(Object::toString);
    }

    @Override
    public Set<String> noSpaceAlarms() {
        return operator().noSpaceAlarms();
    }

    @Override
    public void recoverSpace(String ballastPrefix) throws IOException {
        operator().recoverSpace(ballastPrefix);
    }

    private Operator operator() {
        Operator now = operator;
        if (now == null) {
            throw new IllegalStateException("the cluster was not started");
        }
        return now;
    }

    @Override
    public void recover() throws IOException {
        for (String node : nodes()) {
            if (pid(node).isEmpty()) {
                start(node);
            }
        }
        if (operator().hasNoSpace()) {
            recoverSpace(BALLAST);
        }
    }

    @Override
    public Map<String, Supplier<Stream<String>>> logs() {
        return logs(roster.all().stream().collect(Collectors.toMap(Member::name, member -> member.process().log(), (a, b) -> a, LinkedHashMap::new)));
    }

    /** Logs by node, from files. */
    public static Map<String, Supplier<Stream<String>>> logs(Map<String, Path> files) {
        Map<String, Supplier<Stream<String>>> logs = new LinkedHashMap<>();
        files.forEach((node, file) -> logs.put(node, () -> {
            try {
                return Files.lines(file, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        return Collections.unmodifiableMap(logs);
    }

    @Override
    public void stop() throws IOException {
        List<CompletableFuture<Void>> stopping = roster.alive()
                .map(member -> CompletableFuture.runAsync(() -> stop(member)))
                .toList();
        stopping.forEach(CompletableFuture::join);
    }

    private static void stop(Member member) {
        try {
            member.process().stop(STOP_SECONDS);
        } catch (IOException e) {
            if (member.process().isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public List<ObjectNode> raftLogs() throws IOException {
        List<ObjectNode> logs = new ArrayList<>();
        if (plan.binary() instanceof NodeBinary.Reference) {
            var tool = new RaftLogs(plan.binary().command(), plan.directory());
            for (String node : nodes()) {
                logs.add(tool.read(node, roster.memberId(node), disks.dataDirFromHere(node).resolve("member").resolve("wal")));
            }
        }
        return logs;
    }

    @Override
    public void keepData() throws IOException {
        for (String node : nodes()) {
            Trees.copy(disks.dataDirFromHere(node), plan.directory().resolve(node + ".data"));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        recorder = null;
        roster.all().forEach(member -> member.process().abandon());
        http.close();
        fabric.close();
        disks.close();
        Trees.delete(plan.directory().resolve(DISKS));
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // the JVM is going down already, and the hook with it
        }
    }

    /** The JVM goes down, perhaps by Ctrl-C: no process may outlive it, and no disk stay mounted. */
    private void abandon() {
        roster.all().forEach(member -> member.process().abandon());
        fabric.close();
        disks.close();
        try {
            Trees.delete(plan.directory().resolve(DISKS));
        } catch (IOException e) {
            // empty directories stay behind; there is nobody left to tell
        }
    }
}
