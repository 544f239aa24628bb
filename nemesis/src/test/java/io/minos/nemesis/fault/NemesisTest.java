package io.minos.nemesis.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.fault.Evidence.Weight;
import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.network.NodeAddress;
import io.minos.nemesis.process.ProcFs;
import io.minos.nemesis.process.Signal;
import io.minos.nemesis.testkit.FakeCluster;
import io.minos.nemesis.testkit.IdleToxiproxy;
import io.minos.nemesis.testkit.ListRecorder;
import io.minos.nemesis.toxiproxy.ToxiproxyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults on real processes and real connections, their evidence, and what is written down of them. */
@Timeout(120)
final class NemesisTest {
    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final long SEED = 7;

    private final ListRecorder history = new ListRecorder();
    private FakeCluster cluster;
    private ToxiproxyServer toxiproxy;
    private Fabric fabric;
    private NodeDisks disks;
    private Nemesis nemesis;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws Exception {
        use(new FakeCluster(NODES));
    }

    private void use(FakeCluster next) throws Exception {
        if (cluster != null) {
            close();
        }
        cluster = next;
        toxiproxy = ToxiproxyServer.start(new SplittableRandom(SEED));
        fabric = Fabric.external(toxiproxy.uri(), addresses(), cluster::pids);
        disks = NodeDisks.open(directory, NODES, 2 << 20);
        nemesis = new Nemesis(fabric, disks, cluster, history, new SplittableRandom(SEED));
    }

    private List<NodeAddress> addresses() {
        return NODES.stream().map(name -> new NodeAddress(name, cluster.address(name), cluster.address(name))).toList();
    }

    @AfterEach
    void close() throws Exception {
        try {
            nemesis.healAll();
        } finally {
            fabric.close();
            toxiproxy.close();
            cluster.close();
            disks.close();
        }
    }

    private static FaultSpec spec(FaultKind kind, String target) {
        return FaultSpec.of(kind, Target.parse(target));
    }

    private static List<String> details(ActiveFault fault, Weight weight) {
        return fault.evidence().stream().filter(one -> one.weight() == weight).map(Evidence::detail).toList();
    }

    private static List<String> whats(ActiveFault fault, Weight weight) {
        return fault.evidence().stream().filter(one -> one.weight() == weight).map(Evidence::what).toList();
    }

    // What is written down

    @Test
    void a_fault_is_four_events_of_the_nemesis_with_the_shapes_of_the_history() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.PAUSE, "n2"));
        nemesis.heal(fault);
        assertThat(history.events()).extracting(Event::f).containsExactly(F.FAULT_INJECT, F.FAULT_ACTIVE, F.FAULT_HEAL, F.FAULT_HEALED);
        assertThat(history.events()).allMatch(event -> event.process().equals(Event.NEMESIS) && event.type() == Event.Type.INFO && event.node() == null);
        assertThat(history.events().get(0).value()).hasToString("{\"id\":\"f1\",\"kind\":\"pause\",\"target\":[\"n2\"],\"parameters\":{}}");
        JsonNode active = history.last(F.FAULT_ACTIVE).value();
        assertThat(active.path("id").textValue()).isEqualTo("f1");
        assertThat(active.path("evidence").path(0).path("what").textValue()).isEqualTo("process-state");
        assertThat(active.path("evidence").path(0).path("detail").textValue()).contains("is in state T");
        assertThat(history.events().get(2).value()).hasToString("{\"id\":\"f1\"}");
        assertThat(history.last(F.FAULT_HEALED).value().path("effective").booleanValue()).isTrue();
        assertThat(fault.healed()).isTrue();
        assertThat(fault.describe()).isEqualTo("pause of n2");
    }

    @Test
    void healing_twice_heals_once() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.PAUSE, "n2"));
        nemesis.heal(fault);
        nemesis.heal(fault);
        nemesis.healAll();
        assertThat(history.events()).hasSize(4);
    }

    @Test
    void without_a_leader_a_fault_of_the_leader_is_recorded_as_ineffective_and_the_run_goes_on() {
        cluster.lead(null);
        ActiveFault fault = nemesis.inject(spec(FaultKind.KILL, "leader"));
        assertThat(fault.effective()).isFalse();
        assertThat(fault.targets()).isEmpty();
        assertThat(details(fault, Weight.AGAINST)).containsExactly("no target: no node says that it leads");
        nemesis.heal(fault);
        assertThat(history.last(F.FAULT_HEALED).value().path("effective").booleanValue()).isFalse();
    }

    @Test
    void heal_all_heals_the_others_when_one_cannot_be_and_works_in_an_interrupted_thread() throws Exception {
        use(new FakeCluster(NODES) {
            @Override
            public void start(String node) throws IOException {
                throw new IOException(node + " will not start");
            }
        });
        ActiveFault kill = nemesis.inject(spec(FaultKind.KILL, "n1"));
        ActiveFault pause = nemesis.inject(spec(FaultKind.PAUSE, "n2"));
        Thread.currentThread().interrupt();
        nemesis.healAll();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcFs.state(cluster.node("n2").pid())).hasValueSatisfying(state -> assertThat(state).isNotEqualTo('T'));
        assertThat(pause.healed()).isTrue();
        assertThat(kill.healed()).isTrue();
        assertThat(kill.effective()).as("it was killed all the same").isTrue();
        assertThat(details(kill, Weight.NOTE)).contains("heal: n1 will not start");
    }

    // Processes

    @Test
    void a_pause_stops_the_process_and_its_heal_continues_it() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.PAUSE, "leader"));
        assertThat(fault.targets()).containsExactly("n1");
        assertThat(ProcFs.state(cluster.node("n1").pid())).hasValue('T');
        assertThat(whats(fault, Weight.FOR)).containsExactly("process-state", "answer");
        nemesis.heal(fault);
        assertThat(cluster.answers("n1", Duration.ofSeconds(20))).isTrue();
        assertThat(fault.effective()).isTrue();
    }

    @Test
    void a_pause_of_another_process_than_the_node_is_not_effective() throws Exception {
        use(new FakeCluster(NODES) {
            @Override
            public OptionalLong pid(String node) {
                return super.pid("n3");
            }
        });
        ActiveFault fault = nemesis.inject(spec(FaultKind.PAUSE, "n2"));
        nemesis.heal(fault);
        assertThat(fault.effective()).isFalse();
        assertThat(details(fault, Weight.AGAINST)).containsExactly("n2 still answers");
    }

    @Test
    void a_pause_that_someone_ends_early_is_not_effective() throws Exception {
        ActiveFault fault = nemesis.inject(spec(FaultKind.PAUSE, "n2"));
        Signal.CONT.send(cluster.node("n2").pid());
        assertThat(Deadline.await(Duration.ofSeconds(20), () -> cluster.answers("n2", Duration.ofSeconds(1)))).isTrue();
        nemesis.observe();
        assertThat(fault.effective()).isFalse();
    }

    @Test
    void a_kill_ends_the_process_and_its_heal_starts_another() throws Exception {
        long before = cluster.node("n2").pid();
        ActiveFault fault = nemesis.inject(spec(FaultKind.KILL, "n2"));
        assertThat(ProcFs.alive(before)).isFalse();
        assertThat(details(fault, Weight.FOR)).containsExactly("n2: pid " + before + " ended with exit status 137");
        nemesis.heal(fault);
        assertThat(cluster.pid("n2")).isPresent();
        assertThat(cluster.pid("n2").getAsLong()).isNotEqualTo(before);
        assertThat(fault.effective()).isTrue();
    }

    @Test
    void a_kill_that_kills_nobody_is_not_effective() throws Exception {
        use(new FakeCluster(NODES) {
            @Override
            public int kill(String node) {
                return 137;
            }
        });
        ActiveFault fault = nemesis.inject(spec(FaultKind.KILL, "n2"));
        nemesis.heal(fault);
        assertThat(fault.effective()).isFalse();
        assertThat(details(fault, Weight.AGAINST)).first().asString().contains("its process is still there");
    }

    @Test
    void an_end_by_another_signal_is_not_a_kill() throws Exception {
        use(new FakeCluster(NODES) {
            @Override
            public int kill(String node) throws IOException {
                super.kill(node);
                return 0;
            }
        });
        ActiveFault fault = nemesis.inject(spec(FaultKind.KILL, "n2"));
        assertThat(fault.effective()).isFalse();
        assertThat(details(fault, Weight.AGAINST)).first().asString().endsWith("exit status 0, not by SIGKILL");
    }

    @Test
    void all_nodes_can_be_killed_and_started() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.KILL, "all"));
        assertThat(details(fault, Weight.FOR)).hasSize(3);
        assertThat(cluster.pids()).isEmpty();
        nemesis.heal(fault);
        assertThat(cluster.pids()).hasSize(3);
    }

    // The network

    /** n1 streams to n2 on a connection that n2 dialed. */
    private void streamFrom1To2() throws Exception {
        cluster.node("n2").dial("stream", fabric.advertisedPeer("n1").getPort());
        cluster.node("n2").send("stream", "stream");
        assertThat(cluster.node("n2").receive("stream", 20_000)).isEqualTo("line tick");
    }

    @Test
    void a_partition_is_proved_by_probes_and_by_the_bytes_it_swallows() throws Exception {
        streamFrom1To2();
        ActiveFault fault = nemesis.inject(spec(FaultKind.PARTITION, "n1"));
        assertThat(Deadline.await(Duration.ofSeconds(20), () -> {
            nemesis.observe();
            return whats(fault, Weight.FOR).contains("bytes-swallowed");
        })).isTrue();
        nemesis.heal(fault);
        assertThat(fault.evidence()).noneMatch(one -> one.weight() == Weight.AGAINST);
        assertThat(whats(fault, Weight.FOR).stream().filter("probe"::equals)).as("n1 with n2 and n3, each dialing").hasSize(4);
        assertThat(details(fault, Weight.FOR)).anyMatch(detail -> detail.matches("n1→n2: \\d+ bytes went in, none came out"));
        assertThat(details(fault, Weight.NOTE)).contains("probes pass again");
        assertThat(fault.effective()).isTrue();
    }

    @Test
    void a_one_way_partition_out_cuts_what_the_target_sends_and_in_what_it_receives() throws Exception {
        streamFrom1To2();
        ActiveFault out = nemesis.inject(spec(FaultKind.PARTITION_ONE_WAY, "n1"));
        assertThat(cluster.node("n2").awaitQuiet("stream", 300)).isEqualTo("silence");
        nemesis.heal(out);
        assertThat(out.effective()).isTrue();
        streamFrom1To2();
        ActiveFault in = nemesis.inject(spec(FaultKind.PARTITION_ONE_WAY, "n1").with("direction", "in"));
        cluster.node("n2").awaitQuiet("stream", 1);
        assertThat(cluster.node("n2").receive("stream", 20_000)).isEqualTo("line tick");
        nemesis.heal(in);
        assertThat(in.effective()).isTrue();
        assertThat(details(in, Weight.FOR)).anyMatch(detail -> detail.startsWith("n2→n1: a probe passed upstream before"));
    }

    @Test
    void groups_say_the_sides_of_a_partition() throws Exception {
        ActiveFault fault = nemesis.inject(spec(FaultKind.PARTITION, "all").with("groups", "n1,n3|n2"));
        nemesis.heal(fault);
        assertThat(fault.effective()).isTrue();
        assertThat(details(fault, Weight.FOR)).extracting(detail -> detail.substring(0, 5))
                .containsExactlyInAnyOrder("n1→n2", "n2→n1", "n3→n2", "n2→n3");
    }

    @Test
    void clients_can_be_cut_off() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.CLIENT_PARTITION, "n3"));
        nemesis.heal(fault);
        assertThat(fault.effective()).isTrue();
        assertThat(details(fault, Weight.FOR)).singleElement().asString().startsWith("clients→n3: a probe passed upstream before");
    }

    @Test
    void latency_is_proved_by_how_long_probes_take() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.LATENCY, "n1").with("latency", "80ms").with("jitter", "10ms"));
        nemesis.heal(fault);
        assertThat(fault.effective()).as(fault.evidence().toString()).isTrue();
        assertThat(whats(fault, Weight.FOR)).as("two links with each of two nodes, both ways").hasSize(8);
    }

    @Test
    void faults_can_be_in_force_together_and_healed_in_any_order() {
        ActiveFault out = nemesis.inject(spec(FaultKind.PARTITION_ONE_WAY, "n1"));
        ActiveFault late = nemesis.inject(spec(FaultKind.LATENCY, "n2").with("latency", "30ms"));
        nemesis.heal(out);
        nemesis.heal(late);
        assertThat(out.effective()).isTrue();
        assertThat(nemesis.faults()).containsExactly(out, late);
    }

    @Test
    void what_is_cut_already_or_cannot_be_cut_proves_nothing() {
        ActiveFault first = nemesis.inject(spec(FaultKind.PARTITION, "n1"));
        ActiveFault again = nemesis.inject(spec(FaultKind.PARTITION, "n1"));
        ActiveFault nothing = nemesis.inject(spec(FaultKind.PARTITION_ONE_WAY, "all"));
        nemesis.healAll();
        assertThat(first.effective()).isTrue();
        assertThat(again.effective()).as(again.evidence().toString()).isFalse();
        assertThat(nothing.effective()).isFalse();
    }

    @Test
    void a_network_nemesis_that_does_nothing_has_no_evidence() throws Exception {
        fabric.close();
        try (IdleToxiproxy idle = new IdleToxiproxy(toxiproxy.uri())) {
            fabric = Fabric.external(idle.uri(), addresses(), cluster::pids);
            nemesis = new Nemesis(fabric, disks, cluster, history, new SplittableRandom(SEED));
            for (FaultKind kind : List.of(FaultKind.PARTITION, FaultKind.PARTITION_ONE_WAY, FaultKind.CLIENT_PARTITION, FaultKind.LATENCY)) {
                ActiveFault fault = nemesis.inject(spec(kind, "n1"));
                nemesis.heal(fault);
                assertThat(fault.effective()).as(kind.text()).isFalse();
                assertThat(details(fault, Weight.FOR)).as(kind.text()).isEmpty();
            }
            fabric.close();
        }
    }

    @Test
    void a_toxiproxy_that_is_gone_is_recorded_and_does_not_end_the_run() {
        toxiproxy.close();
        ActiveFault fault = nemesis.inject(spec(FaultKind.PARTITION, "n1"));
        nemesis.healAll();
        assertThat(fault.effective()).isFalse();
        assertThat(whats(fault, Weight.AGAINST)).contains("exception");
        assertThat(whats(fault, Weight.NOTE)).contains("heal-failed");
        assertThat(fault.healed()).isTrue();
    }

    @Test
    void a_new_leader_while_the_old_one_is_cut_off_is_noted_once() {
        ActiveFault fault = nemesis.inject(spec(FaultKind.PARTITION, "leader"));
        nemesis.observe();
        cluster.lead("n3");
        nemesis.observe();
        nemesis.observe();
        assertThat(fault.evidence().stream().filter(one -> one.what().equals("leader-change")).map(Evidence::detail)).containsExactly("n1 → n3");
    }

    // The disk

    @Test
    void a_full_disk_is_proved_by_a_refused_write_and_heals() throws Exception {
        assumeTrue(disks.bounded(), "skipped: " + disks.describe());
        cluster.putDisk("n2", disks.dataDirFromHere("n2"));
        ActiveFault fault = nemesis.inject(spec(FaultKind.DISK_FULL, "n2"));
        assertThat(details(fault, Weight.FOR)).singleElement().asString().contains("a write fails: ");
        cluster.raiseAlarm("n2");
        nemesis.observe();
        nemesis.observe();
        assertThat(whats(fault, Weight.NOTE)).containsExactly("alarm", "put-refused");
        nemesis.heal(fault);
        assertThat(cluster.put("n2", "key", new byte[1])).isEmpty();
        assertThat(cluster.recovered()).containsExactly(DiskFull.PROBE_KEY);
        assertThat(fault.effective()).isTrue();
    }

    @Test
    void a_node_that_dies_of_its_full_disk_is_noted_and_started_again() throws Exception {
        assumeTrue(disks.bounded(), "skipped: " + disks.describe());
        ActiveFault fault = nemesis.inject(spec(FaultKind.DISK_FULL, "n2"));
        cluster.kill("n2");
        nemesis.heal(fault);
        assertThat(cluster.pid("n2")).isPresent();
        assertThat(details(fault, Weight.NOTE)).contains("n2's process has ended while its disk was full", "n2 was started again");
    }
}
