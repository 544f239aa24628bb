package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.Budget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** By a clock that goes on by one whenever it is looked at. */
class TxnBudgetTest {
    private static TxnReport within(long looks, Txns txns) {
        return TxnAnalysis.of(txns, Options.NOTHING_GRANTED, new Budget(new AtomicLong()::getAndIncrement, looks, 1));
    }

    private static long looks(Txns txns) {
        AtomicLong looks = new AtomicLong();
        TxnAnalysis.of(txns, Options.NOTHING_GRANTED, new Budget(looks::getAndIncrement, Long.MAX_VALUE, 1));
        return looks.get();
    }

    /** Within one part of the looks it takes, within two and so on, and within as many as it takes. */
    private static List<TxnReport> withinParts(int parts, Txns txns) {
        long looks = looks(txns);
        List<TxnReport> reports = new ArrayList<>();
        for (int i = 1; i <= parts; i++) reports.add(within(Math.max(1, looks * i / parts), txns));
        return reports;
    }

    /** The lines, one after the other, so many times, each time of keys of their own. */
    private static Txns many(int times, String... lines) {
        TxnsBuilder builder = new TxnsBuilder();
        TxnNotation.First first = new TxnNotation.First(0, 0, 0, 0);
        for (int i = 0; i < times; i++) {
            for (String line : lines) {
                TxnNotation notation = TxnNotation.of(line);
                notation.addTo(builder, first);
                first = new TxnNotation.First(first.id() + notation.size(), first.key() + notation.keys(), 0, first.time() + notation.duration());
            }
        }
        return builder.build(Names.NUMBERS);
    }

    @Test
    void time_may_be_over_at_any_stage_and_what_was_found_by_then_stays_found() {
        Txns txns = many(100, "0 x+1 x?[] | 1! y+1 | 2 y?[1]", "0! x=1 | 1 x?1 | 2 y=1 @5 | 1 y?1~6 @6", "(0 x+1 y+1 | 1 x?[1] y?[] | 0) | 2 x?[1] y?[1]");
        TxnReport whole = withinParts(1, txns).get(0);
        Set<String> stages = new LinkedHashSet<>();
        List<TxnReport> reports = withinParts(40, txns);
        for (TxnReport report : reports.subList(0, reports.size() - 1)) {
            stages.addAll(report.doubts());
            report.counts().forEach((kind, count) -> assertThat(whole.counts().getOrDefault(kind, 0L)).as("%s", kind).isGreaterThanOrEqualTo(count));
            assertThat(report.anomalies()).allMatch(anomaly -> whole.anomalies().stream().anyMatch(other -> other.summary().equals(anomaly.summary())));
            assertThat(report.anomalies().stream().map(TxnAnomaly::kind).distinct()).containsExactlyInAnyOrderElementsOf(report.counts().keySet());
        }
        assertThat(stages).containsExactly("time was over when the analysis was at who wrote what", "time was over when the analysis was at what each read shows",
                "time was over when the analysis was at the order of values", "time was over when the analysis was at what depends on what", "time was over when the analysis was at circles of dependencies");
        TxnReport last = reports.get(reports.size() - 1);
        assertThat(last.counts()).isEqualTo(whole.counts());
        assertThat(last.doubts()).isEmpty();
    }

    @Test
    void what_is_without_fault_is_never_told_to_have_one() {
        for (TxnReport report : withinParts(20, many(100, "0 x+1 y+2 | 1 x?[1] y?[2]", "0 x=1 | 1 x?1 x=2 | 0 x?2"))) assertThat(report.clean()).isTrue();
    }

    /** Two rw are looked for last of all. */
    @Test
    void a_circle_that_must_be_there_is_told_though_its_kind_was_not_searched_for_yet() {
        Txns txns = many(300, "(0 x+1 y?[] | 1 y+1 | 2 x?[] | 0)");
        List<TxnReport> reports = withinParts(60, txns);
        List<TxnReport> atCircles = reports.stream().filter(report -> report.doubts().toString().contains("circles")).toList();
        assertThat(atCircles).hasSizeGreaterThan(10);
        assertThat(atCircles.subList(atCircles.size() / 3, atCircles.size())).noneMatch(TxnReport::clean);
        assertThat(reports.get(reports.size() - 1).counts()).containsOnlyKeys(Phenomenon.G2_ITEM_REALTIME);
    }

    @Test
    void every_loop_over_the_history_looks_at_the_clock() {
        Set<String> looking = new TreeSet<>();
        Budget budget = new Budget(() -> {
            looker().ifPresent(looking::add);
            return 0;
        }, 1, 1);
        TxnAnalysis.of(many(1_200, "0 x+1 y+1 @4 | 1 x?[1]~4 y+2 x+3 @5", "(0 x=1 @4 | 1 x?1~4 x=2 @5 | 0)", "(0 x+1 y+1 | 1 x?[1] y?[] | 0)"), new Options(false, true), budget);
        assertThat(looking).containsExactly("Components", "CycleSearch", "Edges", "Graph", "Happened", "KeyOrders", "ListDependencies", "ListReads", "ListVersions", "LostUpdates",
                "OrderEdges", "OwnOrder", "OwnView", "RegisterDependencies", "RegisterReads", "RegisterVersions", "Revisions", "Writes");
    }

    private static Optional<String> looker() {
        String here = TxnBudgetTest.class.getPackageName();
        return StackWalker.getInstance().walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .filter(name -> name.startsWith(here + ".") && !name.equals(Pace.class.getName()) && !name.startsWith(TxnBudgetTest.class.getName()))
                .findFirst()).map(name -> name.substring(here.length() + 1));
    }

    @Test
    void the_looks_grow_with_the_history() {
        long once = looks(many(200, "0 x+1 y+2 | 1 x?[1] y?[2]"));
        assertThat(looks(many(2_000, "0 x+1 y+2 | 1 x?[1] y?[2]"))).isBetween(once * 7, once * 13);
    }
}
