package io.minos.reports.plot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * An axis of time on which the order is exact and distances are not: every two moments that matter are visibly apart, whether
 * a microsecond or a minute lies between them. Order is all that a contradiction is made of.
 */
final class StretchedTime {
    private static final double MILLI = 1e6;

    private final List<Long> moments;
    private final double[] pixels;

    StretchedTime(Collection<Long> moments, double fromPixel, double toPixel) {
        this.moments = new ArrayList<>(new TreeSet<>(moments));
        this.pixels = new double[this.moments.size()];
        double[] offsets = new double[pixels.length];
        for (int i = 1; i < pixels.length; i++) {
            offsets[i] = offsets[i - 1] + 1 + Math.log10(1 + (this.moments.get(i) - this.moments.get(i - 1)) / MILLI);
        }
        double all = pixels.length < 2 ? 1 : offsets[pixels.length - 1];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = fromPixel + offsets[i] / all * (toPixel - fromPixel);
        }
    }

    /** @param nanos one of the moments given */
    double pixel(long nanos) {
        int at = java.util.Collections.binarySearch(moments, nanos);
        if (at < 0) {
            throw new IllegalArgumentException("not a moment of this axis: " + nanos);
        }
        return pixels[at];
    }
}
