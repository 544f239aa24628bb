package io.minos.reports.plot;

import java.util.ArrayList;
import java.util.List;

/** Marks on the axis of time, each with its label while there is room for all of them, and bare when they are too many. */
final class MarkRow {
    /** More lanes of labels than this would push what they are about off the page. */
    private static final int NAMED_LANES_MAX = 14;
    private static final double TEXT = 12;
    /** Bare marks are low, below one line that says how many they are. */
    private static final double BARE_LANE = 9;
    private static final double BARE_TOP = 18;

    /**
     * A mark that is to be placed.
     *
     * @param textX where its label begins
     */
    record Mark(double x, double x2, double textX, String text) {}

    record Placed(double x, double x2, double anchorX, String anchor, String text, int lane) {}

    private final List<Placed> placed;
    private final boolean named;

    private MarkRow(List<Placed> placed, boolean named) {
        this.placed = List.copyOf(placed);
        this.named = named;
    }

    /** @param width of the page, which no label leaves */
    static MarkRow of(List<Mark> marks, double width) {
        Lanes lanes = new Lanes();
        List<Placed> placed = marks.stream().map(mark -> place(lanes, mark, width)).toList();
        if (lanes.count() <= NAMED_LANES_MAX) {
            return new MarkRow(placed, true);
        }
        Lanes bare = new Lanes();
        List<Placed> unnamed = new ArrayList<>();
        marks.forEach(mark -> unnamed.add(new Placed(mark.x(), mark.x2(), mark.x(), "start", "", bare.take(mark.x(), mark.x2()))));
        return new MarkRow(unnamed, false);
    }

    /** Text starts at {@code textX}, or ends at the right edge where it would stick out. */
    private static Placed place(Lanes lanes, Mark mark, double pageWidth) {
        double width = Type.width(mark.text(), TEXT);
        double edge = pageWidth - 4;
        if (mark.textX() + width <= edge) {
            int lane = lanes.take(mark.x(), Math.max(mark.x2(), mark.textX() + width));
            return new Placed(mark.x(), mark.x2(), mark.textX(), "start", mark.text(), lane);
        }
        double end = Math.min(edge, Math.max(mark.x2(), mark.x() - 4));
        int lane = lanes.take(Math.min(mark.x(), end - width), Math.max(mark.x2(), end));
        return new Placed(mark.x(), mark.x2(), end, "end", mark.text(), lane);
    }

    List<Placed> marks() {
        return placed;
    }

    /** Whether the marks have their labels. */
    boolean named() {
        return named;
    }

    /** @param lane how high a lane with labels is */
    double height(double lane) {
        return named ? Math.max(1, lanes()) * lane : BARE_TOP + lanes() * BARE_LANE;
    }

    /** Below the row's top. */
    double y(Placed mark, double lane) {
        return named ? mark.lane() * lane : BARE_TOP + mark.lane() * BARE_LANE;
    }

    private int lanes() {
        return placed.stream().mapToInt(Placed::lane).max().orElse(-1) + 1;
    }
}
