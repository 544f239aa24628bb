package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Decides many groups that share no key, several at a time. Each begins with its share of the time that is then left, so
 * what easy groups did not need is there for the hard ones, and all end when the whole does.
 */
public final class Groups {
    /** One that can be decided without looking at any other. */
    public record Group<S, A>(List<Span<A>> spans, Model<S, A> model) {}

    private final Engine engine;
    private final Budget budget;
    private final int atOnce;

    /**
     * @param budget its clock is asked by several threads if {@code atOnce} is more than 1
     * @param atOnce how many groups are decided at a time, 1 or more
     */
    public Groups(Engine engine, Budget budget, int atOnce) {
        if (atOnce < 1) throw new IllegalArgumentException("At least one group at a time, not " + atOnce);
        this.engine = engine;
        this.budget = budget;
        this.atOnce = atOnce;
    }

    /**
     * The findings, in the order of the groups. The calling thread takes part; {@code others} runs what it does not do itself.
     *
     * @throws InterruptedException while waiting for the others, which go on until their budget ends
     */
    public List<Finding> decide(List<? extends Group<?, ?>> groups, Executor others) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicReferenceArray<Finding> findings = new AtomicReferenceArray<>(groups.size());
        Runnable worker = () -> {
            for (int i = next.getAndIncrement(); i < groups.size(); i = next.getAndIncrement()) findings.set(i, decide(groups.get(i), groups.size() - i));
        };
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 1; i < Math.min(atOnce, groups.size()); i++) tasks.add(new FutureTask<>(worker, null));
        tasks.forEach(others::execute);
        worker.run();
        for (FutureTask<Void> task : tasks) join(task);
        List<Finding> all = new ArrayList<>(groups.size());
        for (int i = 0; i < groups.size(); i++) all.add(Objects.requireNonNull(findings.get(i)));
        return List.copyOf(all);
    }

    private <S, A> Finding decide(Group<S, A> group, int left) {
        List<Span<A>> reduced = Reductions.apply(group.spans(), group.model());
        return engine.check(reduced, group.model(), budget.share(left, atOnce));
    }

    private static void join(FutureTask<Void> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A group could not be judged", e.getCause());
        }
    }
}
