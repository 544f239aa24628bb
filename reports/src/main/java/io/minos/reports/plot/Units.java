package io.minos.reports.plot;

import java.util.Locale;

/** Figures as people read them. The same in every locale. */
public final class Units {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;

    private Units() {}

    /** {@code 1,204}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 fault}, {@code 5 faults}. */
    public static String count(long count, String singular) {
        return count(count) + " " + singular + (count == 1 ? "" : "s");
    }

    /** Three significant digits: {@code 850 ns}, {@code 35.2 µs}, {@code 4.71 ms}, {@code 12.3 s}, {@code 2 min 05 s}. */
    public static String duration(long nanos) {
        if (nanos < MICRO) {
            return nanos + " ns";
        }
        if (nanos < MILLI) {
            return digits(nanos, MICRO) + " µs";
        }
        if (nanos < SECOND) {
            return digits(nanos, MILLI) + " ms";
        }
        if (nanos < 2 * MINUTE) {
            return digits(nanos, SECOND) + " s";
        }
        long seconds = Math.round(nanos / (double) SECOND);
        return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }

    /** A moment of the run, to the millisecond: {@code 12.345 s}. */
    public static String moment(long nanos) {
        return String.format(Locale.ROOT, "%,.3f s", nanos / (double) SECOND);
    }

    /** {@code 1,234/s}; below ten with one decimal. */
    public static String rate(double perSecond) {
        return perSecond >= 10 || perSecond == Math.rint(perSecond)
                ? count(Math.round(perSecond)) + "/s"
                : String.format(Locale.ROOT, "%.1f/s", perSecond);
    }

    /** {@code 98.1 %}. Only all is "100 %" and only none is "0 %". */
    public static String share(long part, long whole) {
        if (part == 0 || whole == 0) {
            return "0 %";
        }
        if (part == whole) {
            return "100 %";
        }
        double percent = 100.0 * part / whole;
        return percent < 0.1 ? "<0.1 %" : percent > 99.9 ? ">99.9 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    private static String digits(long nanos, long unit) {
        double value = nanos / (double) unit;
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        String text = String.format(Locale.ROOT, format, value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
