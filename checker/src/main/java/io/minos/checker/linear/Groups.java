package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

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
        share(groups.size(), budget, crew, (share, i) -> {
            findings[i] = decide(groups.get(i), share);
            return !(findings[i] instanceof Finding.Undecided);
        });
        return Arrays.stream(findings).map(Objects::requireNonNull).toList();
    }

    private <S, A> Finding decide(Group<S, A> group, Budget share) {
        return engine.check(Reductions.apply(group.spans(), group.model()), group.model(), share);
    }

    /** One of several parts of a work. */
    public interface Part {
        /** @return whether the share was enough to decide it */
        boolean decide(Budget share, int number);
    }

    /**
     * Has the crew do so many parts of one work within one budget. Where most were decided, the others are tried again with
     * what is left of the time: the first of many begin with a small share, on a machine that has just begun.
     *
     * @param work by the part's number from 0; the last decision on a part counts
     */
    public static void share(int parts, Budget budget, Crew crew, Part work) {
        List<Integer> left = IntStream.range(0, parts).boxed().toList();
        while (!left.isEmpty()) {
            List<Integer> undecided = pass(left, budget, crew, work);
            if (undecided.size() * 2 > left.size() || !budget.lasts()) return;
            left = undecided;
        }
    }

    private static List<Integer> pass(List<Integer> parts, Budget budget, Crew crew, Part work) {
        int[] left = {parts.size()};
        boolean[] decided = new boolean[parts.size()];
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int at = i;
            tasks.add(() -> {
                Budget share;
                synchronized (left) {
                    share = budget.share(left[0]--, crew.size());
                }
                decided[at] = work.decide(share, parts.get(at));
            });
        }
        crew.run(tasks);
        return IntStream.range(0, parts.size()).filter(i -> !decided[i]).mapToObj(parts::get).toList();
    }
}
