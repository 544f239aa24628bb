package io.minos.scenarios.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.minos.checker.check.ModelCheck;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What became of one file.
 *
 * @param result null: it could not be judged, for the reason in {@code error}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CheckedFile(String file, @Nullable String format, @Nullable Verdict verdict, @Nullable CheckResult result, @Nullable String error) {
    static CheckedFile of(String file, String format, Verdict verdict, CheckResult result) {
        return new CheckedFile(file, format, verdict, result, null);
    }

    static CheckedFile wrong(String file, String error) {
        return new CheckedFile(file, null, null, null, error);
    }

    /** Whether two engines said contrary things: then one of them is wrong. */
    boolean disputed() {
        return result != null && result.facts().get(ModelCheck.DISAGREEMENTS) instanceof Number number && number.longValue() > 0;
    }

    int exitCode() {
        return disputed() ? Main.HARNESS_FAILED : verdict == null ? Main.USAGE : verdict.exitCode();
    }
}
