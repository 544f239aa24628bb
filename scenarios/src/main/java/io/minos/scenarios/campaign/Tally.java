package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.Violation;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What many simulations came to.
 *
 * @param seeds that were played, the failed ones included
 * @param violations by promise
 * @param undecided how many broke no promise, as far as the checks could decide
 * @param failed how many could not be played, by a fault of the harness: these judge nothing
 * @param firstFailure of those, that of the smallest seed
 */
public record Tally(long seeds, long simulatedNanos, long operations, SortedMap<String, Found> violations, long undecided, long failed, Optional<Failure> firstFailure) {
    /**
     * One promise, broken.
     *
     * @param seeds how many break it first
     * @param seed the smallest of them
     */
    public record Found(long seeds, long seed, Violation violation) {
        private Found and(Found other) {
            Found first = other.seed < seed ? other : this;
            return new Found(seeds + other.seeds, first.seed, first.violation);
        }
    }

    public record Failure(long seed, Throwable cause) {}

    public Tally {
        violations = Collections.unmodifiableSortedMap(new TreeMap<>(violations));
    }

    public static Tally empty() {
        return new Tally(0, 0, 0, new TreeMap<>(), 0, 0, Optional.empty());
    }

    Tally with(Played played) {
        SortedMap<String, Found> more = new TreeMap<>(violations);
        played.violation().ifPresent(violation -> more.merge(violation.promise(), new Found(1, played.seed(), violation), Found::and));
        int doubt = played.violation().isEmpty() && !played.doubts().isEmpty() ? 1 : 0;
        return new Tally(seeds + 1, simulatedNanos + played.simulatedNanos(), operations + played.operations(), more, undecided + doubt, failed, firstFailure);
    }

    Tally with(Failure failure) {
        Optional<Failure> first = firstFailure.filter(known -> known.seed() < failure.seed()).or(() -> Optional.of(failure));
        return new Tally(seeds + 1, simulatedNanos, operations, violations, undecided, failed + 1, first);
    }

    /** How many seeds broke a promise. */
    public long broken() {
        return violations.values().stream().mapToLong(Found::seeds).sum();
    }
}
