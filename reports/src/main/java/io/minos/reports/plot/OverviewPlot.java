package io.minos.reports.plot;

import io.minos.checker.history.Event;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.LeaderChange;
import io.minos.checker.verdict.Judgement.Window;
import io.minos.reports.plot.MarkRow.Mark;
import io.minos.reports.series.Excerpt;
import io.minos.reports.series.Excerpt.Shown;
import io.minos.reports.series.Series;
import io.minos.reports.series.Series.Bucket;
import io.minos.reports.series.Series.Errors;
import io.minos.reports.series.Series.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The whole run on one axis of time: phases, faults and leaders above, then latency, throughput and errors, each fault a shaded
 * band through all of them. Its size does not grow with the history: latencies are thinned to one mark a cell.
 */
public final class OverviewPlot {
    static final double WIDTH = 960;
    private static final double LEFT = 76;
    private static final double RIGHT = WIDTH - 44;
    private static final double FAULT_LANE = 25;
    private static final double LEADER_LANE = 17;
    private static final double LATENCY_HEIGHT = 230;
    private static final double THROUGHPUT_HEIGHT = 140;
    private static final double PANEL_GAP = 58;
    private static final double ERROR_ROW = 38;
    private static final double ERROR_BAR = 18;
    private static final int ERROR_ROWS_MAX = 8;
    /** Below this many operations each dot is drawn to be seen by itself. */
    private static final int SPARSE = 400;
    private static final double CELL = 3.5;
    private static final double MARK_CELL = 7;

    private final Series series;
    private final Judgement judgement;
    private final List<Excerpt> excerpts;
    private final Axis time;
    private final Markup svg;

    private OverviewPlot(Markup svg, Series series, Judgement judgement, List<Excerpt> excerpts) {
        this.excerpts = List.copyOf(excerpts);
        this.svg = svg;
        this.series = series;
        this.judgement = judgement;
        this.time = Axis.linear(0, Math.max(series.durationNanos(), 1), LEFT, RIGHT);
    }

    /** Adds an {@code svg} element, styled by the report's style sheet. */
    public static void draw(Markup page, Series series, Judgement judgement, List<Excerpt> excerpts) {
        new OverviewPlot(page, series, judgement, excerpts).draw();
    }

    /** Top and bottom of each part, in pixels. */
    private record Rows(double phases, double faults, double leaders, double anomalies, double latency, double throughput, double errors, double end) {}

    private void draw() {
        MarkRow faults = faultRow();
        MarkRow leaders = leaderRow();
        List<Errors> errors = errorRows();
        MarkRow anomalies = anomalyRow();
        Rows rows = rows(faults.height(FAULT_LANE), leaders.height(LEADER_LANE), anomalies.marks().isEmpty() ? 0 : anomalies.height(LEADER_LANE), errors.size());
        svg.open("svg", "viewBox", "0 0 " + Markup.string(WIDTH) + " " + Markup.string(rows.end() + 24), "role", "img", "class", "overview", "aria-labelledby", "overview-title");
        svg.leaf("title", "Latency, throughput and errors over the run of " + Units.duration(series.durationNanos()) + ", with "
                + Units.count(judgement.faults().size(), "fault") + " and " + Units.count(judgement.availability().leaderChanges().size(), "leader change") + " marked", "id", "overview-title");
        timeGrid(rows);
        bands(rows, faults.named());
        phases(rows);
        faults(rows, faults);
        leaders(rows, leaders);
        anomalies(rows, anomalies);
        latency(rows.latency());
        throughput(rows.throughput());
        errors(rows.errors(), errors);
        svg.close();
    }

    private Rows rows(double faultsHeight, double leadersHeight, double anomaliesHeight, int errorRows) {
        double faults = series.phases().isEmpty() ? 8 : 30;
        double leaders = faults + faultsHeight + 4;
        double anomalies = leaders + leadersHeight + 4;
        double latency = anomalies + anomaliesHeight + 30;
        double throughput = latency + LATENCY_HEIGHT + PANEL_GAP;
        double errors = throughput + THROUGHPUT_HEIGHT + PANEL_GAP;
        return new Rows(8, faults, leaders, anomalies, latency, throughput, errors, errors + Math.max(1, errorRows) * ERROR_ROW);
    }

    // ---- what happened to the cluster

    private MarkRow faultRow() {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < judgement.faults().size(); i++) {
            FaultRecord fault = judgement.faults().get(i);
            double x = time.pixel(fault.injectedNanos());
            double x2 = Math.max(x + 3, time.pixel(healedNanos(fault)));
            marks.add(new Mark(x, x2, x, (i + 1) + "  " + faultText(fault)));
        }
        return MarkRow.of(marks, WIDTH);
    }

    private long healedNanos(FaultRecord fault) {
        return fault.healedNanos() == null ? series.durationNanos() : fault.healedNanos();
    }

    private static String faultText(FaultRecord fault) {
        String target = fault.target().isEmpty() ? "" : " " + String.join(", ", fault.target());
        return Type.cut(fault.kind() + target, 44) + (fault.effective() ? "" : " (no effect seen)");
    }

    private MarkRow leaderRow() {
        List<Mark> marks = new ArrayList<>();
        for (LeaderChange change : judgement.availability().leaderChanges()) {
            double x = time.pixel(change.timeNanos());
            marks.add(new Mark(x - 5, x + 5, x + 9, Type.cut(change.node(), 20) + ", term " + change.term()));
        }
        return MarkRow.of(marks, WIDTH);
    }

    /** Each anomaly where the last of its operations began: no earlier could anyone have told. */
    private MarkRow anomalyRow() {
        List<Mark> marks = new ArrayList<>();
        for (Excerpt excerpt : excerpts) {
            excerpt.shown().stream().filter(Shown::principal).mapToLong(s -> s.call().startNanos()).max().ifPresent(nanos -> {
                double x = time.pixel(nanos);
                String text = excerpt.anomaly().kind() + (excerpt.anomaly().key() == null ? "" : " " + excerpt.anomaly().key());
                marks.add(new Mark(x - 5, x + 5, x + 9, Type.cut(text, 40)));
            });
        }
        return MarkRow.of(marks, WIDTH);
    }

    private void phases(Rows rows) {
        for (Series.Phase phase : series.phases()) {
            double x = time.pixel(phase.fromNanos());
            double x2 = time.pixel(phase.toNanos());
            svg.open("g").leaf("title", "phase " + phase.name() + ": " + Units.moment(phase.fromNanos()) + " to " + Units.moment(phase.toNanos()));
            svg.empty("rect", "x", x, "y", rows.phases(), "width", Math.max(1, x2 - x - 1), "height", 15.0, "class", "phase");
            if (Type.width(phase.name(), 11) + 6 < x2 - x) {
                svg.leaf("text", phase.name(), "x", (x + x2) / 2, "y", rows.phases() + 11.5, "text-anchor", "middle", "class", "small muted");
            }
            svg.close();
        }
        if (!series.phases().isEmpty()) {
            svg.leaf("text", "Phase", "x", LEFT - 10, "y", rows.phases() + 11.5, "text-anchor", "end", "class", "row");
        }
    }

    private void faults(Rows rows, MarkRow row) {
        svg.leaf("text", "Faults", "x", LEFT - 10, "y", rows.faults() + 12, "text-anchor", "end", "class", "row");
        unnamed(row, rows.faults(), "fault", "each is in the table above");
        if (row.marks().isEmpty()) {
            svg.leaf("text", "none injected", "x", LEFT, "y", rows.faults() + 12, "class", "muted");
        }
        for (int i = 0; i < row.marks().size(); i++) {
            MarkRow.Placed at = row.marks().get(i);
            FaultRecord fault = judgement.faults().get(i);
            double y = rows.faults() + row.y(at, FAULT_LANE);
            svg.open("g").leaf("title", faultText(fault) + ": " + Units.moment(fault.injectedNanos()) + " to "
                    + (fault.healedNanos() == null ? "the end, never healed" : Units.moment(fault.healedNanos())));
            if (row.named()) {
                svg.leaf("text", at.text(), "x", at.anchorX(), "y", y + 12, "text-anchor", at.anchor(), "class", "label");
            }
            svg.empty("rect", "x", at.x(), "y", row.named() ? y + 16 : y, "width", at.x2() - at.x(), "height", 5.0, "class", fault.effective() ? "fault-bar" : "fault-bar idle");
            svg.close();
        }
    }

    private void leaders(Rows rows, MarkRow row) {
        svg.leaf("text", "Leader", "x", LEFT - 10, "y", rows.leaders() + 12, "text-anchor", "end", "class", "row");
        unnamed(row, rows.leaders(), "leader change", "each is in the history");
        if (row.marks().isEmpty()) {
            svg.leaf("text", "no change seen", "x", LEFT, "y", rows.leaders() + 12, "class", "muted");
        }
        for (MarkRow.Placed at : row.marks()) {
            double x = at.x() + 5;
            double y = rows.leaders() + row.y(at, LEADER_LANE) + (row.named() ? 8 : 4);
            svg.empty("path", "d", path("M", x, y - 5, "l", 5.0, 5.0, "l", -5.0, 5.0, "l", -5.0, -5.0, "z"), "class", "leader");
            if (row.named()) {
                svg.leaf("text", at.text(), "x", at.anchorX(), "y", y + 4, "text-anchor", at.anchor(), "class", "label");
                svg.empty("path", "d", path("M", x, rows.latency() - 8, "V", rows.throughput() + THROUGHPUT_HEIGHT), "class", "leader-line");
            }
        }
    }

    private void anomalies(Rows rows, MarkRow row) {
        if (!row.marks().isEmpty()) {
            svg.leaf("text", "Anomaly", "x", LEFT - 10, "y", rows.anomalies() + 12, "text-anchor", "end", "class", "row");
        }
        for (MarkRow.Placed at : row.marks()) {
            double x = at.x() + 5;
            double y = rows.anomalies() + row.y(at, LEADER_LANE) + 8;
            svg.empty("path", "d", path("M", x - 2, y - 5, "h", 4, "l", 3, 3, "v", 4, "l", -3, 3, "h", -4, "l", -3, -3, "v", -4, "z"), "class", "anomaly");
            svg.leaf("text", at.text(), "x", at.anchorX(), "y", y + 4, "text-anchor", at.anchor(), "class", "label strong");
            svg.empty("path", "d", path("M", x, rows.latency() - 8, "V", rows.end()), "class", "anomaly-line");
        }
    }

    /** Says in place of labels how many there are. */
    private void unnamed(MarkRow row, double top, String what, String where) {
        if (!row.named()) {
            svg.leaf("text", Units.count(row.marks().size(), what) + ", too many to name here; " + where, "x", LEFT, "y", top + 12, "class", "muted");
        }
    }

    /** Each fault's band through every panel, its number on top; a shade alone where there are too many to be told apart. */
    private void bands(Rows rows, boolean named) {
        for (int i = 0; i < judgement.faults().size(); i++) {
            FaultRecord fault = judgement.faults().get(i);
            double x = time.pixel(fault.injectedNanos());
            double width = Math.max(2, time.pixel(healedNanos(fault)) - x);
            double top = rows.latency() - 8;
            svg.empty("rect", "x", x, "y", top, "width", width, "height", rows.end() - top, "class", "band " + (named ? Patterns.band(i) : "band-dense"));
            if (!named) {
                continue;
            }
            svg.empty("path", "d", path("M", x, top, "V", rows.end(), "M", x + width, top, "V", rows.end()), "class", "band-edge");
            svg.leaf("text", i + 1, "x", x + 3, "y", top + 10, "class", "band-number");
        }
    }

    private void timeGrid(Rows rows) {
        for (double tick : time.timeTicks(10)) {
            double x = time.pixel(tick);
            for (double[] panel : new double[][] {{rows.latency(), LATENCY_HEIGHT}, {rows.throughput(), THROUGHPUT_HEIGHT}, {rows.errors(), rows.end() - rows.errors()}}) {
                svg.empty("path", "d", path("M", x, panel[0], "v", panel[1]), "class", "grid");
                svg.leaf("text", tickText(tick), "x", x, "y", panel[0] + panel[1] + 15, "text-anchor", "middle", "class", "tick halo");
            }
        }
    }

    private String tickText(double nanos) {
        return nanos == 0 ? "0" : Units.duration(Math.round(nanos));
    }

    // ---- latency

    private void latency(double top) {
        long least = series.samples().stream().mapToLong(Sample::latencyNanos).filter(n -> n > 0).min().orElse(1_000_000);
        long most = series.samples().stream().mapToLong(Sample::latencyNanos).max().orElse(1_000_000_000);
        Axis y = Axis.decades(Math.max(least, 10_000), most, top + LATENCY_HEIGHT, top);
        svg.leaf("text", "Latency", "x", LEFT, "y", top - 14, "class", "panel halo");
        latencyLegend(LEFT + afterTitle("Latency"), top - 14);
        for (double tick : y.ticks(0)) {
            svg.empty("path", "d", path("M", LEFT, y.pixel(tick), "H", RIGHT), "class", "grid");
            svg.leaf("text", Units.duration(Math.round(tick)), "x", LEFT - 8, "y", y.pixel(tick) + 4, "text-anchor", "end", "class", "tick");
        }
        svg.open("g", "class", series.samples().size() < SPARSE ? "sparse" : "dense");
        Cloud.of(series.samples(), Event.Type.OK, time, y, CELL).draw(svg, Glyph.DOT);
        svg.close();
        percentile(y, b -> b.latency().p50Nanos(), "p50");
        percentile(y, b -> b.latency().p99Nanos(), "p99");
        percentileLabels(y);
        Cloud.of(series.samples(), Event.Type.INFO, time, y, MARK_CELL).draw(svg, Glyph.TRIANGLE);
        Cloud.of(series.samples(), Event.Type.FAIL, time, y, MARK_CELL).draw(svg, Glyph.CROSS);
    }

    private void latencyLegend(double from, double y) {
        double x = legend(from, y, Glyph.DOT, "ok");
        x = legend(x, y, Glyph.CROSS, "fail: did not happen");
        x = legend(x, y, Glyph.TRIANGLE, "info: may have happened");
        x = lineLegend(x, y, "p50", "median");
        lineLegend(x, y, "p99", "99th percentile of ok, each " + Units.duration(series.bucketNanos()));
    }

    private static double afterTitle(String title) {
        return Type.width(title, 14) + 16;
    }

    private double legend(double x, double y, Glyph glyph, String text) {
        svg.empty("path", "d", glyph.at(x + 4, y - 4), "class", glyph.css() + " key");
        svg.leaf("text", text, "x", x + 12, "y", y, "class", "key-text halo");
        return x + 12 + Type.width(text, 11) + 12;
    }

    private double lineLegend(double x, double y, String css, String text) {
        svg.empty("path", "d", path("M", x, y - 4, "h", 20.0), "class", css);
        svg.leaf("text", text, "x", x + 25, "y", y, "class", "key-text halo");
        return x + 25 + Type.width(text, 11) + 12;
    }

    /** A line through the buckets that have ok operations, broken where one has none. */
    private void percentile(Axis y, ToLongFunction<Bucket> value, String css) {
        StringBuilder d = new StringBuilder();
        boolean broken = true;
        for (Bucket bucket : series.buckets()) {
            if (bucket.latency().count() == 0) {
                broken = true;
                continue;
            }
            double x = time.pixel(Math.min(bucket.fromNanos() + series.bucketNanos() / 2.0, series.durationNanos()));
            d.append(broken ? path("M", x, y.pixel(value.applyAsLong(bucket)), "h", 0.1) : path("L", x, y.pixel(value.applyAsLong(bucket))));
            broken = false;
        }
        svg.empty("path", "d", d, "class", css);
    }

    private void percentileLabels(Axis y) {
        Bucket last = endOfLine();
        if (last.latency().count() == 0) {
            return;
        }
        double p50 = y.pixel(last.latency().p50Nanos());
        double p99 = Math.min(y.pixel(last.latency().p99Nanos()), p50 - 13);
        double x = time.pixel(last.fromNanos() + series.bucketNanos()) + 5;
        svg.leaf("text", "p50", "x", x, "y", p50 + 4, "class", "small halo p-label").leaf("text", "p99", "x", x, "y", p99 + 4, "class", "small halo p-label");
    }

    /** The last bucket that is joined to the one before it, so that a lone final read does not take the label away from the line. */
    private Bucket endOfLine() {
        List<Bucket> buckets = series.buckets();
        for (int i = buckets.size() - 1; i > 0; i--) {
            if (buckets.get(i).latency().count() > 0 && buckets.get(i - 1).latency().count() > 0) {
                return buckets.get(i);
            }
        }
        return buckets.get(buckets.size() - 1);
    }

    // ---- throughput

    private void throughput(double top) {
        double seconds = series.bucketNanos() / 1e9;
        double most = series.buckets().stream().mapToDouble(b -> b.completions() / seconds).max().orElse(1);
        Axis y = Axis.upToRound(most, top + THROUGHPUT_HEIGHT, top);
        svg.leaf("text", "Throughput", "x", LEFT, "y", top - 14, "class", "panel halo");
        double x = areaLegend(LEFT + afterTitle("Throughput"), top - 14, "ok", "ok");
        x = areaLegend(x, top - 14, "fail", "fail");
        x = areaLegend(x, top - 14, "info", "info");
        svg.leaf("text", "completions a second, each " + Units.duration(series.bucketNanos()), "x", x, "y", top - 14, "class", "key-text halo");
        for (double tick : y.ticks(4)) {
            svg.empty("path", "d", path("M", LEFT, y.pixel(tick), "H", RIGHT), "class", "grid");
            svg.leaf("text", tick == 0 ? "0" : Units.rate(tick), "x", LEFT - 8, "y", y.pixel(tick) + 4, "text-anchor", "end", "class", "tick");
        }
        successes(y, seconds);
        onTop(y, Bucket::ok, b -> b.ok() + b.fail(), seconds, "fail");
        onTop(y, b -> b.ok() + b.fail(), Bucket::completions, seconds, "info");
        gaps(top);
    }

    private double areaLegend(double x, double y, String css, String text) {
        svg.empty("rect", "x", x, "y", y - 9, "width", 14.0, "height", 10.0, "class", "area-" + css);
        svg.leaf("text", text, "x", x + 19, "y", y, "class", "key-text halo");
        return x + 19 + Type.width(text, 11) + 12;
    }

    private void successes(Axis y, double seconds) {
        StringBuilder d = new StringBuilder(path("M", time.pixel(0), y.pixel(0)));
        for (Bucket bucket : series.buckets()) {
            d.append(path("V", y.pixel(bucket.ok() / seconds), "H", time.pixel(bucket.fromNanos() + series.bucketNanos())));
        }
        svg.empty("path", "d", d.append(path("V", y.pixel(0), "z")), "class", "area-ok");
    }

    /** A box a bucket from {@code low} to {@code high}, where there is a difference: at least a pixel and a half, or one failure would not be seen. */
    private void onTop(Axis y, ToLongFunction<Bucket> low, ToLongFunction<Bucket> high, double seconds, String css) {
        StringBuilder d = new StringBuilder();
        for (Bucket bucket : series.buckets()) {
            if (high.applyAsLong(bucket) > low.applyAsLong(bucket)) {
                double bottom = y.pixel(low.applyAsLong(bucket) / seconds);
                double top = Math.min(y.pixel(high.applyAsLong(bucket) / seconds), bottom - 1.5);
                d.append(path("M", time.pixel(bucket.fromNanos()), bottom, "V", top, "H", time.pixel(bucket.fromNanos() + series.bucketNanos()), "V", bottom, "z"));
            }
        }
        if (!d.isEmpty()) {
            svg.empty("path", "d", d, "class", "area-" + css);
        }
    }

    /** Spans without one success: a black bar on the floor of the panel. */
    private void gaps(double top) {
        for (Window window : judgement.availability().windows()) {
            double x = time.pixel(window.fromNanos());
            double width = Math.max(2, time.pixel(window.toNanos()) - x);
            String text = "no success for " + Units.duration(window.toNanos() - window.fromNanos());
            svg.open("g").leaf("title", text + ", from " + Units.moment(window.fromNanos()));
            svg.empty("rect", "x", x, "y", top + THROUGHPUT_HEIGHT - 5, "width", width, "height", 5.0, "class", "gap").close();
        }
    }

    // ---- errors

    private List<Errors> errorRows() {
        List<Errors> all = series.errors();
        if (all.size() <= ERROR_ROWS_MAX) {
            return all;
        }
        List<Errors> shown = new ArrayList<>(all.subList(0, ERROR_ROWS_MAX - 1));
        List<Errors> rest = all.subList(ERROR_ROWS_MAX - 1, all.size());
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < series.buckets().size(); i++) {
            int bucket = i;
            sums.add(rest.stream().mapToLong(e -> e.perBucket().get(bucket)).sum());
        }
        shown.add(new Errors(rest.size() + " more", Event.Type.INFO, rest.stream().mapToLong(Errors::total).sum(), sums));
        return shown;
    }

    private void errors(double top, List<Errors> rows) {
        svg.leaf("text", "Errors by type", "x", LEFT, "y", top - 14, "class", "panel halo");
        svg.leaf("text", "each row on its own scale; total on the right", "x", LEFT + afterTitle("Errors by type"), "y", top - 14, "class", "key-text halo");
        if (rows.isEmpty()) {
            svg.leaf("text", "none", "x", LEFT + 6, "y", top + 16, "class", "muted");
        }
        for (int i = 0; i < rows.size(); i++) {
            errorRow(top + i * ERROR_ROW, rows.get(i));
        }
    }

    private void errorRow(double top, Errors row) {
        double floor = top + ERROR_ROW - 1;
        long most = row.perBucket().stream().mapToLong(n -> n).max().orElse(1);
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < row.perBucket().size(); i++) {
            if (row.perBucket().get(i) > 0) {
                double x = time.pixel(i * series.bucketNanos());
                double width = Math.max(2, time.pixel((i + 1) * series.bucketNanos()) - x - 0.6);
                d.append(path("M", x, floor, "v", -Math.max(2, row.perBucket().get(i) * ERROR_BAR / most), "h", width, "V", floor, "z"));
            }
        }
        String css = row.type() == Event.Type.FAIL ? "fail" : "info";
        svg.empty("path", "d", path("M", LEFT, floor, "H", RIGHT), "class", "grid");
        svg.empty("path", "d", d, "class", "area-" + css);
        svg.leaf("text", row.type() == Event.Type.FAIL ? "fail" : "info", "x", LEFT - 8, "y", floor - 3, "text-anchor", "end", "class", "tick");
        svg.leaf("text", Type.cut(row.error(), 60), "x", LEFT, "y", top + 14, "class", "label halo");
        svg.leaf("text", Units.count(row.total()), "x", RIGHT + 6, "y", floor - 3, "class", "tick");
    }

    static String path(Object... parts) {
        StringBuilder d = new StringBuilder();
        boolean number = false;
        for (Object part : parts) {
            String text = part instanceof Integer i ? Markup.string(i.doubleValue()) : Markup.string(part);
            boolean command = part instanceof String;
            d.append(!command && number ? " " : "").append(text);
            number = !command;
        }
        return d.toString();
    }
}
