package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.replica.Published;
import io.minos.node.sim.Randomness;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One seed: clients of all kinds at a cluster in trouble, which is then healed and must go on. All promises are kept an eye on. */
final class FaultyRun {
    private static final long MILLI = 1_000_000L;
    private static final long TROUBLE = 20_000 * MILLI;
    private static final long WRITABLE = TROUBLE + 10_000 * MILLI;
    private static final long LOAD = TROUBLE + 12_000 * MILLI;
    private static final long END = TROUBLE + 27_000 * MILLI;
    /** From when a cluster that is healed must have a leader, and no alarm, which would keep expiries from nobody. */
    private static final long HEALTHY = TROUBLE + 5_000 * MILLI;
    private static final long LEASE_SLACK = 5_000 * MILLI;

    private final RandomGenerator random;
    private final Promises promises;
    private final SimulatedCluster cluster;
    private final Trouble trouble;
    private final Clients clients;
    private final Writers writers;
    private final Readers readers;
    private final LeaseHolder leases;
    private final List<WatchingClient> watchers;
    private final MembershipChanges operator;
    private final boolean compacts;
    private final boolean changesMembers;
    private int acknowledgedBeforeWritable;

    FaultyRun(long seed) {
        random = new Randomness(seed).stream("run", 0);
        WorldOptions options = options();
        promises = new Promises(options);
        cluster = new SimulatedCluster(options, seed, List.of(promises));
        trouble = new Trouble(cluster, stream(seed, "trouble"));
        clients = new Clients(cluster, stream(seed, "clients"));
        writers = new Writers(clients, promises.reads(), stream(seed, "writers"));
        readers = new Readers(clients, promises.reads(), stream(seed, "readers"));
        leases = new LeaseHolder(cluster, clients, promises.leases(), stream(seed, "leases"));
        watchers = IntStream.range(0, 3).mapToObj(i -> new WatchingClient(cluster, clients, promises.history(), new Randomness(seed).stream("watcher", i), "watcher " + i)).toList();
        operator = new MembershipChanges(cluster, clients, stream(seed, "operator"));
        compacts = random.nextInt(3) == 0;
        changesMembers = random.nextInt(3) == 0;
    }

    private static RandomGenerator stream(long seed, String use) {
        return new Randomness(seed).stream(use, 0);
    }

    private WorldOptions options() {
        WorldOptions quiet = WorldOptions.quiet(random.nextInt(10) < 7 ? 3 : 5);
        WorldOptions.Net net = new WorldOptions.Net(MILLI / 5, MILLI + random.nextLong(4 * MILLI), WorldOptions.Net.Shape.values()[random.nextInt(3)],
                random.nextInt(3) * 0.05, random.nextInt(2) * 0.05, random.nextBoolean());
        WorldOptions.Node node = quiet.node();
        return new WorldOptions(quiet.members(), net, new WorldOptions.Disk(MILLI, 0), new WorldOptions.Clocks(random.nextInt(2) * 0.001, MILLI / 10),
                new WorldOptions.Node(node.tick(), node.electionTicks(), node.electionSpreadTicks(), node.heartbeatTicks(), node.requestTimeout(), -1,
                        10 + random.nextInt(200), 1 + random.nextInt(20), 4 << 10, 16 << 10, 64, 1 << 10, random.nextInt(2) == 0 ? 300 * MILLI : node.watchProgress(), random.nextInt(3) == 0 ? 300 : 0));
    }

    void play() {
        watchers.forEach(WatchingClient::watch);
        load();
        holdLeases();
        changeMembers();
        trouble.begin();
        cluster.agenda().at(TROUBLE, trouble::heal);
        for (int again = 0; again < 3; again++) {
            cluster.agenda().at(TROUBLE + (4_000 + again * 1_000) * MILLI, () -> writers.disarm(cluster.members().keySet()));
        }
        cluster.agenda().at(WRITABLE, () -> acknowledgedBeforeWritable = writers.acknowledged());
        cluster.agenda().at(LOAD, () -> watchers.forEach(WatchingClient::settle));
        cluster.agenda().runUntil(END);
        judge();
    }

    private void load() {
        cluster.agenda().after(random.nextLong(20 * MILLI), () -> {
            if (cluster.now() < LOAD) {
                if (random.nextBoolean()) {
                    writers.write();
                } else if (compacts && random.nextInt(40) == 0) {
                    writers.compact(random.nextInt(100));
                } else {
                    readers.read();
                }
                load();
            }
        });
    }

    private void holdLeases() {
        leases.hold();
        cluster.agenda().after(1_000 * MILLI + random.nextLong(3_000 * MILLI), () -> {
            if (cluster.now() < TROUBLE) {
                holdLeases();
            }
        });
    }

    private void changeMembers() {
        cluster.agenda().after(1_000 * MILLI + random.nextLong(2_000 * MILLI), () -> {
            if (changesMembers && cluster.now() < TROUBLE) {
                operator.change();
                changeMembers();
            }
        });
    }

    private void judge() {
        assertThat(writers.acknowledged() - acknowledgedBeforeWritable).as("writes acknowledged after all was healed").isGreaterThan(20);
        assertThat(readers.answered()).as("reads answered").isGreaterThan(50);
        assertThat(watchers).as("watchers told of something").allMatch(watcher -> watcher.events() > 0);
        assertThat(clients.waiting()).as("calls without an answer").isZero();
        promises.leases().checkEnded(cluster.now(), HEALTHY, LEASE_SLACK);
        watchers.forEach(WatchingClient::checkCaughtUp);
        promises.checkContents(cluster);
        for (long id : cluster.leader().orElseThrow().status().membership().members()) {
            SimulatedMember member = cluster.member(id);
            Published picture = member.published();
            assertThat(picture.raft().leader()).as("n%d has a leader", member.id()).isNotZero();
            assertThat(picture.alarms()).as("alarms at n%d", member.id()).isEmpty();
            assertThat(picture.revision()).as("n%d has caught up", member.id()).isEqualTo(promises.history().newest());
        }
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    int changes() {
        return operator.changes();
    }

    int renewals() {
        return leases.renewals();
    }
}
