package io.minos.scenarios.sim;

import io.minos.nemesis.fault.FaultSpec;
import java.util.List;
import java.util.SortedSet;

/** Carries out a scenario's faults in the simulated world, and writes them, with their evidence, into the history. */
public interface SimulatedFaults {
    /** Puts all of them on the agenda; the load begins now. */
    void schedule(List<FaultSpec> faults);

    /**
     * Members whose disks are lost or damaged and that nobody has replaced yet: there is no healing them. Of the voters never
     * more than the cluster can do without.
     */
    SortedSet<Long> lost();

    /**
     * The end of the load: no fault begins any more, and whatever is broken at or between these members is healed for good, the
     * dead among them started. All others stay as they are; those among them that are up but not sound are cut off.
     *
     * @param survivors none of the lost among them
     */
    void healForGood(SortedSet<Long> survivors);
}
