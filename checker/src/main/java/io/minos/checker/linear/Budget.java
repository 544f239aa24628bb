package io.minos.checker.linear;

import java.util.function.LongSupplier;

/**
 * What a check may spend: time, and entries in its cache. Asked inside the search, so that no search runs away. One budget is
 * used by one thread.
 */
public final class Budget {
    /** Reading a clock at each step costs more than the step. */
    private static final int STEPS_BETWEEN_LOOKS = 1024;

    private final LongSupplier clockNanos;
    private final long deadlineNanos;
    private final long wordsMax;
    private long words;
    private long stepsUntilLook;
    private boolean exhausted;

    /**
     * @param clockNanos a monotonic clock
     * @param nanos from now
     * @param wordsMax memory for caches in words of 8 bytes, roughly
     */
    public Budget(LongSupplier clockNanos, long nanos, long wordsMax) {
        this(clockNanos.getAsLong() + nanos, clockNanos, wordsMax);
        if (nanos <= 0 || wordsMax <= 0) throw new IllegalArgumentException("A budget needs some time and some memory");
    }

    private Budget(long deadlineNanos, LongSupplier clockNanos, long wordsMax) {
        this.clockNanos = clockNanos;
        this.wordsMax = wordsMax;
        this.deadlineNanos = deadlineNanos;
    }

    /** A budget that ends only with memory: for tests and tiny histories. */
    public static Budget unlimited() {
        return new Budget(() -> 0, Long.MAX_VALUE, 64L << 20);
    }

    /** A budget of about so many steps, the same on every machine. */
    public static Budget ofSteps(long stepsMax, long wordsMax) {
        long[] looks = {0};
        return new Budget(() -> looks[0]++, Math.max(1, stepsMax / STEPS_BETWEEN_LOOKS), wordsMax);
    }

    /** One step, keeping so many more words; false: stop. */
    public boolean spend(long moreWords) {
        return spend(moreWords, 1);
    }

    /** So many steps of much the same cost, keeping so many more words; false: stop. */
    public boolean spend(long moreWords, long steps) {
        words += moreWords;
        if (words > wordsMax) exhausted = true;
        stepsUntilLook -= steps;
        if (stepsUntilLook < 0) {
            stepsUntilLook = STEPS_BETWEEN_LOOKS;
            if (clockNanos.getAsLong() - deadlineNanos >= 0) exhausted = true;
        }
        return !exhausted;
    }

    /** Whether it lasts by the clock as it is now: to ask before what costs far more than a look at the clock. */
    public boolean lasts() {
        stepsUntilLook = 0;
        return spend(0);
    }

    /** What was kept and is kept no more. */
    public void giveBack(long lessWords) {
        words -= lessWords;
    }

    public boolean exhausted() {
        return exhausted;
    }

    /** The same time, and so much memory: bounds one of many attempts in the same way on every machine. */
    public Budget limited(long words) {
        return new Budget(deadlineNanos, clockNanos, Math.min(words, wordsMax));
    }

    /** A part of what is left: {@code 1/parts} of the time, and the whole memory, since one search's cache is gone before the next. */
    public Budget share(int parts) {
        return share(Math.max(1, parts), wordsMax);
    }

    /** A part of what is left for one of {@code parts} searches of which {@code atOnce} run at a time: they share the memory. */
    Budget share(int parts, int atOnce) {
        return share(Math.max(1, (parts + atOnce - 1) / atOnce), Math.max(1, wordsMax / atOnce));
    }

    /** One look at the clock says when it ends: never later than the whole, however long this thread then waits. */
    private Budget share(int rounds, long words) {
        long now = clockNanos.getAsLong();
        return new Budget(now + (deadlineNanos - now) / rounds, clockNanos, words);
    }
}
