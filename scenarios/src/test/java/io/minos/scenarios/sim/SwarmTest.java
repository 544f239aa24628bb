package io.minos.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Trigger;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SwarmTest {
    private static final List<SimulatedScenario> MANY = IntStream.range(0, 600).mapToObj(Swarm::draw).toList();

    private static Overrides overrides(Integer nodes, Duration duration, Double rate) {
        return new Overrides(Optional.empty(), Optional.ofNullable(nodes), Optional.ofNullable(duration), Optional.ofNullable(rate), Optional.empty());
    }

    @Test
    void a_seed_is_always_the_same_scenario_and_another_seed_another_one() {
        assertThat(IntStream.range(0, 600).mapToObj(Swarm::draw)).isEqualTo(MANY).doesNotHaveDuplicates();
    }

    @Test
    void clusters_of_every_size_are_drawn_and_mostly_of_three_and_five() {
        assertThat(MANY).extracting(drawn -> drawn.world().members()).contains(1, 3, 5, 7).allMatch(size -> List.of(1, 3, 5, 7).contains(size));
        assertThat(MANY).filteredOn(drawn -> List.of(3, 5).contains(drawn.world().members())).hasSizeGreaterThan(400);
    }

    /** Swarm testing: what is always on hides what is behind it. */
    @Test
    void every_kind_of_fault_is_in_play_in_some_and_out_of_play_in_most() {
        Map<FaultKind, Integer> inPlay = new EnumMap<>(FaultKind.class);
        MANY.forEach(drawn -> drawn.scenario().faults().stream().map(FaultSpec::kind).distinct().forEach(kind -> inPlay.merge(kind, 1, Integer::sum)));

        assertThat(inPlay).containsOnlyKeys(FaultKind.values());
        assertThat(inPlay.values()).allMatch(scenarios -> scenarios >= 20 && scenarios <= 300);
        assertThat(MANY).filteredOn(drawn -> drawn.scenario().faults().isEmpty()).hasSizeBetween(10, 90);
    }

    @Test
    void some_have_users_and_most_have_none() {
        assertThat(MANY).filteredOn(drawn -> drawn.users() > 0).hasSizeBetween(60, 240).allMatch(drawn -> drawn.describe().contains(" users=" + drawn.users()));
    }

    @Test
    void some_have_leases_and_some_have_locks() {
        for (Class<?> kind : List.of(Workload.Lease.class, Workload.Lock.class)) {
            assertThat(MANY).filteredOn(drawn -> drawn.scenario().workloads().stream().anyMatch(kind::isInstance)).hasSizeBetween(90, 210);
        }
    }

    @Test
    void faults_are_in_order_and_none_begins_as_the_load_ends() {
        Comparator<FaultSpec> byTime = Comparator.comparing(fault -> ((Trigger.After) fault.trigger()).delay());
        assertThat(MANY).allSatisfy(drawn -> assertThat(drawn.scenario().faults()).isSortedAccordingTo(byTime)
                .allMatch(fault -> ((Trigger.After) fault.trigger()).delay().toMillis() < 57_000 && !fault.duration().isZero()));
    }

    @Test
    void one_member_alone_has_no_faults_of_peers() {
        assertThat(MANY).filteredOn(drawn -> drawn.world().members() == 1).isNotEmpty().flatExtracting(drawn -> drawn.scenario().faults())
                .extracting(FaultSpec::kind).isSubsetOf(FaultKind.KILL, FaultKind.POWER_CUT, FaultKind.PAUSE, FaultKind.CLIENT_PARTITION,
                        FaultKind.SLOW_DISK, FaultKind.DISK_FULL, FaultKind.CLOCK_JUMP);
    }

    @Test
    void an_election_takes_many_round_trips() {
        assertThat(MANY).allSatisfy(drawn -> {
            var node = drawn.world().node();
            var net = drawn.world().net();
            assertThat(node.electionTicks() * node.tick()).isGreaterThan(5 * 2 * (net.latencyMin() + net.latencyMean()));
        });
    }

    @Test
    void what_is_overridden_leaves_the_rest_as_it_was_drawn() {
        SimulatedScenario drawn = Swarm.draw(11);
        SimulatedScenario changed = Swarm.draw(11, overrides(drawn.world().members() + 2, Duration.ofSeconds(7), 33.0));

        assertThat(changed.world().members()).isEqualTo(drawn.world().members() + 2);
        assertThat(changed.scenario().duration()).isEqualTo(Duration.ofSeconds(7));
        assertThat(changed.scenario().rate()).isEqualTo(33);
        assertThat(changed.world().net()).isEqualTo(drawn.world().net());
        assertThat(changed.world().node()).isEqualTo(drawn.world().node());
        assertThat(changed.scenario().workloads()).isEqualTo(drawn.scenario().workloads());
        assertThat(Swarm.draw(11, Overrides.none())).isEqualTo(drawn);
    }

    @Test
    void a_scenario_is_described_in_the_words_of_files() {
        String yaml = """
                name: some
                cluster: {nodes: 5, flags: {snapshot-count: 50}}
                workloads: [{kind: set}, {kind: readers, rate: 3}, {kind: register, keys: 2}]
                faults: [{kind: wipe}, {kind: kill}, {kind: wipe, at: 3s}]
                simulation: {network: {loss: 0.01, latencyMean: 2.5ms, shape: long-tail}, leases: 2, users: 3, operationsMax: 70}
                """;
        assertThat(SimulatedScenarioFile.parse("f.yaml", yaml).describe()).isEqualTo("""
                cluster    5 members
                network    latencyMin=0.2ms latencyMean=2.5ms shape=long-tail loss=0.01 duplication=0 ordered=true
                disk       syncMean=1ms capacity=1024MiB
                clocks     driftMax=0 wakeMax=0.1ms
                node       tick=10ms electionTicks=100 electionSpreadTicks=50 heartbeatTicks=10 requestTimeout=7s quotaBytes=-1 snapshotCount=50 \
                catchUpEntries=5000 snapshotPart=64KiB appendMax=1MiB inflightMax=256 watchFragment=1MiB watchProgress=600s compactRetention=0
                load       duration=30s rate=200 concurrency=6 timeout=3s compactEvery=0s leases=2 users=3 settleWithin=60s operationsMax=70
                workloads  set share=2 elementsPerSet=300, readers rate=3, register share=4 keys=2 operationsPerKey=120
                faults     1 kill, 2 wipe
                """);
    }
}
