package io.minos.reports.plot;

/** Hatchings: what tells areas apart where colours do not. */
public final class Patterns {
    private static final String[] BANDS = {"band-a", "band-b", "band-c"};

    private Patterns() {}

    /** Adds an invisible {@code svg} whose patterns all drawings of the page use; once a page, before them. */
    public static void define(Markup svg) {
        svg.open("svg", "width", 0, "height", 0, "class", "patterns", "aria-hidden", "true").open("defs");
        lines(svg, "hatch-a", 7, 45, "hatch");
        lines(svg, "hatch-b", 7, -45, "hatch");
        lines(svg, "hatch-c", 7, 0, "hatch");
        lines(svg, "hatch-fail", 4, 45, "hatch-fail");
        dots(svg, "hatch-info", 4, "hatch-info");
        svg.close().close();
    }

    /** Neighbouring faults are hatched differently. */
    static String band(int fault) {
        return BANDS[fault % BANDS.length];
    }

    private static void lines(Markup svg, String id, double step, int degrees, String css) {
        svg.open("pattern", "id", id, "width", step, "height", step, "patternUnits", "userSpaceOnUse", "patternTransform", "rotate(" + degrees + ")");
        svg.empty("rect", "width", step, "height", step, "class", css + "-ground").empty("path", "d", "M0 0V" + Markup.string(step), "class", css).close();
    }

    private static void dots(Markup svg, String id, double step, String css) {
        svg.open("pattern", "id", id, "width", step, "height", step, "patternUnits", "userSpaceOnUse");
        svg.empty("rect", "width", step, "height", step, "class", css + "-ground").empty("circle", "cx", 1.5, "cy", 1.5, "r", 0.9, "class", css).close();
    }
}
