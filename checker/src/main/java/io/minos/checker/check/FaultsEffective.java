package io.minos.checker.check;

import io.minos.checker.availability.Faults;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement.FaultRecord;
import java.util.List;

/** Every fault that was injected took effect, by evidence; one that did not makes the run worth less than it claims: UNKNOWN. */
public final class FaultsEffective implements Check {
    @Override
    public String name() {
        return "faults";
    }

    @Override
    public boolean concerns(History history) {
        return !history.notes(F.FAULT_INJECT).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Every fault that was injected took effect, and there is evidence of it.");
        List<FaultRecord> faults = Faults.of(history);
        for (FaultRecord fault : faults) {
            if (fault.healedNanos() == null) ruling.doubt("fault " + fault.describe() + " was never healed, so whether it took effect is not known");
            else if (!fault.effective()) ruling.doubt("fault " + fault.describe() + " has no evidence that it took effect");
        }
        ruling.fact("injected", faults.size());
        ruling.fact("effective", faults.stream().filter(FaultRecord::effective).count());
        if (faults.isEmpty()) ruling.doubt("no fault was injected");
        return ruling.result(faults.size() == 1 ? "1 fault, with evidence" : faults.size() + " faults, each with evidence");
    }
}
