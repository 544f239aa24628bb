package io.minos.reports;

import io.minos.checker.check.AvailabilityCheck;
import io.minos.checker.check.InnerPromises;
import io.minos.checker.history.Event;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.Recovery;
import io.minos.checker.verdict.Judgement.Window;
import io.minos.checker.verdict.Measure;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.RunReport.Exhibit;
import io.minos.reports.plot.Bar;
import io.minos.reports.plot.ExcerptPlot;
import io.minos.reports.plot.Markup;
import io.minos.reports.plot.OverviewPlot;
import io.minos.reports.plot.Patterns;
import io.minos.reports.plot.Units;
import io.minos.reports.series.Call;
import io.minos.reports.series.CallText;
import io.minos.reports.series.Excerpt;
import io.minos.reports.series.Percentiles;
import io.minos.reports.series.Series;
import io.minos.reports.text.AnomalyText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code report.html}: one file that needs no network, no script and no font of its own. The verdict first, then why. */
final class HtmlReport {
    private static final long MILLI = 1_000_000;

    private final RunReport report;
    private final Judgement judgement;
    private final Series series;
    private final Markup page = new Markup();

    private HtmlReport(RunReport report) {
        this.report = report;
        this.judgement = report.judgement();
        this.series = report.series();
    }

    static String of(RunReport report) {
        return new HtmlReport(report).write();
    }

    private String write() {
        page.raw("<!DOCTYPE html>\n").open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
        head();
        page.open("body");
        Patterns.define(page);
        header();
        page.open("main");
        run();
        checks();
        counterexamples();
        faults();
        overTime();
        availability();
        operations();
        glossary();
        page.close();
        page.open("footer").text("Written by Minos from ").leaf("code", Reports.HISTORY).text(" and ").leaf("code", Reports.RESULT).text(" of this run.").close();
        return page.close().close().toString() + "\n";
    }

    private void head() {
        page.open("head").empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "name", "color-scheme", "content", "light dark");
        // what the file promises, kept by the browser: nothing is fetched and no script runs, whatever a key or value may hold
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        page.empty("link", "rel", "icon", "href", "data:,");
        page.leaf("title", judgement.verdict() + ": " + facts().text("scenario", "a run") + " on " + facts().text("target", "a store"));
        page.open("style").raw(styleSheet()).close().close();
    }

    private static String styleSheet() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is not on the class path");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunFacts facts() {
        return RunFacts.of(judgement, report.directory());
    }

    // ---- the verdict

    private void header() {
        Headline headline = Headline.of(judgement);
        page.open("header", "class", css(judgement.verdict()));
        page.open("p", "class", "eyebrow").text("Minos report").leaf("span", facts().text("scenario", "unnamed scenario") + " on " + facts().text("target", "an unnamed store")).close();
        page.open("h1").leaf("span", glyph(judgement.verdict()), "class", "glyph", "aria-hidden", "true").text(judgement.verdict()).close();
        page.leaf("p", headline.sentence(), "class", "lead");
        if (!judgement.reason().isBlank() && !headline.sentence().contains(judgement.reason().strip())) {
            page.leaf("p", judgement.reason(), "class", "reason");
        }
        page.leaf("p", meaning(), "class", "meaning");
        tiles();
        page.close();
        page.open("nav", "aria-label", "Sections");
        for (String section : List.of("Run", "Checks", "Counterexamples", "Faults", "Over time", "Availability", "Operations", "Glossary")) {
            page.leaf("a", section, "href", "#" + id(section));
        }
        page.close();
    }

    private String meaning() {
        return switch (judgement.verdict()) {
            case VALID -> "This run gives no reason to doubt the store. It is a test passed, not a proof.";
            case INVALID -> onlyBroken(InnerPromises.NAME)
                    ? "The simulator saw members break what they promise one another, or stand still. What happened just before is below."
                    : onlyBroken(AvailabilityCheck.NAME) ? "The store was away for longer than the scenario allows. When, and after which fault, is below."
                    : "The recorded answers cannot be explained by any store that keeps its promises. The counterexample is below.";
            case UNKNOWN -> "This is not a pass: the run showed too little, or a check could not finish.";
        };
    }

    private boolean onlyBroken(String name) {
        return judgement.checks().stream().allMatch(check -> check.verdict() != Verdict.INVALID || check.check().equals(name));
    }

    private void tiles() {
        Judgement.Counts counts = judgement.counts();
        long held = judgement.checks().stream().filter(c -> c.verdict() == Verdict.VALID).count();
        long longest = judgement.availability().windows().stream().mapToLong(w -> w.toNanos() - w.fromNanos()).max().orElse(0);
        page.open("div", "class", "tiles");
        tile("Checks held", held + " of " + judgement.checks().size(), otherVerdicts());
        faultsTile();
        tile("Operations", Units.count(counts.operations()), Units.share(counts.ok(), counts.operations()) + " ok, "
                + Units.share(counts.fail(), counts.operations()) + " fail, " + Units.share(counts.info(), counts.operations()) + " info");
        latencyTile(series.latency());
        tile("Longest without success", longest == 0 ? "–" : Units.duration(longest), Units.count(judgement.availability().windows().size(), "window"));
        tile("Duration", Units.duration(series.durationNanos()), "seed " + facts().text("seed", "not recorded"));
        page.close();
    }

    private void faultsTile() {
        int all = judgement.faults().size();
        long effective = judgement.faults().stream().filter(FaultRecord::effective).count();
        tile("Faults with effect", effective + " of " + all, all == 0 ? "none injected" : effective == all ? "each with evidence" : all - effective + " without evidence");
    }

    private void latencyTile(Percentiles ok) {
        if (ok.count() == 0) {
            tile("Median latency", "–", "no ok operation");
        } else {
            tile("Median latency", Units.duration(ok.p50Nanos()), "p99 " + Units.duration(ok.p99Nanos()) + ", max " + Units.duration(ok.maxNanos()));
        }
    }

    private String otherVerdicts() {
        long invalid = judgement.checks().stream().filter(c -> c.verdict() == Verdict.INVALID).count();
        long unknown = judgement.checks().stream().filter(c -> c.verdict() == Verdict.UNKNOWN).count();
        return invalid + unknown == 0 ? "none broken, none undecided" : invalid + " broken, " + unknown + " undecided";
    }

    private void tile(String name, String figure, String note) {
        page.open("div", "class", "tile").leaf("p", name, "class", "name").leaf("p", figure, "class", "figure").leaf("p", note, "class", "note").close();
    }

    // ---- the run

    private void run() {
        section("Run");
        page.open("dl", "class", "facts");
        facts().labelled().forEach((label, text) -> page.open("div").leaf("dt", label).leaf("dd", text).close());
        page.open("div").leaf("dt", "Duration").leaf("dd", Units.duration(series.durationNanos())).close();
        if (series.watchEvents() > 0) {
            page.open("div").leaf("dt", "Events to watchers").leaf("dd", Units.count(series.watchEvents())).close();
        }
        page.close();
        page.open("dl", "class", "commands");
        page.leaf("dt", "Run it again").open("dd").leaf("code", facts().again()).close();
        page.leaf("dt", "Judge this history again").open("dd").leaf("code", facts().recheck()).close();
        page.close().close();
    }

    // ---- checks

    private void checks() {
        section("Checks");
        page.open("div", "class", "scroll").open("table");
        TableHead.write(page, "Verdict", "Promise", "Why", "Figures", ">Took");
        page.open("tbody");
        judgement.checks().stream().sorted(Comparator.comparing(CheckResult::verdict).reversed()).forEach(this::check);
        if (judgement.checks().isEmpty()) {
            page.open("tr").leaf("td", "No check ran.", "colspan", 5).close();
        }
        page.close().close().close().close();
    }

    private void check(CheckResult check) {
        page.open("tr").open("td");
        badge(check.verdict());
        page.close();
        page.open("td").leaf("strong", check.check()).empty("br").text(check.promise()).close();
        page.leaf("td", check.reason());
        page.open("td", "class", "figures");
        check.facts().forEach((name, value) -> page.open("span").text(RunFacts.label(name) + " ").leaf("b", figure(value)).close().text(" "));
        page.close();
        page.leaf("td", check.millis() == 0 ? "<1 ms" : Units.duration(check.millis() * MILLI), "class", "number").close();
    }

    private static String figure(Object value) {
        return value instanceof Integer || value instanceof Long ? Units.count(((Number) value).longValue()) : RunFacts.text(value);
    }

    // ---- counterexamples

    private void counterexamples() {
        section("Counterexamples");
        if (report.exhibits().isEmpty()) {
            page.leaf("p", judgement.verdict() == Verdict.INVALID
                    ? "The checks gave no counterexample; their reasons above are all there is."
                    : "None. No check found operations that contradict each other.", "class", "none");
        }
        Map<CheckResult, List<Exhibit>> byCheck = report.exhibits().stream().collect(Collectors.groupingBy(Exhibit::check, java.util.LinkedHashMap::new, Collectors.toList()));
        byCheck.forEach((check, exhibits) -> {
            exhibits.forEach(exhibit -> exhibit(check, exhibit.excerpt()));
            if (check.anomalyCount() > exhibits.size()) {
                page.open("p", "class", "muted").leaf("strong", check.check()).text(" found " + Units.count(check.anomalyCount(), "anomaly").replace("anomalys", "anomalies")
                        + "; " + exhibits.size() + " shown here, more in ").leaf("code", Reports.RESULT).text(".").close();
            }
        });
        page.close();
    }

    private void exhibit(CheckResult check, Excerpt excerpt) {
        Anomaly anomaly = excerpt.anomaly();
        page.open("article").open("h3").text(anomaly.kind());
        if (anomaly.key() != null) {
            page.text(" on key ").leaf("code", anomaly.key());
        }
        page.close();
        page.open("p", "class", "eyebrow").text("Check ").leaf("span", check.check()).close();
        page.leaf("p", anomaly.summary(), "class", "summary");
        if (check.check().equals(InnerPromises.NAME)) {
            page.leaf("p", "The last transitions before it, as events.log has them all; its head says what they mean:");
            page.leaf("pre", String.join("\n", anomaly.steps()), "class", "scroll");
        } else if (!anomaly.steps().isEmpty()) {
            page.open("ol", "class", "steps");
            anomaly.steps().forEach(step -> page.leaf("li", step));
            page.close();
        }
        timeline(excerpt);
        List<String> text = AnomalyText.of(anomaly, AnomalyText.WIDTH);
        if (!text.isEmpty()) {
            page.open("details").leaf("summary", "The same as text, for a bug report");
            page.leaf("pre", anomaly.summary() + "\n\n" + String.join("\n", text), "class", "scroll").close();
        }
        page.close();
    }

    private void timeline(Excerpt excerpt) {
        if (!excerpt.shown().isEmpty()) {
            page.open("figure").open("div", "class", "scroll");
            ExcerptPlot.draw(page, excerpt);
            page.close().open("figcaption").leaf("b", "Each bar is an operation, from its invocation to its completion. ")
                    .text("Strong bars are the counterexample's own, pale ones happened to the same key around them. "
                            + "An arrow: no answer, the operation may take effect at any later time, or never. "
                            + "A cross: it certainly did not happen. The order in time is exact; distances are stretched.")
                    .close().close();
            page.open("details").leaf("summary", "The same operations as a table");
            callTable(excerpt);
            page.close();
        }
        if (excerpt.omitted() > 0) {
            page.leaf("p", Units.count(excerpt.omitted(), "more operation") + " of this anomaly not shown.", "class", "muted");
        }
        if (excerpt.missing() > 0) {
            page.leaf("p", Units.count(excerpt.missing(), "operation") + " of this anomaly not found in the history.", "class", "muted");
        }
    }

    private void callTable(Excerpt excerpt) {
        page.open("div", "class", "scroll").open("table");
        TableHead.write(page, ">Index", "Process", "Node", "Operation", "Outcome", ">Invoked", ">Completed", ">Revision");
        page.open("tbody");
        excerpt.shown().forEach(shown -> {
            Call call = shown.call();
            page.open("tr", "class", shown.principal() ? "principal" : "bystander");
            page.leaf("td", call.index(), "class", "number").leaf("td", call.process());
            page.leaf("td", call.invocation().node() == null ? "" : call.invocation().node());
            page.leaf("td", CallText.of(call, ""), "class", "text");
            page.leaf("td", outcome(call)).leaf("td", Units.moment(call.startNanos()), "class", "number");
            page.leaf("td", call.completion().isPresent() ? Units.moment(call.endNanos()) : "never", "class", "number");
            page.leaf("td", call.completion().map(Event::facts).map(f -> Units.count(f.revision())).orElse(""), "class", "number").close();
        });
        page.close().close().close();
    }

    private static String outcome(Call call) {
        String name = call.outcome().name().toLowerCase(Locale.ROOT);
        return call.completion().map(Event::error).map(error -> name + " (" + error + ")").orElse(name);
    }

    // ---- faults

    private void faults() {
        section("Faults");
        if (judgement.faults().isEmpty()) {
            page.leaf("p", "None was injected: this run says nothing about how the store bears them.", "class", "none").close();
            return;
        }
        new FaultTables(page, judgement.faults()).write();
        page.close();
    }

    // ---- figures over time

    private void overTime() {
        section("Over time");
        report.historyFlaw().ifPresent(flaw -> page.open("p", "class", "flaw").leaf("strong", flaw).text(" What was read before is drawn.").close());
        if (series.isEmpty()) {
            page.leaf("p", "No operation was recorded.", "class", "none").close();
            return;
        }
        page.open("figure").open("div", "class", "scroll");
        OverviewPlot.draw(page, series, judgement, report.exhibits().stream().map(Exhibit::excerpt).toList());
        page.close().open("figcaption")
                .text("Shaded bands are faults, numbered as in the table above; diamonds and the dotted lines below them are changes of leader; "
                        + "an octagon and a solid line mark an anomaly. Latency is drawn where an operation was invoked, throughput and errors "
                        + "where it completed. A black bar on the floor of the throughput: a span without one success.").close();
        page.close().close();
    }

    private void availability() {
        section("Availability");
        distributions();
        List<Window> windows = judgement.availability().windows();
        if (windows.isEmpty()) {
            page.leaf("p", "No span without success was long enough to matter.", "class", "none");
        } else {
            page.leaf("h3", "Spans without one success");
            windows(windows);
        }
        if (!judgement.availability().recoveries().isEmpty()) {
            page.leaf("h3", "Recovery");
            boolean many = judgement.availability().recoveries().size() > FaultGroups.EACH_MAX;
            if (many) {
                page.open("details").leaf("summary", "After each of " + Units.count(judgement.availability().recoveries().size(), "fault"));
            }
            recoveries(judgement.availability().recoveries());
            if (many) {
                page.close();
            }
        }
        page.close();
    }

    private void distributions() {
        page.open("div", "class", "scroll").open("table", "class", "narrow");
        TableHead.write(page, AvailabilityRow.COLUMNS.toArray(String[]::new));
        page.open("tbody");
        for (AvailabilityRow row : AvailabilityRow.of(judgement)) {
            page.open("tr").leaf("td", row.measure());
            row.figures().forEach(figure -> page.leaf("td", figure, "class", "number"));
            page.close();
        }
        page.close().close().close();
        page.leaf("p", "Spans count from a second on. Median and p90 are by nearest rank. A dash: nobody saw it, which is not zero.", "class", "muted");
    }

    private void windows(List<Window> windows) {
        long most = windows.stream().mapToLong(w -> w.toNanos() - w.fromNanos()).max().orElse(1);
        page.open("div", "class", "scroll").open("table", "class", "narrow");
        TableHead.write(page, ">From", ">To", ">Length", "", "Faults in force");
        page.open("tbody");
        for (Window window : windows) {
            long nanos = window.toNanos() - window.fromNanos();
            page.open("tr").leaf("td", Units.moment(window.fromNanos()), "class", "number").leaf("td", Units.moment(window.toNanos()), "class", "number");
            page.leaf("td", Units.duration(nanos), "class", "number").open("td");
            Bar.draw(page, nanos, most);
            page.close().leaf("td", inForce(window)).close();
        }
        page.close().close().close();
    }

    private String inForce(Window window) {
        String names = IntStream.range(0, judgement.faults().size()).filter(i -> {
            FaultRecord fault = judgement.faults().get(i);
            return fault.injectedNanos() < window.toNanos() && (fault.healedNanos() == null || fault.healedNanos() > window.fromNanos());
        }).mapToObj(i -> (i + 1) + " " + judgement.faults().get(i).kind()).collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private void recoveries(List<Recovery> recoveries) {
        long most = recoveries.stream().flatMap(r -> java.util.stream.Stream.of(r.newLeaderMillis(), r.firstSuccessMillis(), r.afterHealMillis()))
                .filter(java.util.Objects::nonNull).mapToLong(Long::longValue).max().orElse(1);
        page.open("div", "class", "scroll").open("table");
        page.open("thead").open("tr").leaf("th", "Fault");
        for (Measure measure : List.of(Measure.NEW_LEADER, Measure.ELSEWHERE, Measure.EVERYWHERE_AFTER_HEAL)) {
            page.leaf("th", AvailabilityRow.name(measure), "colspan", 2);
        }
        page.close().close().open("tbody");
        for (Recovery recovery : recoveries) {
            page.open("tr").leaf("td", faultName(recovery.fault()));
            figureAndBar(recovery.newLeaderMillis(), most);
            figureAndBar(recovery.firstSuccessMillis(), most);
            figureAndBar(recovery.afterHealMillis(), most);
            page.close();
        }
        page.close().close().close();
    }

    private String faultName(String id) {
        return IntStream.range(0, judgement.faults().size()).filter(i -> judgement.faults().get(i).id().equals(id))
                .mapToObj(i -> (i + 1) + " " + judgement.faults().get(i).kind()).findFirst().orElse(id);
    }

    private void figureAndBar(@org.jspecify.annotations.Nullable Long millis, long most) {
        page.leaf("td", millis == null ? "–" : Units.duration(millis * MILLI), "class", "number").open("td");
        if (millis != null) {
            Bar.draw(page, millis, most);
        }
        page.close();
    }

    // ---- operations

    private void operations() {
        section("Operations");
        page.open("div", "class", "scroll").open("table", "class", "narrow");
        TableHead.write(page, "Operation", ">Count", ">ok", ">fail", ">info", ">p50 of ok", ">p99", ">max");
        page.open("tbody");
        series.kinds().forEach(kind -> {
            page.open("tr").leaf("td", kind.f());
            for (long count : new long[] {kind.operations(), kind.ok(), kind.fail(), kind.info()}) {
                page.leaf("td", Units.count(count), "class", "number");
            }
            for (long nanos : new long[] {kind.latency().p50Nanos(), kind.latency().p99Nanos(), kind.latency().maxNanos()}) {
                page.leaf("td", kind.latency().count() == 0 ? "–" : Units.duration(nanos), "class", "number");
            }
            page.close();
        });
        page.close().close().close();
        if (!judgement.counts().byError().isEmpty()) {
            errors();
        }
        page.close();
    }

    private void errors() {
        long most = judgement.counts().byError().values().stream().mapToLong(Long::longValue).max().orElse(1);
        page.leaf("h3", "Errors").open("div", "class", "scroll").open("table", "class", "narrow");
        TableHead.write(page, "Error", ">Count", "");
        page.open("tbody");
        judgement.counts().byError().entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey())).forEach(error -> {
            page.open("tr").leaf("td", error.getKey()).leaf("td", Units.count(error.getValue()), "class", "number").open("td");
            Bar.draw(page, error.getValue(), most);
            page.close().close();
        });
        page.close().close().close();
    }

    private void glossary() {
        section("Glossary");
        page.open("dl", "class", "glossary");
        term("VALID", "Every check ran to its end and every promise it checks held in this run.");
        term("INVALID", "At least one promise was broken, shown by a counterexample. It outweighs everything else.");
        term("UNKNOWN", "Nothing was found broken, but a check could not decide, saw too little, or a fault left no evidence. Never a pass.");
        term("ok", "The store answered that the operation was done. The answer binds it.");
        term("fail", "The operation certainly did not happen: the answer, or the connection, proves it.");
        term("info", "Nobody can tell: a timeout or a lost connection. The operation may have taken effect at any time since it was sent, or may yet, or never.");
        term("fault", "Something the run broke on purpose. It counts only with evidence that it took effect.");
        term("p50, p99", "Half, or 99 of 100, of the ok operations took no longer than this.");
        page.close().close();
    }

    private void term(String term, String meaning) {
        page.open("div").leaf("dt", term).leaf("dd", meaning).close();
    }

    // ---- parts

    /** Left open. */
    private void section(String title) {
        page.open("section", "id", id(title)).leaf("h2", title);
    }

    private static String id(String title) {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private void badge(Verdict verdict) {
        page.leaf("span", glyph(verdict) + " " + verdict, "class", "badge " + css(verdict));
    }

    private static String glyph(Verdict verdict) {
        return switch (verdict) {
            case VALID -> "✓";
            case INVALID -> "✗";
            case UNKNOWN -> "?";
        };
    }

    private static String css(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
