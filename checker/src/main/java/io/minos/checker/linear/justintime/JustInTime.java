package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Model;
import java.util.List;

/**
 * Both searches in turns, each longer than the one before: depth first finds an order where there is one, breadth first finds
 * out where there is none, and nobody knows beforehand.
 */
public final class JustInTime implements Engine {
    private static final long FIRST_TURN_WORK = 20_000;

    /** Depth first gets through most long histories with this much. */
    private static final long WORK_PER_EVENT = 20;

    private enum Way { DEPTH_FIRST, BREADTH_FIRST }

    private final List<Way> ways;

    private JustInTime(Way... ways) {
        this.ways = List.of(ways);
    }

    public static JustInTime both() {
        return new JustInTime(Way.DEPTH_FIRST, Way.BREADTH_FIRST);
    }

    public static JustInTime depthFirst() {
        return new JustInTime(Way.DEPTH_FIRST);
    }

    public static JustInTime breadthFirst() {
        return new JustInTime(Way.BREADTH_FIRST);
    }

    /** @throws IllegalArgumentException a span has a rank: these searches do not look at ranks */
    @Override
    public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
        if (spans.stream().anyMatch(span -> !span.rank().equals(Span.Rank.UNKNOWN))) throw new IllegalArgumentException("Ranks are for another engine");
        Timeline<S, A> timeline = new Timeline<>(spans, model);
        List<Search> searches = ways.stream().map(way -> search(way, timeline)).toList();
        for (long turn = Math.max(FIRST_TURN_WORK, WORK_PER_EVENT * timeline.events()); ; turn *= 2) {
            for (Search search : searches) {
                Finding finding = search.advance(turn, budget);
                if (finding != null) return finding;
                if (budget.exhausted()) return undecided(searches, spans);
            }
        }
    }

    private static Search search(Way way, Timeline<?, ?> timeline) {
        return way == Way.DEPTH_FIRST ? new DepthFirst(timeline) : new Frontier(timeline);
    }

    private static Finding undecided(List<Search> searches, List<? extends Span<?>> spans) {
        int deepest = searches.stream().mapToInt(Search::deepest).max().orElse(0);
        int definite = (int) spans.stream().filter(span -> !span.optional()).count();
        return new Finding.Undecided(deepest, definite, searches.stream().mapToLong(Search::steps).sum());
    }
}
