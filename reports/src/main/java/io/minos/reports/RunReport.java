package io.minos.reports;

import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.reports.series.Excerpt;
import io.minos.reports.series.ExcerptCollector;
import io.minos.reports.series.Pairing;
import io.minos.reports.series.Series;
import io.minos.reports.series.SeriesCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything a report is made of.
 *
 * @param directory the run's directory, as a person would type it
 * @param historyFlaw why the figures are of a part of the history only, or of none of it; a sentence
 * @param exhibits the anomalies that are drawn, in the order of the checks
 */
record RunReport(Judgement judgement, String directory, Optional<String> historyFlaw, Series series, List<Exhibit> exhibits) {
    private static final int EXHIBITS_MAX = 12;
    private static final int EXHIBITS_PER_CHECK_MAX = 3;

    /** An anomaly with the operations around it. */
    record Exhibit(CheckResult check, Excerpt excerpt) {}

    /** Reads the history twice: for figures and the anomalies' operations, then for what surrounds these. */
    static RunReport of(Judgement judgement, String directory, HistoryFile file) {
        List<CheckResult> owners = new ArrayList<>();
        ExcerptCollector excerpts = new ExcerptCollector(judgement.checks().stream()
                .flatMap(check -> check.anomalies().stream().limit(EXHIBITS_PER_CHECK_MAX).peek(a -> owners.add(check)))
                .limit(EXHIBITS_MAX).toList());
        SeriesCollector series = new SeriesCollector();
        Pairing first = new Pairing(call -> {
            series.call(call);
            excerpts.firstPass(call);
        });
        Optional<String> flaw = file.forEach(event -> {
            series.event(event);
            first.accept(event);
        });
        first.end();
        excerpts.turn();
        if (!owners.isEmpty()) {
            Pairing second = new Pairing(excerpts::secondPass);
            file.forEach(second);
            second.end();
        }
        List<Excerpt> cut = excerpts.excerpts();
        List<Exhibit> exhibits = new ArrayList<>();
        for (int i = 0; i < cut.size(); i++) {
            exhibits.add(new Exhibit(owners.get(i), cut.get(i)));
        }
        return new RunReport(judgement, directory, flaw, series.finish(first.lastNanos()), exhibits);
    }
}
