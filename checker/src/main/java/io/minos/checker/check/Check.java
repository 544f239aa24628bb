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

    /** {@code millis} of the result is 0: the judge measures it. */
    CheckResult check(History history, Budget budget);
}
