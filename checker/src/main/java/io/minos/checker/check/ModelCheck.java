package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Crew;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Groups;
import io.minos.checker.linear.Partition;
import io.minos.checker.linear.Reductions;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Model;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects of a model that the user names are linearizable, each by itself. Pure, as far as the crew is.
 *
 * @param <A> the model's actions
 */
public final class ModelCheck<S, A> implements Check {
    /** How often the second engine said the contrary; a fact of the result. Then one of the two is wrong. */
    public static final String DISAGREEMENTS = "disagreements";

    /** An object, or a part of it that shares nothing with the rest, and what is found out about it. */
    private static final class Part<S, A> {
        private final String name;
        private final List<Span<A>> spans;
        private final List<Span<A>> reduced;
        private final Model<S, A> model;
        private Finding finding = new Finding.Undecided(0, 0, 0);
        private Finding second = finding;

        private Part(String name, List<Span<A>> spans, Model<S, A> model) {
            this.name = name;
            this.spans = spans;
            this.reduced = Reductions.apply(spans, model);
            this.model = model;
        }

        private boolean disputed() {
            return finding instanceof Finding.Linearizable && second instanceof Finding.NotLinearizable || finding instanceof Finding.NotLinearizable && second instanceof Finding.Linearizable;
        }
    }

    private final NamedModel<S, A> model;
    private final Map<String, List<Span<A>>> objects;
    private final Engine engine;
    private final Optional<Engine> second;
    private final Crew crew;

    /**
     * @param objects the spans of each object, by its name
     * @param second judges all of it again, as it was recorded and without our reductions
     */
    public ModelCheck(NamedModel<S, A> model, Map<String, List<Span<A>>> objects, Engine engine, Optional<Engine> second, Crew crew) {
        this.model = model;
        this.objects = objects;
        this.engine = engine;
        this.second = second;
        this.crew = crew;
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        List<Part<S, A>> parts = parts();
        decide(parts, budget);
        Ruling ruling = new Ruling(name(), "Every operation takes effect at one moment between its call and its answer.");
        LinearJudge judge = new LinearJudge(history, ruling, budget);
        for (Part<S, A> part : parts) judge.rule(part.name, part.spans, part.reduced, part.finding, part.model);
        if (second.isPresent()) compare(parts, ruling);
        judge.summary();
        long operations = parts.stream().mapToLong(part -> part.spans.size()).sum();
        if (operations == 0) ruling.doubt("no operation that says something");
        String object = Quantity.of(operations, "operation") + " on " + (objects.size() == 1 ? objects.keySet().iterator().next() : Quantity.of(objects.size(), "object"));
        return ruling.result(object + (objects.size() == 1 ? ", linearizable" : ", each linearizable"));
    }

    private List<Part<S, A>> parts() {
        List<Part<S, A>> parts = new ArrayList<>();
        objects.forEach((name, spans) -> {
            Model<S, A> object = model.of(name, spans.stream().map(Span::action).toList());
            // Of the models this one alone is made of objects that know nothing of each other.
            List<List<Span<A>>> groups = object instanceof MultiRegister ? Partition.byKeys(spans, object) : List.of(spans);
            for (List<Span<A>> group : groups) parts.add(new Part<>(name, group, object));
        });
        return parts;
    }

    private void decide(List<Part<S, A>> parts, Budget budget) {
        Groups.share(parts.size(), budget, crew, (share, i) -> {
            Part<S, A> part = parts.get(i);
            part.finding = engine.check(part.reduced, part.model, second.isPresent() ? share.share(2) : share);
            second.ifPresent(other -> part.second = other.check(part.spans, part.model, share.share(1)));
            return !(part.finding instanceof Finding.Undecided || second.isPresent() && part.second instanceof Finding.Undecided);
        });
    }

    private void compare(List<Part<S, A>> parts, Ruling ruling) {
        ruling.fact("cross-checked", parts.stream().filter(part -> !(part.second instanceof Finding.Undecided)).count());
        List<Part<S, A>> disputed = parts.stream().filter(Part::disputed).toList();
        ruling.fact(DISAGREEMENTS, (long) disputed.size());
        disputed.forEach(part -> ruling.doubt("the engines contradict each other on " + part.name));
    }
}
