package io.minos.scenarios.bench;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Groups;
import io.minos.checker.linear.Groups.Group;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.Model;
import io.minos.checker.verdict.Verdict;
import io.minos.scenarios.runner.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Histories judged by values, one after the other, as the checks do it: their keys at the same time, on as many cores as there are. */
final class LinearRun implements AutoCloseable {
    private static final long WORDS_MAX = (2L << 30) / Long.BYTES;

    /** @param by "zones", "search", or both */
    record Result(Verdict verdict, long nanos, String by) {}

    private final Duration limit;
    private final Workers workers = new Workers(Runtime.getRuntime().availableProcessors());

    LinearRun(Duration limit) {
        this.limit = limit;
    }

    Result judge(HistoryText history) {
        List<? extends Group<?, ?>> groups = history.groups();
        AtomicInteger searched = new AtomicInteger();
        Engine search = JustInTime.both();
        Engine counted = new Engine() {
            @Override
            public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
                searched.incrementAndGet();
                return search.check(spans, model, budget);
            }
        };
        long begun = System.nanoTime();
        List<Finding> findings = new Groups(new UniqueValues(counted), new Budget(System::nanoTime, limit.toNanos(), WORDS_MAX), workers).decide(groups);
        long nanos = System.nanoTime() - begun;
        List<String> by = new ArrayList<>();
        if (searched.get() < groups.size()) by.add("zones");
        if (searched.get() > 0) by.add("search");
        return new Result(verdict(findings), nanos, String.join("+", by));
    }

    private static Verdict verdict(List<Finding> findings) {
        if (findings.stream().anyMatch(Finding.NotLinearizable.class::isInstance)) return Verdict.INVALID;
        return findings.stream().allMatch(Finding.Linearizable.class::isInstance) ? Verdict.VALID : Verdict.UNKNOWN;
    }

    @Override
    public void close() {
        workers.close();
    }
}
