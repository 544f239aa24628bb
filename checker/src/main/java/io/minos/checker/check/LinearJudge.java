package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Counterexample;
import io.minos.checker.linear.Crew;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Groups;
import io.minos.checker.linear.Reductions;
import io.minos.checker.linear.Shrinker;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.witness.Testimony;
import io.minos.checker.linear.witness.Witness;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges groups of spans. What the {@linkplain Witness revision witness} says of the whole history counts
 * first: an order that explains everything, or a contradiction, which is the verdict on the group it is about. Every other
 * group is searched: with revisions, by an order that keeps what they promise; then, to name what is broken, by the values
 * alone.
 */
final class LinearJudge {
    /** Spans that share no key with those of another name. */
    record Named<S, A>(String name, List<Span<A>> spans, Model<S, A> model) {}

    /** Making a contradiction small costs far more than finding it; a few small ones are what a person reads. */
    private static final int SHRUNK_MAX = 3;

    private static final int PLAIN_MAX = 6;

    /** Revisions leave it hardly a choice. */
    private final Engine byRevisions = new Wgl();
    private final Engine byValues = new UniqueValues(JustInTime.both());
    private final Ruling ruling;
    private final Budget budget;
    private final History history;
    private final Testimony testimony;
    private boolean contradictionTold;
    private int groups;
    private int witnessed;
    private int decided;
    private int contradicted;
    private long spansJudged;
    private long steps;

    LinearJudge(History history, Ruling ruling, Budget budget) {
        this.ruling = ruling;
        this.budget = budget;
        this.history = history;
        this.testimony = RevisionTestimony.of(history, budget);
    }

    /** All of them: what easy ones leave of the time is there for hard ones, see {@link Groups#share}. */
    <S, A> void judge(List<Named<S, A>> all) {
        List<Named<S, A>> searched = new ArrayList<>();
        for (Named<S, A> group : all) if (!settledByWitness(group)) searched.add(group);
        Map<Integer, Finding> undecided = new TreeMap<>();
        Groups.share(searched.size(), budget, Crew.ALONE, (share, i) -> {
            Named<S, A> group = searched.get(i);
            List<Span<A>> reduced = Reductions.apply(group.spans, group.model);
            Finding finding = engineFor(reduced).check(reduced, group.model, share);
            boolean isDecided = !(finding instanceof Finding.Undecided);
            if (isDecided) rule(group.name, group.spans, reduced, finding, group.model);
            if (isDecided) undecided.remove(i);
            else undecided.put(i, finding);
            return isDecided;
        });
        undecided.forEach((i, finding) -> rule(searched.get(i).name, searched.get(i).spans, searched.get(i).spans, finding, searched.get(i).model));
    }

    private boolean settledByWitness(Named<?, ?> group) {
        boolean witnesses = testimony instanceof Testimony.Explained || testimony instanceof Testimony.Contradicted contradicted && isAbout(contradicted, group);
        if (!witnesses) return false;
        groups++;
        spansJudged += group.spans.size();
        decided++;
        witnessed++;
        if (testimony instanceof Testimony.Contradicted contradicted) tell(group, contradicted);
        return true;
    }

    /** @param finding some engine's, on {@code reduced} */
    <S, A> void rule(String name, List<Span<A>> spans, List<Span<A>> reduced, Finding finding, Model<S, A> model) {
        groups++;
        spansJudged += spans.size();
        steps += finding.steps();
        if (finding instanceof Finding.Undecided undecided) {
            ruling.doubt(undecided.steps() == 0 ? name + ": the engine did not decide it" : name + ": the budget ran out after " + Quantity.of(undecided.steps(), "step") + " with " + undecided.deepest() + " of " + Quantity.of(undecided.definite(), "operation") + " placed");
            return;
        }
        decided++;
        if (finding instanceof Finding.NotLinearizable not) explain(name, spans, reduced, not, model);
    }

    /** A contradiction is told once; one about no operation in particular is another check's. */
    private <S, A> boolean isAbout(Testimony.Contradicted contradicted, Named<S, A> group) {
        if (contradictionTold) return false;
        String key = contradicted.key();
        return group.spans.stream().anyMatch(span -> contradicted.operations().contains(span.id()) && (key == null || group.model.footprint(span.action()).keys().contains(key)));
    }

    private <S, A> void tell(Named<S, A> group, Testimony.Contradicted contradicted) {
        contradictionTold = true;
        Finding values = byValues.check(Reductions.apply(byValue(group.spans, group.model), group.model), group.model, budget.share(4));
        ruling.anomaly(Contradiction.told(kind(values), group.name, contradicted, history));
        ruling.fact("contradiction", contradicted.kind());
    }

    private static String kind(Finding values) {
        return values instanceof Finding.Linearizable ? "revision-order" : "nonlinearizable";
    }

    private static <S, A> List<Span<A>> byValue(List<Span<A>> spans, Model<S, A> model) {
        return spans.stream().map(span -> new Span<>(span.id(), span.invoked(), span.returned(), model.withoutRevisions(span.action()))).toList();
    }

    private Engine engineFor(List<? extends Span<?>> spans) {
        return spans.stream().allMatch(span -> span.rank().equals(Span.Rank.UNKNOWN)) ? byValues : byRevisions;
    }

    private <S, A> void explain(String name, List<Span<A>> spans, List<Span<A>> reduced, Finding.NotLinearizable not, Model<S, A> model) {
        List<Span<A>> byValue = byValue(spans, model);
        boolean plainly = byValue.equals(spans);
        Finding values = plainly ? not : byValues.check(Reductions.apply(byValue, model), model, budget.share(4));
        boolean shrinks = contradicted++ < SHRUNK_MAX;
        Counterexample<A> small = shrinks ? shrink(engineFor(reduced), spans, not, model) : culprits(reduced, not);
        if (shrinks && !plainly && values instanceof Finding.NotLinearizable alone) {
            // What contradicts itself without revisions convinces more, unless it takes many more operations to see.
            Counterexample<A> plain = shrink(byValues, byValue, alone, model);
            if (plain.definite() <= Math.max(small.definite(), PLAIN_MAX)) small = plain;
        }
        ruling.anomaly(Contradiction.told(kind(values), name, small, model, history));
    }

    private <S, A> Counterexample<A> shrink(Engine engine, List<Span<A>> spans, Finding.NotLinearizable found, Model<S, A> model) {
        return Contradiction.retold(new Shrinker<>(engine, model, budget.share(4)).shrink(spans, found), model, budget.share(4));
    }

    /** Unshrunk: only what could not come next. */
    private static <A> Counterexample<A> culprits(List<Span<A>> spans, Finding.NotLinearizable found) {
        List<Long> blocked = found.blocked().stream().map(Finding.Blocked::id).toList();
        return new Counterexample<>(spans.stream().filter(span -> blocked.contains(span.id())).toList(), found);
    }

    String summary() {
        ruling.fact("operations", spansJudged);
        ruling.fact("groups", groups);
        ruling.fact("decided", decided);
        ruling.fact("steps", steps);
        ruling.fact("decidedBy", witnessed == 0 ? "search" : witnessed == groups ? "revision witness" : "revision witness and search");
        if (testimony instanceof Testimony.Explained explained) ruling.fact("unknownOutcomesPlaced", explained.placed());
        if (testimony instanceof Testimony.Undecided undecided) ruling.fact("witnessSilent", undecided.reason());
        return Quantity.of(spansJudged, "operation") + " in " + Quantity.of(groups, "group") + ", each linearizable";
    }
}
