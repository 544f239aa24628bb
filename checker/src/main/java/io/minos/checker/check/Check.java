package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;

/**
 * Judges one promise. Stateless, so that one instance may serve many histories and threads. Pure: the same history and an
 * ample budget give the same result.
 */
public interface Check {
    /** "linearizable-register", "set", "watch", … */
    String name();

    /** Whether the history holds anything the promise is about; a check that is not concerned says UNKNOWN when asked all the same. */
    default boolean concerns(History history) {
        return true;
    }

    /** {@code millis} of the result is 0: the judge measures it. */
    CheckResult check(History history, Budget budget);
}
