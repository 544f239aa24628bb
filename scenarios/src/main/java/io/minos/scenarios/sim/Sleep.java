package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.node.sim.SimulatedMember;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** SIGSTOP, and SIGCONT to heal. */
final class Sleep implements SimulatedFault {
    private final List<SimulatedMember> targets;
    /** The lives that were put to sleep, by member. */
    private final Map<Long, Integer> lives = new TreeMap<>();

    Sleep(List<SimulatedMember> targets) {
        this.targets = List.copyOf(targets);
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            member.pause();
            lives.put(member.id(), member.life());
            String name = SimulatedSystem.name(member.id());
            seen.accept(member.isPaused() ? Evidence.proof("process-state", name + " sleeps") : Evidence.against("process-state", name + " does not sleep"));
        }
    }

    /** A later life of the same member was not put to sleep by this fault. */
    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            if (whose.test(member.id()) && member.life() == lives.get(member.id())) {
                member.resume();
            }
        }
    }
}
