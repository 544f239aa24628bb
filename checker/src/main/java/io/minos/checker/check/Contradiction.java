package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Counterexample;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.linear.witness.Testimony;
import io.minos.checker.model.Model;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Impasse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A counterexample told to a person. */
final class Contradiction<S, A> {
    private static final int PREFIX_SHOWN_MAX = 12;

    private final History history;
    private final Model<S, A> model;
    private final List<Span<A>> spans;
    private final Finding.NotLinearizable finding;

    private Contradiction(History history, Model<S, A> model, Counterexample<A> small) {
        this.history = history;
        this.model = model;
        this.spans = small.spans();
        this.finding = small.finding();
    }

    /**
     * @param kind "nonlinearizable"; or "revision-order", when it takes the revisions to contradict it
     * @param name of what was operated on
     */
    static <S, A> Anomaly told(String kind, String name, Counterexample<A> small, Model<S, A> model, History history) {
        return new Contradiction<>(history, model, small).told(kind, name);
    }

    /** @param found by the revision witness: what few operations say cannot all be, and no search is needed to see it */
    static Anomaly told(String kind, String name, Testimony.Contradicted found, History history) {
        List<Long> ids = found.operations().stream().distinct().sorted().toList();
        List<String> steps = new ArrayList<>();
        for (long id : ids) steps.add("Given: " + describe(history, id) + ".");
        steps.addAll(found.steps());
        return new Anomaly(kind, found.summary(), found.key() == null ? name : found.key(), ids, steps);
    }

    /**
     * Of the same spans, how far the reference engine gets and in which states it gets stuck: not every engine says, and an
     * engine that stops at the first return that cannot be does not say what may come before it.
     */
    static <S, A> Counterexample<A> retold(Counterexample<A> small, Model<S, A> model, Budget budget) {
        Finding retold = new Wgl().check(small.spans(), model, budget);
        return retold instanceof Finding.NotLinearizable not ? new Counterexample<>(small.spans(), not) : small;
    }

    private Anomaly told(String kind, String name) {
        List<Long> ids = spans.stream().filter(span -> !span.optional()).map(Span::id).distinct().sorted().toList();
        String blocked = finding.blocked().isEmpty() ? "" : "; " + finding.blocked().get(0).why();
        String head = kind.equals("revision-order")
                ? "The values of " + name + " could be linearizable, but not in the order the revisions give"
                : "No order of the operations on " + name + " explains their answers";
        return new Anomaly(kind, head + blocked + ".", name, ids, steps(), impasse(), List.of());
    }

    private Impasse impasse() {
        List<Impasse.Part> parts = spans.stream().sorted(Comparator.comparingLong(Span::invoked))
                .map(span -> new Impasse.Part(span.id(), model.describeAction(span.action()), !answered(span))).toList();
        List<Long> order = finding.prefix().subList(skipped(), finding.prefix().size());
        return new Impasse(parts, order, finding.states(), finding.blocked().stream().map(blocked -> new Impasse.Next(blocked.id(), blocked.why())).toList());
    }

    private List<String> steps() {
        List<String> steps = new ArrayList<>();
        spans.stream().filter(span -> !span.optional()).forEach(span -> steps.add("Given: " + describe(history, span.id()) + "."));
        long optional = spans.stream().filter(Span::optional).count();
        if (optional > 0) steps.add(Quantity.of(optional, "other change") + " may have taken effect at any moment that fits, or not at all: none helps.");
        int skipped = skipped();
        if (finding.prefix().isEmpty()) steps.add("Nothing can come first.");
        else steps.add("A longest order that works: " + (skipped > 0 ? "… " : "") + finding.prefix().stream().skip(skipped).map(id -> "#" + id).collect(Collectors.joining(", ")) + ".");
        for (String state : finding.states()) steps.add("Then " + state + ".");
        for (Finding.Blocked blocked : finding.blocked()) steps.add("Next would be #" + blocked.id() + ", but " + blocked.why() + ".");
        return steps;
    }

    /** A span may also end before a return that is not its own, of somebody who saw what it did. */
    private boolean answered(Span<A> span) {
        return history.operation(span.id()).map(operation -> operation.ok() && operation.completed() == span.returned()).orElse(false);
    }

    private int skipped() {
        return Math.max(0, finding.prefix().size() - PREFIX_SHOWN_MAX);
    }

    private static String describe(History history, long id) {
        return history.operation(id).map(Operation::describe).orElse("#" + id);
    }
}
