package io.minos.reports.plot;

/** Marks that differ in shape first and in colour second. */
enum Glyph {
    DOT("mark-ok") {
        @Override
        String at(double x, double y) {
            return OverviewPlot.path("M", x, y, "h", 0);
        }
    },
    CROSS("mark-fail") {
        @Override
        String at(double x, double y) {
            return OverviewPlot.path("M", x - 3, y - 3, "l", 6, 6, "m", 0, -6, "l", -6, 6);
        }
    },
    TRIANGLE("mark-info") {
        @Override
        String at(double x, double y) {
            return OverviewPlot.path("M", x, y - 4, "l", 4, 7, "h", -8, "z");
        }
    };

    private final String css;

    Glyph(String css) {
        this.css = css;
    }

    /** Path data of the mark around a point. */
    abstract String at(double x, double y);

    String css() {
        return css;
    }
}
