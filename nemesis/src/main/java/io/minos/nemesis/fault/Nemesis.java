package io.minos.nemesis.fault;

import io.minos.checker.history.Recorder;
import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.network.Fabric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Injects and heals faults and records them. For one thread (the nemesis thread); {@link #faults} for any. No call throws for
 * what goes wrong with a fault: that is recorded, and the fault is not effective.
 */
public final class Nemesis {
    private static final Logger log = LoggerFactory.getLogger(Nemesis.class);
    private static final int LAST_HEAL_ATTEMPTS = 3;

    private final Fabric fabric;
    private final NodeDisks disks;
    private final ClusterControl cluster;
    private final FaultJournal journal;
    private final RandomGenerator random;
    private final List<ActiveFault> faults = new CopyOnWriteArrayList<>();
    private Optional<String> leaderSeen = Optional.empty();

    /** @param random chooses targets */
    public Nemesis(Fabric fabric, NodeDisks disks, ClusterControl cluster, Recorder recorder, RandomGenerator random) {
        this.fabric = fabric;
        this.disks = disks;
        this.cluster = cluster;
        journal = new FaultJournal(recorder);
        this.random = random;
    }

    /** Injects and looks for evidence; a few seconds at most. */
    public ActiveFault inject(FaultSpec spec) {
        String id = "f" + (faults.size() + 1);
        ActiveFault active;
        List<Evidence> seen = new ArrayList<>();
        try {
            leaderSeen = cluster.leader();
            List<String> targets = targets(spec);
            active = new ActiveFault(id, spec, targets, fault(id, spec, targets));
        } catch (RuntimeException e) {
            active = new ActiveFault(id, spec, List.of(), new NoFault());
            seen.add(exception("no target", e));
        }
        faults.add(active);
        journal.injecting(id, spec, active.targets());
        log.info("{} injecting {}", id, active.describe());
        guarded("inject", active.fault()::inject, seen);
        active.add(seen);
        journal.active(id, seen);
        log.info("{} {}: {}", id, active.effective() ? "active" : "without effect", seen);
        return active;
    }

    /** To be called about every second while a fault is in force: gathers evidence, for instance that the leader changed. */
    public void observe() {
        Optional<String> leader = cluster.leader();
        for (ActiveFault active : unhealed()) {
            List<Evidence> seen = new ArrayList<>();
            leaderChange(active, leader).ifPresent(seen::add);
            guarded("observe", active.fault()::observe, seen);
            if (!seen.isEmpty()) {
                active.add(seen);
                journal.active(active.id(), seen);
            }
        }
        if (leader.isPresent()) {
            leaderSeen = leader;
        }
    }

    private Optional<Evidence> leaderChange(ActiveFault active, Optional<String> leader) {
        boolean lost = leaderSeen.isPresent() && active.targets().contains(leaderSeen.get());
        return lost && leader.isPresent() && !leader.equals(leaderSeen)
                ? Optional.of(Evidence.note("leader-change", leaderSeen.get() + " → " + leader.get()))
                : Optional.empty();
    }

    /**
     * Heals; does nothing when it is healed already. Starting a killed node is part of it. When it cannot be healed that is
     * noted, and it can be tried again.
     */
    public void heal(ActiveFault active) {
        if (!active.healed()) {
            journal.healing(active.id());
            log.info("{} healing {}", active.id(), active.describe());
            heal(active, false);
        }
    }

    private void heal(ActiveFault active, boolean last) {
        List<Evidence> seen = new ArrayList<>();
        boolean mended = guarded("heal", active.fault()::heal, seen);
        if (!mended) {
            // That it stays broken says nothing against its having been at work.
            Evidence failure = seen.remove(seen.size() - 1);
            seen.add(Evidence.note("heal-failed", failure.detail()));
        }
        active.add(seen);
        if (mended || last) {
            active.markHealed();
            journal.healed(active.id(), seen, active.effective());
        } else {
            journal.active(active.id(), seen);
        }
    }

    /**
     * Heals all that is not healed, the last first, each attempted whatever happens to the others; to be called at every end of
     * a run, by an interrupted thread too. After it every fault counts as healed: one that could not be is recorded so.
     */
    public void healAll() {
        boolean interrupted = Thread.interrupted();
        List<ActiveFault> pending = new ArrayList<>(unhealed());
        for (int i = pending.size() - 1; i >= 0; i--) {
            heal(pending.get(i));
        }
        for (int attempt = 2; attempt <= LAST_HEAL_ATTEMPTS; attempt++) {
            for (ActiveFault active : unhealed()) {
                heal(active, attempt == LAST_HEAL_ATTEMPTS);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every fault injected so far, in order. */
    public List<ActiveFault> faults() {
        return List.copyOf(faults);
    }

    private List<ActiveFault> unhealed() {
        return faults.stream().filter(active -> !active.healed()).toList();
    }

    private List<String> targets(FaultSpec spec) {
        List<String> nodes = cluster.nodes();
        Target target = spec.namesItsNodes() ? new Target.Named(spec.namedNodes()) : spec.target();
        return target.choose(nodes, leaderSeen, random);
    }

    private Fault fault(String id, FaultSpec spec, List<String> targets) {
        List<String> nodes = cluster.nodes();
        return switch (spec.kind()) {
            case PARTITION, PARTITION_ONE_WAY, CLIENT_PARTITION -> new Cut(fabric, id, spec.ways(nodes, targets));
            case LATENCY -> new Delay(fabric, id, spec.ways(nodes, targets), spec.latency(), spec.jitter());
            case KILL -> new Kill(fabric, cluster, targets);
            case PAUSE -> new Pause(cluster, targets);
            case DISK_FULL -> disks.bounded()
                    ? new DiskFull(disks, cluster, targets, spec.leaveBytes())
                    : new QuotaFull(cluster, targets, disks.bytesEach());
            default -> throw new IllegalStateException(spec.kind().text() + " exists only in the simulator");
        };
    }

    private interface Step {
        void run(Consumer<Evidence> seen) throws IOException;
    }

    /** The interpreter's catch-all: a fault that goes wrong must not end the run. A failure is the last evidence, against the fault. */
    private static boolean guarded(String what, Step step, List<Evidence> seen) {
        try {
            step.run(seen::add);
            return true;
        } catch (IOException | RuntimeException e) {
            seen.add(exception(what, e));
            log.warn("{} failed: {}", what, e.getMessage());
            log.debug("{} failed", what, e);
            return false;
        }
    }

    private static Evidence exception(String what, Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return Evidence.against("exception", what + ": " + message);
    }

    /** Aimed at nothing, because no target was found. */
    private static final class NoFault implements Fault {
        @Override
        public void inject(Consumer<Evidence> seen) {}

        @Override
        public void heal(Consumer<Evidence> seen) {}
    }
}
