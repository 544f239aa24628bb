package io.minos.reports.plot;

import io.minos.checker.history.Event;
import io.minos.reports.series.Call;
import io.minos.reports.series.CallText;
import io.minos.reports.series.Excerpt;
import io.minos.reports.series.Excerpt.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations around an anomaly, a row a process, a bar from each invocation to its completion. */
public final class ExcerptPlot {
    private static final double LEFT = 104;
    private static final double RIGHT = OverviewPlot.WIDTH - 40;
    private static final double TOP = 26;
    private static final double LANE = 35;
    private static final double TEXT = 12;
    private static final int LABEL_MAX = 42;

    private final Markup svg;
    private final Excerpt excerpt;
    private final StretchedTime time;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Placed> placed = new ArrayList<>();

    private ExcerptPlot(Markup svg, Excerpt excerpt) {
        this.svg = svg;
        this.excerpt = excerpt;
        List<Long> moments = new ArrayList<>();
        excerpt.shown().forEach(s -> moments.addAll(List.of(s.call().startNanos(), s.call().endNanos())));
        this.time = new StretchedTime(moments, LEFT + 8, RIGHT - 30);
    }

    /** Adds an {@code svg} element, styled by the report's style sheet; nothing when the excerpt shows nothing. */
    public static void draw(Markup page, Excerpt excerpt) {
        if (!excerpt.shown().isEmpty()) {
            new ExcerptPlot(page, excerpt).draw();
        }
    }

    private static final class Row {
        private final Lanes lanes = new Lanes();
        private double top;
    }

    private record Placed(Shown shown, String label, double x, double x2, double textX, String anchor, int lane) {
        boolean open() {
            return shown.call().outcome() == Event.Type.INFO;
        }
    }

    private void draw() {
        excerpt.shown().forEach(this::place);
        double bottom = TOP;
        for (Row row : rows.values()) {
            row.top = bottom;
            bottom += row.lanes.count() * LANE + 10;
        }
        svg.open("svg", "viewBox", "0 0 " + Markup.string(OverviewPlot.WIDTH) + " " + Markup.string(bottom + 6), "role", "img", "class", "excerpt");
        svg.leaf("title", "Operations around the anomaly, by process; the table below lists the same operations");
        ticks(bottom);
        rows.forEach(this::rowHead);
        placed.forEach(this::bar);
        svg.close();
    }

    private void place(Shown shown) {
        Call call = shown.call();
        String known = excerpt.anomaly().key() == null ? "" : excerpt.anomaly().key();
        String label = (shown.principal() ? "#" + call.index() + " " : "") + Type.cut(CallText.of(call, known), LABEL_MAX);
        double x = time.pixel(call.startNanos());
        double x2 = Math.max(x + 5, time.pixel(call.endNanos()));
        double width = Type.width(label, TEXT) * (shown.principal() ? 1.08 : 1);
        boolean sticksOut = x + width > OverviewPlot.WIDTH - 4;
        double from = sticksOut ? Math.min(x, Math.max(LEFT, OverviewPlot.WIDTH - 4 - width)) : x;
        double to = Math.max(call.outcome() == Event.Type.INFO ? x2 + 26 : x2, from + width);
        Row row = rows.computeIfAbsent(call.process(), p -> new Row());
        placed.add(new Placed(shown, label, x, x2, sticksOut ? OverviewPlot.WIDTH - 4 : x, sticksOut ? "end" : "start", row.lanes.take(from, to)));
    }

    private void rowHead(String process, Row row) {
        svg.empty("path", "d", OverviewPlot.path("M", 0, row.top - 4, "H", OverviewPlot.WIDTH), "class", "grid");
        svg.leaf("text", Type.cut("process " + process, 15), "x", LEFT - 12, "y", row.top + 15, "text-anchor", "end", "class", "row");
    }

    private void bar(Placed at) {
        Call call = at.shown().call();
        double y = rows.get(call.process()).top + at.lane() * LANE;
        String css = "call call-" + call.outcome().name().toLowerCase(java.util.Locale.ROOT) + (at.shown().principal() ? " principal" : "");
        svg.open("g", "class", css);
        svg.leaf("title", "#" + call.index() + " process " + call.process() + ": " + CallText.of(call, "") + "; " + Units.moment(call.startNanos())
                + " to " + (call.completion().isPresent() ? Units.moment(call.endNanos()) : "never") + " (" + call.outcome().name().toLowerCase(java.util.Locale.ROOT) + ")");
        svg.leaf("text", at.label(), "x", at.textX(), "y", y + 12, "text-anchor", at.anchor());
        svg.empty("rect", "x", at.x(), "y", y + 17, "width", at.x2() - at.x(), "height", 9.0, "rx", at.open() ? 0.0 : 2.0);
        if (at.open()) {
            svg.empty("path", "d", OverviewPlot.path("M", at.x2(), y + 21.5, "h", 20, "m", -5, -4, "l", 5, 4, "l", -5, 4), "class", "open-end");
        } else if (call.outcome() == Event.Type.FAIL) {
            svg.empty("path", "d", Glyph.CROSS.at(at.x2() + 6, y + 21.5), "class", "mark-fail");
        }
        svg.close();
    }

    /** The times at which the anomaly's own operations start and end, as far as they fit. */
    private void ticks(double bottom) {
        Lanes lanes = new Lanes();
        excerpt.shown().stream().filter(Shown::principal).forEach(s -> {
            tick(lanes, s.call().startNanos(), bottom);
            tick(lanes, s.call().endNanos(), bottom);
        });
    }

    private void tick(Lanes lanes, long nanos, double bottom) {
        double x = time.pixel(nanos);
        String text = Units.moment(nanos);
        double half = Type.width(text, 11) / 2;
        svg.empty("path", "d", OverviewPlot.path("M", x, TOP - 8, "V", bottom), "class", "moment");
        if (lanes.take(x - half, x + half) == 0) {
            svg.leaf("text", text, "x", x, "y", TOP - 12, "text-anchor", "middle", "class", "tick");
        }
    }
}
