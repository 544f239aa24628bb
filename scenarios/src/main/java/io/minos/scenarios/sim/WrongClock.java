package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.node.sim.SimulatedMember;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** Somebody sets wall clocks wrong, and right again to heal. */
final class WrongClock implements SimulatedFault {
    private final List<SimulatedMember> targets;
    private final long byMillis;

    WrongClock(List<SimulatedMember> targets, Duration by) {
        this.targets = List.copyOf(targets);
        this.byMillis = by.toMillis();
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            long before = member.clock().wallMillis();
            member.clock().jumpWallMillis(byMillis);
            long jumped = member.clock().wallMillis() - before;
            String detail = SimulatedSystem.name(member.id()) + ": the wall clock jumped by " + jumped + " ms";
            seen.accept(jumped == byMillis ? Evidence.proof("clock", detail) : Evidence.against("clock", detail));
        }
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        targets.stream().filter(member -> whose.test(member.id())).forEach(member -> member.clock().jumpWallMillis(-byMillis));
    }
}
