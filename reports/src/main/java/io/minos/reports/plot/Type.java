package io.minos.reports.plot;

/** What a text will take up, without asking a font: estimates on the large side, for common sans-serif faces. */
final class Type {
    private static final String NARROW = "fijlrtI.,:;'|!()[] ·";
    private static final String WIDE = "mwMW@%→—";

    private Type() {}

    static double width(String text, double size) {
        return text.codePoints().mapToDouble(Type::ems).sum() * size;
    }

    private static double ems(int c) {
        if (c >= 0x1100) {
            return WIDE.indexOf(c) >= 0 || c < 0x2e80 ? 1 : 1.1;
        }
        return NARROW.indexOf(c) >= 0 ? 0.38 : WIDE.indexOf(c) >= 0 ? 0.95 : Character.isUpperCase(c) ? 0.72 : 0.6;
    }

    /** At most {@code most} characters, the last an ellipsis when some had to go. */
    static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
