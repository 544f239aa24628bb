package io.minos.nemesis.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.fault.Evidence.Weight;
import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.testkit.EtcdCluster;
import io.minos.nemesis.testkit.ListRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults on three unmodified etcd members: the gates tell who dials, and a partition is one to etcd's Raft. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EtcdFaultsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private EtcdCluster cluster;
    private NodeDisks disks;
    private Fabric fabric;
    private Nemesis nemesis;

    @TempDir
    static Path directory;

    @BeforeAll
    void start() throws Exception {
        assumeTrue(EtcdCluster.present(), "skipped: no etcd on the PATH");
        disks = NodeDisks.open(directory.resolve("disks"), List.of("n1", "n2", "n3"), 192 << 20);
        cluster = new EtcdCluster(List.of("n1", "n2", "n3"), disks, directory);
        fabric = Fabric.embedded(cluster.addresses(), cluster::pids, new SplittableRandom(1));
        cluster.startAll(fabric);
        nemesis = new Nemesis(fabric, disks, cluster, new ListRecorder(), new SplittableRandom(1));
    }

    @AfterAll
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (fabric != null) {
            fabric.close();
        }
        if (disks != null) {
            disks.close();
        }
    }

    private String awaitLeaderOtherThan(String old) {
        await("a leader other than " + old, () -> cluster.leader().filter(now -> !now.equals(old)).isPresent());
        return cluster.leader().orElseThrow();
    }

    private void awaitAllAgree() {
        await("all to see the same leader", () -> {
            Optional<String> first = cluster.leaderSeenBy("n1");
            return first.isPresent() && first.equals(cluster.leaderSeenBy("n2")) && first.equals(cluster.leaderSeenBy("n3"));
        });
    }

    private void await(String what, BooleanSupplier condition) {
        if (!Deadline.await(DEADLINE, condition)) {
            fail("waited in vain for " + what + "; connections of nobody: " + fabric.droppedConnections() + cluster.story());
        }
    }

    /** One test that fails must not leave its fault to the next. */
    @AfterEach
    void heal() {
        nemesis.healAll();
    }

    @Test
    void a_partitioned_leader_is_replaced_and_comes_back() {
        awaitAllAgree();
        assertThat(fabric.droppedConnections()).isZero();
        ActiveFault fault = nemesis.inject(FaultSpec.of(FaultKind.PARTITION, new Target.Leader()));
        awaitLeaderOtherThan(fault.targets().get(0));
        nemesis.observe();
        nemesis.heal(fault);
        awaitAllAgree();
        assertThat(fault.effective()).as(fault.evidence().toString()).isTrue();
        assertThat(fault.evidence()).anyMatch(one -> one.what().equals("bytes-swallowed"));
        assertThat(fault.evidence()).anyMatch(one -> one.what().equals("leader-change"));
    }

    @Test
    void a_leader_that_hears_nobody_steps_down_although_it_is_heard() {
        awaitAllAgree();
        ActiveFault fault = nemesis.inject(FaultSpec.of(FaultKind.PARTITION_ONE_WAY, new Target.Leader()).with("direction", "in"));
        awaitLeaderOtherThan(fault.targets().get(0));
        nemesis.heal(fault);
        awaitAllAgree();
        assertThat(fault.effective()).as(fault.evidence().toString()).isTrue();
    }

    @Test
    void a_killed_and_a_paused_member_come_back() {
        awaitAllAgree();
        ActiveFault kill = nemesis.inject(FaultSpec.of(FaultKind.KILL, new Target.Follower()));
        nemesis.heal(kill);
        awaitAllAgree();
        ActiveFault pause = nemesis.inject(FaultSpec.of(FaultKind.PAUSE, new Target.Leader()));
        awaitLeaderOtherThan(pause.targets().get(0));
        nemesis.heal(pause);
        awaitAllAgree();
        assertThat(kill.effective()).as(kill.evidence().toString()).isTrue();
        assertThat(pause.effective()).as(pause.evidence().toString()).isTrue();
        assertThat(pause.evidence()).noneMatch(one -> one.weight() == Weight.AGAINST);
    }

    @Test
    void a_full_disk_of_a_follower_is_proved_and_healed() {
        assumeTrue(disks.bounded(), "skipped: " + disks.describe());
        awaitAllAgree();
        ActiveFault fault = nemesis.inject(FaultSpec.of(FaultKind.DISK_FULL, new Target.Follower()));
        nemesis.observe();
        nemesis.heal(fault);
        awaitAllAgree();
        assertThat(fault.effective()).as(fault.evidence().toString()).isTrue();
        assertThat(cluster.put(fault.targets().get(0), "key", new byte[1])).isEmpty();
    }
}
