package io.minos.nemesis.fault;

import io.minos.checker.history.Recorder;
import io.minos.nemesis.disk.NodeDisks;
import io.minos.nemesis.network.Fabric;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Injects and heals faults and records them. For one thread (the nemesis thread). No call throws for what goes wrong with a
 * fault: that is recorded, and the fault is not effective.
 */
public final class Nemesis {
    public Nemesis(Fabric fabric, NodeDisks disks, ClusterControl cluster, Recorder recorder, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }

    /** Injects and looks for evidence; a few seconds at most. */
    public ActiveFault inject(FaultSpec spec) {
        throw new UnsupportedOperationException();
    }

    /** To be called about every second while a fault is in force: keeps full disks full and gathers evidence. */
    public void observe() {
        throw new UnsupportedOperationException();
    }

    /** Heals; does nothing when it is healed already. Starting a killed node is part of it. */
    public void heal(ActiveFault fault) {
        throw new UnsupportedOperationException();
    }

    /** Heals all that is not healed, each attempted whatever happens to the others; to be called at every end of a run. */
    public void healAll() {
        throw new UnsupportedOperationException();
    }

    /** Every fault injected so far, in order. */
    public List<ActiveFault> faults() {
        throw new UnsupportedOperationException();
    }
}
