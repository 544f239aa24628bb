package io.minos.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Seeds {@code 1 .. minos.raft.seeds} (system property); {@code minos.raft.seed} runs one alone. */
final class SimulatedClusterTest {
    private static final long SEEDS = Long.getLong("minos.raft.seeds", 300);

    @Test
    void clusters_keep_their_promises_whatever_happens_and_recover() {
        long first = Long.getLong("minos.raft.seed", 1);
        long last = System.getProperty("minos.raft.seed") == null ? SEEDS : first;
        System.out.println("Raft clusters with seeds " + first + " to " + last);
        long applied = 0;
        long reads = 0;
        long elections = 0;
        long snapshots = 0;
        for (long seed = first; seed <= last; seed++) {
            SimulatedCluster cluster = new SimulatedCluster(seed);
            try {
                cluster.run();
            } catch (InvariantViolation e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            applied += cluster.applied();
            reads += cluster.readsAnswered();
            elections += cluster.elections();
            snapshots += cluster.snapshotsInstalled();
        }
        System.out.println("seeds " + first + " to " + last + ": applied=" + applied + " reads=" + reads + " elections=" + elections
                + " snapshotsInstalled=" + snapshots);
        if (last - first >= 99) {
            // a simulation in which nothing happens would find nothing
            long seeds = last - first + 1;
            assertThat(applied).isGreaterThan(30 * seeds);
            assertThat(reads).isGreaterThan(5 * seeds);
            assertThat(elections).isGreaterThan(2 * seeds);
            assertThat(snapshots).isGreaterThan(seeds / 10);
        }
    }

    @Test
    void a_seed_decides_everything() {
        SimulatedCluster one = new SimulatedCluster(5);
        SimulatedCluster other = new SimulatedCluster(5);
        one.run();
        other.run();
        assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
    }
}
