package io.minos.reports.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to pixels and knows where round ticks belong.
 *
 * @param from the value drawn at {@code fromPixel}
 * @param to the value drawn at {@code toPixel}; greater than {@code from}
 * @param logarithmic decades have the same length; {@code from} is then above zero
 */
record Axis(double from, double to, double fromPixel, double toPixel, boolean logarithmic) {
    private static final long SECOND = 1_000_000_000;
    private static final double[] MINUTES_AND_MORE = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400};

    Axis {
        if (!(from < to) || logarithmic && from <= 0) {
            throw new IllegalArgumentException("not an axis: " + from + " to " + to);
        }
    }

    static Axis linear(double from, double to, double fromPixel, double toPixel) {
        return new Axis(from, to, fromPixel, toPixel, false);
    }

    /** From the power of ten at or below {@code least} to the one at or above {@code most}, two decades at the least. */
    static Axis decades(double least, double most, double fromPixel, double toPixel) {
        double low = Math.floor(Math.log10(Math.max(least, 1)));
        double high = Math.max(low + 2, Math.ceil(Math.log10(Math.max(most, 1))));
        return new Axis(Math.pow(10, low), Math.pow(10, high), fromPixel, toPixel, true);
    }

    /** From zero to a round value at or above {@code most}. */
    static Axis upToRound(double most, double fromPixel, double toPixel) {
        double step = roundStep(Math.max(most, 1) / 4);
        return linear(0, Math.ceil(Math.max(most, 1) / step) * step, fromPixel, toPixel);
    }

    /** The pixel of a value; a value outside the axis lands on its end. */
    double pixel(double value) {
        double clamped = Math.min(to, Math.max(from, value));
        double share = logarithmic ? Math.log(clamped / from) / Math.log(to / from) : (clamped - from) / (to - from);
        return fromPixel + share * (toPixel - fromPixel);
    }

    /** Round values, about {@code wanted} of them at most; all decades on a logarithmic axis. */
    List<Double> ticks(int wanted) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double decade = from; decade <= to * 1.001; decade *= 10) {
                ticks.add(decade);
            }
            return ticks;
        }
        return multiples(roundStep((to - from) / wanted));
    }

    /** Ticks for an axis in nanoseconds: whole seconds and minutes where they fit. */
    List<Double> timeTicks(int wanted) {
        double step = (to - from) / wanted;
        for (double seconds : MINUTES_AND_MORE) {
            if (step > SECOND && step <= seconds * SECOND) {
                return multiples(seconds * SECOND);
            }
        }
        return multiples(roundStep(step));
    }

    private List<Double> multiples(double step) {
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** The least of 1, 2, 5 times a power of ten that is not below {@code atLeast}. */
    static double roundStep(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= atLeast * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
