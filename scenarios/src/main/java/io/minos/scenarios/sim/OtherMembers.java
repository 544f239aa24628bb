package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.nemesis.fault.FaultSpec;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** An operator changes who is a member; to heal, there are as many voters as before. */
final class OtherMembers implements SimulatedFault {
    private final FaultSpec spec;
    private final long target;
    private final SimulatedOperator operator;
    private long newcomer;
    /** Of two halves: the change itself, and its healing. */
    private boolean changed;
    private boolean healing;
    private boolean mended;

    OtherMembers(FaultSpec spec, long target, SimulatedOperator operator) {
        this.spec = spec;
        this.target = target;
        this.operator = operator;
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        switch (spec.kind()) {
            case MEMBER_REPLACE -> operator.replace(target, spec.learnerFirst(), this::changed);
            case MEMBER_REMOVE -> operator.remove(target, this::changed);
            case MEMBER_ADD_LEARNER -> operator.add(true, id -> {
                newcomer = id;
                if (spec.promote()) {
                    operator.promote(id, this::changed);
                } else {
                    changed();
                }
            });
            default -> throw new IllegalArgumentException(spec.kind().text() + " is no change of members");
        }
    }

    private void changed() {
        changed = true;
        if (healing) {
            restore();
        }
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        if (operator.isRetired()) {
            return;
        }
        healing = true;
        if (changed) {
            restore();
        }
    }

    private void restore() {
        switch (spec.kind()) {
            case MEMBER_REMOVE -> operator.add(false, id -> {
                newcomer = id;
                mended = true;
            });
            case MEMBER_ADD_LEARNER -> operator.remove(newcomer, () -> mended = true);
            default -> mended = true;
        }
    }

    @Override
    public boolean isMended() {
        return mended;
    }

    @Override
    public void conclude(Consumer<Evidence> seen) {
        if (changed) {
            seen.accept(Evidence.proof("members", "the members changed as they should"));
        }
        seen.accept(Evidence.note("members", mended ? "there are as many voters as before" : "the members were left as they are"));
    }
}
