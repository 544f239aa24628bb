package io.minos.node.sim.promise;

import io.minos.node.sim.Network;
import io.minos.node.sim.Network.Link;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Something bad every so often, until {@link #heal}: crashes, power cuts, partitions, pauses, full and slow disks. */
final class Trouble {
    private static final long MILLI = 1_000_000L;

    private final SimulatedCluster cluster;
    private final RandomGenerator random;
    private final List<Runnable> undo = new ArrayList<>();
    /** From one thing to the next, at most: some bugs need several at once, others that the cluster comes to rest between them. */
    private final long restNanosMax;
    private boolean over;

    Trouble(SimulatedCluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
        this.restNanosMax = (random.nextInt(3) == 0 ? 1_000 : 4_000) * MILLI;
    }

    void begin() {
        cluster.agenda().after(50 * MILLI + random.nextLong(restNanosMax), () -> {
            if (!over) {
                strike();
                begin();
            }
        });
    }

    /** For good. Everyone is up, awake and connected, and has room. */
    void heal() {
        over = true;
        List.copyOf(undo).forEach(Runnable::run);
        cluster.members().values().forEach(SimulatedMember::resume);
        cluster.members().values().forEach(SimulatedMember::start);
    }

    private void strike() {
        switch (random.nextInt(9)) {
            case 0, 1 -> powerCut();
            case 2 -> isolate(leaderOrAnyone(), true);
            case 3 -> isolate(leaderOrAnyone(), false);
            case 4, 5 -> pause();
            case 6 -> kill();
            case 7 -> fillDisk();
            default -> slowDisk();
        }
    }

    private void powerCut() {
        boolean everyone = random.nextInt(10) == 0;
        List<SimulatedMember> victims = everyone ? List.copyOf(cluster.members().values()) : List.of(anyone());
        victims.forEach(SimulatedMember::powerCut);
        cluster.agenda().after(random.nextLong(4_000 * MILLI), () -> victims.forEach(SimulatedMember::start));
    }

    private void kill() {
        SimulatedMember victim = leaderOrAnyone();
        victim.kill();
        cluster.agenda().after(random.nextLong(2_000 * MILLI), victim::start);
    }

    private void isolate(SimulatedMember victim, boolean bothWays) {
        List<Link> cut = new ArrayList<>();
        for (long other : cluster.members().keySet()) {
            if (other != victim.id()) {
                cut.add(new Link(victim.id(), other));
                if (bothWays) {
                    cut.add(new Link(other, victim.id()));
                }
            }
        }
        Network network = cluster.network();
        cut.forEach(network::cut);
        undoLater(6_000 * MILLI, () -> cut.forEach(network::mend));
    }

    private void pause() {
        SimulatedMember victim = leaderOrAnyone();
        victim.pause();
        cluster.agenda().after(random.nextLong(6_000 * MILLI), victim::resume);
    }

    private void fillDisk() {
        SimulatedMember victim = leaderOrAnyone();
        victim.fill(true);
        undoLater(5_000 * MILLI, () -> victim.fill(false));
    }

    private void slowDisk() {
        SimulatedMember victim = leaderOrAnyone();
        victim.slowDisk(100);
        undoLater(5_000 * MILLI, () -> victim.slowDisk(1));
    }

    /** Once, at some time or when all is healed. */
    private void undoLater(long nanosMax, Runnable action) {
        undo.add(action);
        cluster.agenda().after(random.nextLong(nanosMax), () -> {
            if (undo.remove(action)) {
                action.run();
            }
        });
    }

    private SimulatedMember anyone() {
        List<SimulatedMember> all = List.copyOf(cluster.members().values());
        return all.get(random.nextInt(all.size()));
    }

    private SimulatedMember leaderOrAnyone() {
        Optional<SimulatedMember> leader = random.nextBoolean() ? cluster.leader() : Optional.empty();
        return leader.orElseGet(this::anyone);
    }
}
