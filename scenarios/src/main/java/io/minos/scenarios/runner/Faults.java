package io.minos.scenarios.runner;

import io.minos.nemesis.fault.ActiveFault;
import io.minos.nemesis.fault.ClusterControl;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Nemesis;

/** What injects and heals; called from one thread. No call throws for what goes wrong with a fault. */
public interface Faults {
    /** A fault in force. */
    interface Injected {
        String describe();

        void heal();
    }

    /** Whether what it is aimed at is there now; a fault that repeats is kept back until then. */
    boolean hasTarget(FaultSpec spec);

    Injected inject(FaultSpec spec);

    /** To be called about once a second while a fault is in force. */
    void observe();

    /** Heals whatever is not healed. */
    void healAll();

    /** Those of a nemesis over this cluster. */
    static Faults of(Nemesis nemesis, ClusterControl cluster) {
        return new Faults() {
            @Override
            public boolean hasTarget(FaultSpec spec) {
                return !spec.target().needsLeader() || cluster.leader().isPresent();
            }

            @Override
            public Injected inject(FaultSpec spec) {
                ActiveFault fault = nemesis.inject(spec);
                return new Injected() {
                    @Override
                    public String describe() {
                        return fault.describe();
                    }

                    @Override
                    public void heal() {
                        nemesis.heal(fault);
                    }
                };
            }

            @Override
            public void observe() {
                nemesis.observe();
            }

            @Override
            public void healAll() {
                nemesis.healAll();
            }
        };
    }
}
