package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Partition;
import io.minos.checker.linear.Span;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.verdict.CheckResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Transactions are strictly serializable, and revisions order them. Keys that no transaction connects are judged apart. */
public final class LinearizableTxn implements Check {
    private static final int KEYS_NAMED_MAX = 3;

    @Override
    public String name() {
        return "linearizable-txn";
    }

    @Override
    public boolean concerns(History history) {
        return !Workloads.of(history).txns().keys().isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Every transaction takes effect as a whole at one moment between its call and its answer, in the order of its revision.");
        MultiRegister model = new MultiRegister();
        List<List<Span<MultiRegister.Action>>> groups = Partition.byKeys(Spans.of(history).transactions(Workloads.of(history).txns()), model);
        LinearJudge judge = new LinearJudge(history, ruling, budget);
        judge.judge(groups.stream().map(group -> new LinearJudge.Named<>(name(group), group, model)).toList());
        String summary = judge.summary();
        if (groups.isEmpty()) ruling.doubt("no transaction");
        return ruling.result(summary);
    }

    private static String name(List<Span<MultiRegister.Action>> group) {
        Set<String> keys = new TreeSet<>();
        group.forEach(span -> span.action().parts().forEach(part -> keys.add(part.key())));
        String named = String.join(", ", keys.stream().limit(KEYS_NAMED_MAX).toList());
        return keys.size() <= KEYS_NAMED_MAX ? named : named + " and " + (keys.size() - KEYS_NAMED_MAX) + " more";
    }
}
