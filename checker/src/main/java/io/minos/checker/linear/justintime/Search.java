package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Finding;
import org.jspecify.annotations.Nullable;

/** A search that can be done in parts. */
interface Search {
    /** Goes on for so much work, in steps and comparisons; null: not decided yet. Ends early with the budget, undecided. */
    @Nullable Finding advance(long work, Budget budget);

    long steps();

    /** How many definite operations were explained at most. */
    int deepest();
}
