package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.node.sim.SimulatedMember;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** Processes end, by SIGKILL or with the power; a start on the same data to heal. */
final class EndOfLife implements SimulatedFault {
    private final List<SimulatedMember> targets;
    private final Consumer<SimulatedMember> how;

    /** @param how {@link SimulatedMember#kill} or {@link SimulatedMember#powerCut} */
    EndOfLife(List<SimulatedMember> targets, Consumer<SimulatedMember> how) {
        this.targets = List.copyOf(targets);
        this.how = how;
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            how.accept(member);
            seen.accept(member.isUp()
                    ? Evidence.against("process", name(member) + " is still up")
                    : Evidence.proof("process", name(member) + ": life " + member.life() + " ended"));
        }
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            if (whose.test(member.id()) && !member.isUp()) {
                member.start();
                seen.accept(Evidence.note("process", name(member) + (member.isUp()
                        ? ": started again, life " + member.life()
                        : " does not start" + member.refusal().map(why -> ": " + why).orElse(""))));
            }
        }
    }

    private static String name(SimulatedMember member) {
        return SimulatedSystem.name(member.id());
    }
}
