package io.minos.scenarios.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What swarms are drawn with; the same in every JVM. */
record Dice(RandomGenerator random) {
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Both ends included. */
    int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    /** Both ends included; each order of magnitude is as likely as the others. Two digits, so that it can be read. */
    long scaled(long min, long max) {
        double exact = min * StrictMath.pow((double) max / min, random.nextDouble());
        return Math.min(max, Math.max(min, rounded(exact)));
    }

    private static long rounded(double exact) {
        long unit = 1;
        while (exact / unit >= 100) {
            unit *= 10;
        }
        return Math.round(exact / unit) * unit;
    }

    /** As {@link #scaled}, of rates: from {@code min}, to five digits. */
    double scaledRate(double min, double max) {
        return Math.max(1, Math.round(min * StrictMath.pow(max / min, random.nextDouble()) * 100_000)) / 100_000.0;
    }

    /** What stands there twice is twice as likely. */
    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A time until something that happens once in {@code mean}. */
    long exponential(long mean) {
        return Math.round(-StrictMath.log(1 - random.nextDouble()) * mean);
    }

    /** So many of these, in their order. */
    <T> List<T> some(List<T> all, int count) {
        List<T> left = new ArrayList<>(all);
        while (left.size() > count) {
            left.remove(random.nextInt(left.size()));
        }
        return left;
    }
}
