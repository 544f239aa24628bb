package io.minos.scenarios.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.Store;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.StatusRequest;
import io.minos.etcd.api.StatusResponse;
import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.fault.ClusterControl;
import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.network.NodeAddress;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Duration STATUS_TIMEOUT = Duration.ofMillis(700);
    private static final Duration PUT_TIMEOUT = Duration.ofMillis(2500);
    private static final Duration OPERATOR_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READY_WITHIN = Duration.ofSeconds(40);
    private static final Duration RECOVER_SPACE_WITHIN = Duration.ofSeconds(28);
    private static final long POLL_MILLIS = 25;
    private static final int STOP_SECONDS = 3;
    private static final String DISKS = "disks";
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

    private record Member(String name, NodeAddress address, NodeProcess process, EtcdClient status, EtcdClient putting, EtcdClient operator) {
        String url() {
            return NodeCommand.url(address.client());
        }
    }

    private final Plan plan;
    private final HttpTransport http = HttpTransport.start("cluster");
    private final Fabric fabric;
    private final NodeDisks disks;
    private final Map<String, Member> members = new LinkedHashMap<>();
    /** Learned from each node's own answers. */
    private final Map<Long, String> nodeOfMemberId = new ConcurrentHashMap<>();
    private final Thread atShutdown = new Thread(this::abandon, "cluster-shutdown");
    private volatile @Nullable Recorder recorder;
    private volatile @Nullable ProcessIds ids;
    private boolean closed;

    /** Chooses ports, sets up fabric and disks; starts no node yet. */
    public ClusterUnderTest(Plan plan) throws IOException {
        this.plan = plan;
        Files.createDirectories(plan.directory());
        List<NodeAddress> addresses = addresses(plan.cluster().nodes());
        List<String> names = addresses.stream().map(NodeAddress::name).toList();
        fabric = plan.toxiproxy().isPresent()
                ? Fabric.external(plan.toxiproxy().get(), addresses, this::pids)
                : Fabric.embedded(addresses, this::pids, plan.random());
        disks = NodeDisks.open(plan.directory().resolve(DISKS), names, plan.cluster().diskBytes());
        addresses.forEach(address -> members.put(address.name(), member(address)));
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    private static List<NodeAddress> addresses(int nodes) throws IOException {
        List<Integer> ports = Ports.free(2 * nodes);
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        return IntStream.range(0, nodes)
                .mapToObj(i -> new NodeAddress("n" + (i + 1), new InetSocketAddress(loopback, ports.get(2 * i)), new InetSocketAddress(loopback, ports.get(2 * i + 1))))
                .toList();
    }

    private Member member(NodeAddress address) {
        String name = address.name();
        String url = NodeCommand.url(address.client());
        var process = new NodeProcess(name, command(address), plan.directory().resolve(name + ".log"), (status, wanted) -> exited(name, status, wanted));
        return new Member(name, address, process, new EtcdClient(http, url, STATUS_TIMEOUT), new EtcdClient(http, url, PUT_TIMEOUT), new EtcdClient(http, url, OPERATOR_TIMEOUT));
    }

    private List<String> command(NodeAddress address) {
        String name = address.name();
        Map<String, String> flags = new TreeMap<>(plan.cluster().flags());
        if (!disks.bounded()) {
            flags.putIfAbsent("quota-backend-bytes", Long.toString(disks.bytesEach()));
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
        Map<String, Long> pids = new HashMap<>();
        members.values().forEach(member -> member.process().pid().ifPresent(pid -> pids.put(member.name(), pid)));
        return pids;
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
        return List.copyOf(members.keySet());
    }

    @Override
    public void start(Recorder recorder, ProcessIds ids) throws IOException {
        this.recorder = recorder;
        this.ids = ids;
        for (Member member : members.values()) {
            launch(member);
        }
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        for (Member member : members.values()) {
            awaitAnswer(member, deadline, this::serves);
            record(member.name(), "ready", "");
        }
    }

    private void launch(Member member) throws IOException {
        if (member.process().start()) {
            record(member.name(), "started", member.process().pid().isPresent() ? "pid " + member.process().pid().getAsLong() : "");
        }
    }

    /** Whether a linearizable read works, which needs a leader and a majority. */
    private boolean serves(Member member) {
        var read = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("ready")).build();
        return member.status().await(Rpc.RANGE, read) instanceof Outcome.Ok && status(member).isPresent();
    }

    private void awaitAnswer(Member member, long deadlineNanos, Predicate<Member> answers) throws IOException {
        while (!answers.test(member)) {
            if (!member.process().isAlive()) {
                throw new IOException(member.name() + " ended instead of serving; its log " + member.process().log() + " says last: " + member.process().lastWords());
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new IOException(member.name() + " does not serve; its log " + member.process().log() + " says last: " + member.process().lastWords());
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void exited(String node, int status, boolean wanted) {
        record(node, "exited", (wanted ? "wanted" : "unexpected") + ", exit status " + status);
    }

    private void record(String node, String state, String detail) {
        Recorder to = recorder;
        if (to != null) {
            to.record(Event.RUNNER, null, Event.Type.INFO, F.NODE_STATE, JsonNodeFactory.instance.objectNode().put("node", node).put("state", state).put("detail", detail), null, null);
        }
    }

    @Override
    public Store connect(String node, Duration timeout) {
        return new EtcdStore(new EtcdClient(http, NodeCommand.url(fabric.clientProxy(node)), timeout));
    }

    @Override
    public Store connectDirectly(String node, Duration timeout) {
        return new EtcdStore(new EtcdClient(http, member(node).url(), timeout));
    }

    @Override
    public OptionalLong pid(String node) {
        return member(node).process().pid();
    }

    private Member member(String node) {
        Member member = members.get(node);
        if (member == null) {
            throw new IllegalArgumentException("there is no node " + node);
        }
        return member;
    }

    @Override
    public Optional<String> leader() {
        return leadership().map(Leadership::node);
    }

    @Override
    public Optional<Leadership> leadership() {
        Map<String, CompletableFuture<Outcome<StatusResponse>>> asked = new LinkedHashMap<>();
        members.values().stream().filter(member -> member.process().isAlive())
                .forEach(member -> asked.put(member.name(), member.status().call(Rpc.STATUS, StatusRequest.getDefaultInstance())));
        return asked.entrySet().stream()
                .flatMap(entry -> learn(entry.getKey(), entry.getValue().join()).stream())
                .filter(status -> status.getLeader() != 0 && nodeOfMemberId.containsKey(status.getLeader()))
                .max(Comparator.comparingLong(StatusResponse::getRaftTerm))
                .map(status -> new Leadership(nodeOfMemberId.get(status.getLeader()), status.getRaftTerm()));
    }

    private Optional<StatusResponse> status(Member member) {
        return learn(member.name(), member.status().status());
    }

    private Optional<StatusResponse> learn(String node, Outcome<StatusResponse> outcome) {
        outcome.success().ifPresent(status -> nodeOfMemberId.put(status.getHeader().getMemberId(), node));
        return outcome.success();
    }

    @Override
    public int kill(String node) throws IOException {
        return member(node).process().kill();
    }

    @Override
    public void start(String node) throws IOException {
        Member member = member(node);
        launch(member);
        if (majorityRuns()) {
            awaitAnswer(member, System.nanoTime() + READY_WITHIN.toNanos(), m -> status(m).isPresent());
            record(node, "ready", "");
        }
    }

    /** Without one etcd serves nobody: the first nodes of a cluster that was killed whole cannot be waited for. */
    private boolean majorityRuns() {
        return alive().count() > members.size() / 2;
    }

    @Override
    public boolean answers(String node, Duration deadline) {
        return new EtcdClient(http, member(node).url(), deadline).status() instanceof Outcome.Ok;
    }

    @Override
    public Optional<String> put(String node, String key, byte[] value) {
        var request = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(ByteString.copyFrom(value)).build();
        return member(node).putting().await(Rpc.PUT, request).problem().map(Object::toString);
    }

    @Override
    public Set<String> noSpaceAlarms() {
        return alarms().stream()
                .filter(alarm -> alarm.getAlarm() == AlarmType.NOSPACE)
                .map(alarm -> nodeOfMemberId.getOrDefault(alarm.getMemberID(), Long.toHexString(alarm.getMemberID())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As the first node that answers says; alarms are the cluster's, not a node's. */
    private List<AlarmMember> alarms() {
        return alive().flatMap(member -> member.status().alarms().success().stream()).findFirst().map(AlarmResponse::getAlarmsList).orElse(List.of());
    }

    private Stream<Member> alive() {
        return members.values().stream().filter(member -> member.process().isAlive());
    }

    @Override
    public void recoverSpace(String ballastPrefix) throws IOException {
        var ballast = ByteString.copyFromUtf8(ballastPrefix);
        var delete = DeleteRangeRequest.newBuilder().setKey(ballast).setRangeEnd(EtcdStore.prefixEnd(ballast)).build();
        long deadline = System.nanoTime() + RECOVER_SPACE_WITHIN.toNanos();
        while (true) {
            String problem = freeSpace(delete);
            if (problem.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the cluster's space could not be freed: " + problem);
            }
            pause();
        }
    }

    /** Delete, compact, defragment, disarm, in etcd's order. Empty when all worked, else the first problem. */
    private String freeSpace(DeleteRangeRequest ballast) {
        Optional<Member> first = alive().filter(this::serves).findFirst();
        if (first.isEmpty()) {
            return "no node serves";
        }
        Member member = first.get();
        var deleted = member.operator().await(Rpc.DELETE, ballast);
        if (deleted.problem().isPresent()) {
            return "delete: " + deleted.problem().get();
        }
        String compaction = compact(member, deleted.orElseThrow().getHeader().getRevision());
        if (!compaction.isEmpty()) {
            return compaction;
        }
        for (Member each : alive().toList()) {
            var defragmented = each.operator().defragment();
            if (defragmented.problem().isPresent()) {
                return "defragment " + each.name() + ": " + defragmented.problem().get();
            }
        }
        return disarm(member);
    }

    /** Recorded like any client's: a watch that it cancels must find its reason in the history. */
    private String compact(Member member, long revision) {
        Recorder to = recorder;
        ProcessIds names = ids;
        if (to == null || names == null) {
            return "the cluster was not started";
        }
        var outcome = new RecordedStore(to, new EtcdStore(member.operator()), member.name()).perform(names.next(), new Operation.Compact(revision)).join();
        return outcome.problem().filter(error -> !error.name().equals("compacted")).map(error -> "compact: " + error).orElse("");
    }

    private String disarm(Member member) {
        for (AlarmMember alarm : alarms()) {
            var disarmed = member.operator().disarm(alarm);
            if (disarmed.problem().isPresent()) {
                return "disarm: " + disarmed.problem().get();
            }
        }
        return "";
    }

    @Override
    public void recover() throws IOException {
        for (String node : nodes()) {
            if (pid(node).isEmpty()) {
                start(node);
            }
        }
        if (!noSpaceAlarms().isEmpty()) {
            recoverSpace(BALLAST);
        }
    }

    @Override
    public Map<String, Supplier<Stream<String>>> logs() {
        return logs(members.values().stream().collect(Collectors.toMap(Member::name, member -> member.process().log(), (a, b) -> a, LinkedHashMap::new)));
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
        List<CompletableFuture<Void>> stopping = members.values().stream().filter(member -> member.process().isAlive())
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
        members.values().forEach(member -> member.process().abandon());
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
        members.values().forEach(member -> member.process().abandon());
        fabric.close();
        disks.close();
        try {
            Trees.delete(plan.directory().resolve(DISKS));
        } catch (IOException e) {
            // empty directories stay behind; there is nobody left to tell
        }
    }
}
