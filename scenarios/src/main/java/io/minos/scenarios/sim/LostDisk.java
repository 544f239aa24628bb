package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.node.sim.SimulatedMember;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The power fails, and then the disk is damaged or empty. The member is told to start all the same, and must see that it may
 * not; an operator replaces it to heal.
 */
final class LostDisk implements SimulatedFault {
    /** How a disk is lost: by {@link SimulatedMember#wipe} or {@link SimulatedMember#flipBit}. */
    interface Loss {
        /** Returns false if there was nothing to lose. */
        boolean of(SimulatedMember member);
    }

    private final SimulatedMember target;
    private final Loss loss;
    private final SimulatedRoster roster;
    private final SimulatedOperator operator;
    private final boolean learnerFirst;
    private boolean lost;
    private boolean replaced;

    LostDisk(SimulatedMember target, Loss loss, SimulatedRoster roster, SimulatedOperator operator, boolean learnerFirst) {
        this.target = target;
        this.loss = loss;
        this.roster = roster;
        this.operator = operator;
        this.learnerFirst = learnerFirst;
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        target.powerCut();
        lost = loss.of(target);
        if (lost) {
            roster.isLost(target.id());
        } else {
            seen.accept(Evidence.against("disk", name() + " has nothing on its disk that could be damaged"));
        }
        target.start();
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        if (lost && !operator.isRetired()) {
            operator.replace(target.id(), learnerFirst, () -> replaced = true);
        }
    }

    @Override
    public boolean isMended() {
        return !lost || replaced;
    }

    /** Nobody starts it again, so what it said when it was told to start is what it said last. */
    @Override
    public void conclude(Consumer<Evidence> seen) {
        if (lost) {
            seen.accept(target.refusal().map(why -> Evidence.proof("start-refused", name() + ": " + why)).orElseGet(this::notRefused));
            seen.accept(Evidence.note("members", replaced ? name() + " was replaced" : name() + " was not replaced"));
        }
    }

    private Evidence notRefused() {
        return target.isUp() ? Evidence.against("started", name() + " is up again") : Evidence.note("silent", name() + " is neither up nor did it refuse");
    }

    private String name() {
        return SimulatedSystem.name(target.id());
    }
}
