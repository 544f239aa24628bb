package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Register;
import io.minos.checker.verdict.CheckResult;
import java.util.List;
import java.util.Map;

/** Each key by itself is a linearizable register, and revisions order its changes. */
public final class LinearizableRegister implements Check {
    @Override
    public String name() {
        return "linearizable-register";
    }

    @Override
    public boolean concerns(History history) {
        return !Workloads.of(history).registers().keys().isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Every read, write, delete and compare-and-set takes effect at one moment between its call and its answer, in the order of its revision.");
        Map<String, List<Span<Register.Action>>> registers = Spans.of(history).registers(Workloads.of(history).registers());
        LinearJudge judge = new LinearJudge(history, ruling, budget);
        judge.judge(registers.entrySet().stream().map(register -> new LinearJudge.Named<>(register.getKey(), register.getValue(), new Register(register.getKey()))).toList());
        String summary = judge.summary();
        if (registers.isEmpty()) ruling.doubt("no operation on a register");
        return ruling.result(summary);
    }
}
