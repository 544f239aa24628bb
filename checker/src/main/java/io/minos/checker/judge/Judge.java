package io.minos.checker.judge;

import io.minos.checker.check.Check;
import io.minos.checker.history.History;
import io.minos.checker.verdict.Judgement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Runs checks over a history and composes one judgement. The same history and checks give the same judgement, whatever the
 * executor (times aside).
 */
public final class Judge {
    private final Executor executor;
    private final Duration timePerCheck;

    /**
     * @param executor where checks run; {@code Runnable::run} runs them one after the other on the caller's thread
     * @param timePerCheck after which a check says UNKNOWN
     */
    public Judge(Executor executor, Duration timePerCheck) {
        this.executor = executor;
        this.timePerCheck = timePerCheck;
    }

    /** The verdict is the gravest of the checks'; no check, or an empty history, is UNKNOWN. */
    public Judgement judge(History history, List<Check> checks) {
        throw new UnsupportedOperationException(executor.toString() + timePerCheck);
    }
}
