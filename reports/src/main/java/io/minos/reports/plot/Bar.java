package io.minos.reports.plot;

/** A figure as the length of a bar, for a table's cell. */
public final class Bar {
    private static final double WIDTH = 120;

    private Bar() {}

    /** @param most what the full width stands for */
    public static void draw(Markup page, long value, long most) {
        double width = Math.max(2, WIDTH * Math.min(1, value / (double) Math.max(1, most)));
        page.open("svg", "viewBox", "0 0 120 10", "width", 120, "height", 10, "class", "bar", "aria-hidden", "true");
        page.empty("path", "d", "M0 9.5H120", "class", "grid").empty("rect", "x", 0, "y", 1, "width", width, "height", 8);
        page.close();
    }
}
