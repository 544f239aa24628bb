package io.minos.checker.linear.witness;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What revisions say of a history. */
public sealed interface Testimony {
    /**
     * There is an order that explains every answer: the certificate, which {@link Verifier} checks.
     *
     * @param order the operations' numbers in their columns; those that took no effect are not in it
     * @param at the store's revision after each of them
     * @param placed how many operations of unknown outcome are in it
     */
    record Explained(int[] order, int[] at, int placed) implements Testimony {}

    /**
     * No order by revisions explains every answer.
     *
     * @param kind "stale-read", "lost-write", "doubled-revision", …
     * @param summary one sentence for a person; operations are {@code #} and their place in the history
     * @param key the key concerned, if it is about one
     * @param operations places in the history of the few operations that contradict each other, ascending
     * @param steps what follows from what, a sentence each
     */
    record Contradicted(String kind, String summary, @Nullable String key, List<Long> operations, List<String> steps) implements Testimony {
        /** A revision that nobody can have made: about no operation in particular. */
        public static final String GAP = "gap";

        public Contradicted {
            operations = operations.stream().distinct().sorted().toList();
            steps = List.copyOf(steps);
        }
    }

    /** Revisions alone do not tell; other engines may. */
    record Undecided(String reason) implements Testimony {}
}
