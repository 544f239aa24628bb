package io.minos.checker.txn;

/** How much may be searched: a search gives up rather than run away. */
final class Work {
    private final long most;
    private long left;

    Work(long steps) {
        this.most = steps;
        this.left = steps;
    }

    /** One step; false: stop. */
    boolean spend() {
        return left-- > 0;
    }

    void spend(long steps) {
        left -= steps;
    }

    boolean exhausted() {
        return left <= 0;
    }

    long spent() {
        return most - left;
    }

    Work share(long most) {
        return new Work(Math.min(most, left));
    }
}
