package io.minos.checker.linear.zones;

import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Footprint;
import io.minos.checker.model.Footprint.Fact;
import io.minos.checker.model.Model;
import io.minos.checker.model.Register;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote and who found each value of one register. An operation of unknown outcome whose value somebody found took effect; when at
 * the latest, the returns of those who found it say, which are in the same block. Of the others none is needed by anybody, and they
 * are left out.
 */
final class Clusters<A> {
    private final Model<?, A> model;
    private final Map<Fact, Span<A>> writers = new HashMap<>();
    private final Map<Fact, List<Span<A>>> readers = new HashMap<>();
    private final Map<Fact, Span<A>> changers = new HashMap<>();
    private final List<Block<A>> blocks = new ArrayList<>();
    private @Nullable Clash contradiction;

    private Clusters(Model<?, A> model) {
        this.model = model;
    }

    /** Empty: not a register whose values are each written once, or answers that say less than what was there. */
    static <A> Optional<Clusters<A>> of(List<Span<A>> spans, Model<?, A> model) {
        Clusters<A> clusters = new Clusters<>(model);
        return clusters.fits(spans) && clusters.sort(clusters.thatHappened(spans)) ? Optional.of(clusters) : Optional.empty();
    }

    Function<Span<A>, String> words() {
        return span -> model.describeAction(span.action());
    }

    List<Block<A>> blocks() {
        return blocks;
    }

    @Nullable Clash contradiction() {
        return contradiction;
    }

    private boolean fits(List<Span<A>> spans) {
        if (!(model instanceof Register)) return false;
        for (Span<A> span : spans) {
            Footprint footprint = model.footprint(span.action());
            if (!span.rank().equals(Span.Rank.UNKNOWN) || !footprint.senses().isEmpty()) return false;
            if (footprint.produces().stream().anyMatch(fact -> fact.value() == null)) return false;
        }
        return true;
    }

    private List<Span<A>> thatHappened(List<Span<A>> spans) {
        Map<Fact, List<Span<A>>> unknown = new HashMap<>();
        ArrayDeque<Span<A>> news = new ArrayDeque<>();
        for (Span<A> span : spans) {
            if (!span.optional()) news.add(span);
            else if (!model.footprint(span.action()).pure()) unknown.computeIfAbsent(model.footprint(span.action()).produces().get(0), absent -> new ArrayList<>(1)).add(span);
        }
        Set<Long> happened = new HashSet<>();
        while (!news.isEmpty()) {
            Span<A> span = news.remove();
            happened.add(span.id());
            for (Fact fact : model.footprint(span.action()).observes()) {
                List<Span<A>> writers = unknown.remove(fact);
                if (writers != null) news.addAll(writers);
            }
        }
        return spans.stream().filter(span -> happened.contains(span.id())).toList();
    }

    /** False: a value was written twice. */
    private boolean sort(List<Span<A>> spans) {
        for (Span<A> span : spans) {
            for (Fact fact : model.footprint(span.action()).produces()) if (writers.put(fact, span) != null) return false;
        }
        for (Span<A> span : spans) {
            Footprint footprint = model.footprint(span.action());
            for (Fact fact : footprint.observes()) {
                if (fact.value() != null && !writers.containsKey(fact)) clash(Clash.of(span.id(), model.describeAction(span.action()) + " cannot be: nobody wrote that"));
                if (footprint.pure()) {
                    readers.computeIfAbsent(fact, absent -> new ArrayList<>(2)).add(span);
                } else {
                    Span<A> rival = changers.put(fact, span);
                    if (rival != null) clash(new Clash(List.of(both(rival, span), both(span, rival))));
                }
            }
        }
        if (contradiction == null) link(spans);
        return true;
    }

    private Finding.Blocked both(Span<A> one, Span<A> other) {
        return new Finding.Blocked(one.id(), model.describeAction(one.action()) + " found and replaced what #" + other.id() + " (" + model.describeAction(other.action()) + ") found and replaced as well");
    }

    private void clash(Clash found) {
        if (contradiction == null) contradiction = found;
    }

    private void link(List<Span<A>> spans) {
        Set<Long> linked = new HashSet<>();
        readers.keySet().stream().filter(fact -> fact.value() == null).findAny()
                .or(() -> changers.keySet().stream().filter(fact -> fact.value() == null).findAny())
                .ifPresent(initial -> follow(Block.ofTheInitialValue(), initial, linked));
        for (Span<A> span : spans) {
            Footprint footprint = model.footprint(span.action());
            if (footprint.pure() || !footprint.observes().isEmpty()) continue;
            Block<A> block = new Block<>();
            block.write(span);
            linked.add(span.id());
            follow(block, footprint.produces().get(0), linked);
        }
        spans.stream().filter(span -> !model.footprint(span.action()).pure() && !linked.contains(span.id())).findFirst()
                .ifPresent(span -> clash(Clash.of(span.id(), model.describeAction(span.action()) + " cannot be: what it found can only be there after it")));
    }

    private void follow(Block<A> block, Fact from, Set<Long> linked) {
        Fact fact = from;
        while (true) {
            block.add(readers.getOrDefault(fact, List.of()));
            Span<A> changer = changers.get(fact);
            if (changer == null || !linked.add(changer.id())) break;
            block.write(changer);
            fact = model.footprint(changer.action()).produces().get(0);
        }
        Block.Pair<A> wrong = block.turnedRound();
        if (wrong.first() != null && wrong.second() != null) {
            clash(Clash.of(wrong.second().id(), model.describeAction(wrong.second().action()) + " returned before #" + wrong.first().id() + " (" + model.describeAction(wrong.first().action()) + ") was called, which it has to come after"));
        }
        blocks.add(block);
    }
}
