package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;

/**
 * Decides many groups that share no key, as many at a time as there are workers. Each begins with its share of the time that
 * is then left, so what easy groups did not need is there for the hard ones, and all end when the whole does.
 */
public final class Groups {
    /** One that can be decided without looking at any other. */
    public record Group<S, A>(List<Span<A>> spans, Model<S, A> model) {}

    private final Engine engine;
    private final Budget budget;
    private final Crew crew;

    /** @param budget its clock is asked by all of the crew */
    public Groups(Engine engine, Budget budget, Crew crew) {
        this.engine = engine;
        this.budget = budget;
        this.crew = crew;
    }

    /** The findings, in the order of the groups. */
    public List<Finding> decide(List<? extends Group<?, ?>> groups) {
        Finding[] findings = new Finding[groups.size()];
        share(groups.size(), budget, crew, (share, i) -> findings[i] = decide(groups.get(i), share));
        return Arrays.stream(findings).map(Objects::requireNonNull).toList();
    }

    private <S, A> Finding decide(Group<S, A> group, Budget share) {
        return engine.check(Reductions.apply(group.spans(), group.model()), group.model(), share);
    }

    /**
     * Has the crew do so many parts of one work within one budget.
     *
     * @param work one part of it, by its number from 0
     */
    public static void share(int parts, Budget budget, Crew crew, ObjIntConsumer<Budget> work) {
        int[] left = {parts};
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int part = i;
            tasks.add(() -> {
                Budget share;
                synchronized (left) {
                    share = budget.share(left[0]--, crew.size());
                }
                work.accept(share, part);
            });
        }
        crew.run(tasks);
    }
}
