package io.minos.node.sim;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One seed's random numbers, in a stream of its own for each use: a fault left out, or a member less, leaves the numbers of
 * all others as they were, so that a failure can be made smaller and stay the same failure.
 */
public record Randomness(long seed) {
    /** @param which tells several of one use apart, as members by their id; 0 where there is one */
    public RandomGenerator stream(String use, long which) {
        long mixed = seed;
        for (int i = 0; i < use.length(); i++) {
            mixed = mixed * 0x9E3779B97F4A7C15L + use.charAt(i);
        }
        return new SplittableRandom(new SplittableRandom(mixed).nextLong() ^ which * 0xD1B54A32D192ED03L);
    }
}
