package io.minos.reports.plot;

import io.minos.checker.history.Event;
import io.minos.reports.series.Series.Sample;
import java.util.List;
import java.util.TreeMap;

/**
 * Operations as a cloud of marks, at most one a cell of a grid, so that a million of them cost no more than the paper they
 * cover. Cells with few, some and many operations differ in strength.
 */
final class Cloud {
    private static final int SOME = 3;
    private static final int MANY = 12;

    private static final long ROWS_MAX = 1 << 20;

    /** By column, then row. */
    private final TreeMap<Long, Cell> cells = new TreeMap<>();

    /** Where the first operation of the cell lies, and how many there are. */
    private record Cell(double x, double y, int count) {}

    private Cloud() {}

    static Cloud of(List<Sample> samples, Event.Type outcome, Axis time, Axis latency, double cellPixels) {
        Cloud cloud = new Cloud();
        for (Sample sample : samples) {
            if (sample.outcome() == outcome) {
                double x = time.pixel(sample.startNanos());
                double y = latency.pixel(sample.latencyNanos());
                long cell = (long) (x / cellPixels) * ROWS_MAX + (long) (y / cellPixels);
                cloud.cells.merge(cell, new Cell(x, y, 1), (had, more) -> new Cell(had.x(), had.y(), had.count() + 1));
            }
        }
        return cloud;
    }

    void draw(Markup svg, Glyph glyph) {
        strength(svg, glyph, 1, SOME, "few");
        strength(svg, glyph, SOME, MANY, "some");
        strength(svg, glyph, MANY, Integer.MAX_VALUE, "many");
    }

    private void strength(Markup svg, Glyph glyph, int from, int below, String css) {
        StringBuilder d = new StringBuilder();
        cells.values().stream().filter(c -> c.count() >= from && c.count() < below).forEach(c -> d.append(glyph.at(c.x(), c.y())));
        if (!d.isEmpty()) {
            svg.empty("path", "d", d, "class", glyph.css() + " " + css);
        }
    }
}
